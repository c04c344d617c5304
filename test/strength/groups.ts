/** Why mutants survive, written by hand: each survivor of docs/strength.json belongs to exactly one group. */
import { CASES } from './cases.js'

/** Which mutants a group is about: what is left out fits any. */
export interface Pattern {
  readonly file?: string | RegExp
  readonly mutator?: string | RegExp
  readonly original?: string | RegExp
  readonly replacement?: string | RegExp
}

export interface Group {
  readonly name: string
  readonly reason: string
  readonly covers: readonly Pattern[]
}

/** An index and the end that it runs to, in a loop. */
const TO_THE_END = /^(?!l < (64|queues|host\.slots\.length)$)(queue|slot|q|l|i|m|s|n|byte|lower) < [\w.* +]+$/

/** What decides whether work can be spared, and comes to the same if it is not. */
const SHORTCUT = new RegExp(`^(${[
  'known', 'known !== undefined', 'known === undefined', 'before !== undefined', 'host === state\\.host', 'next === .*', 'candidates === BASE\\.candidates', 'unreported === queue\\.unreported',
  'candidates\\.length (< 2|=== 1)', 'value === word\\.value && mask === word\\.known', 'same && isSameOrigin\\(.*', 'known\\.known === ERRORS && known\\.value === seen', 'host\\.windows\\.length === 0',
  'answer >= 0 && outstanding\\.length === 0', 'unreported === 0', 'from === to', 'this\\.mapping\\.enabled === enabled', 'slot\\.enabled !== enabled', 'queue !== previous', 'to === route\\.DROP',
  'host\\.standing\\.length === 0 && !host\\.allocRefused\\.includes\\(true\\)', '!standing && !host\\.allocRefused\\[queue\\]', 'before\\.host\\.slots === after\\.host\\.slots', 'candidates\\.length === before\\.length && .*',
  'a === b', 'a === b \\|\\| .*', 'a\\.at === b\\.at && a\\.by === b\\.by', '\\(known & LVCMDQ\\) === LVCMDQ', '\\(known & 1\\) === 1 && \\(value & 1\\) === 0',
].join('|')})$`)

/** What the compiler wants to hear of, and no value ever is. */
const NEVER_SO = new RegExp(`^(${[
  '!(queue|word|last|vintf|old|second|register|access\\.write)', 'PARAM', '(this\\.slots\\.)?page !== undefined', 'page === undefined', 'queue === undefined', 'queue !== undefined', 'base !== undefined', 'ring !== undefined', 'entry === undefined', 'word !== undefined',
  'place\\.page !== \'gap\'', 'candidates\\.length === 1 && base !== undefined', 'page === undefined \\|\\| queue === undefined',
].join('|')})$`)

/** Times of what cannot happen within one operation, or at power-on. */
const TIMES = /^(history|own|queue|historyOf\(sight\)|state|othersAccessed\(state, q\)|readOnly|enableFall|enableCycle|fault|backing|event)[\w.()]* (>|>=|<=) [\w.]+$/

export const GROUPS: readonly Group[] = [
  {
    name: 'one step too far',
    reason: 'The loop goes one step beyond the end, where there is nothing: what is undefined counts as 0, as free or as equal, and typed arrays ignore what is written behind their end.',
    covers: [{ mutator: 'EqualityOperator', original: TO_THE_END, replacement: /<=/ }],
  },
  {
    name: 'only work is spared',
    reason: 'Without the shortcut the same is found out the long way: a new object with the same values, a table made again, a search over nothing.',
    covers: [{ mutator: /ConditionalExpression|EqualityOperator|LogicalOperator|ArrowFunction/, original: SHORTCUT }, { file: 'spec/fingerprint.ts', mutator: 'ArrowFunction', original: /^\(a: Origin/ }, { file: 'spec/mapping.ts', mutator: 'ArrowFunction', original: /^\(\{ value, known \}: Bits\)/ }],
  },
  {
    name: 'what cannot be',
    reason: 'The compiler cannot know that an index is within bounds, or that a union was narrowed by what was asked before: the branch for the other case, or the value in place of what is missing, is never taken.',
    covers: [
      { mutator: /ConditionalExpression|LogicalOperator/, original: NEVER_SO },
      { mutator: 'ConditionalExpression', original: 'place.page === \'gap\'', replacement: 'false' },
      { mutator: 'StringLiteral', original: '\'gap\'' },
      { mutator: 'UnaryOperator', original: '-1', replacement: '+1' },
      { mutator: 'OptionalChaining' },
      { mutator: 'ArrayDeclaration', original: '[]' },
      { file: 'spec/reading.ts', mutator: 'ObjectLiteral', original: '{ value: 0, known: 0 }' },
      { file: 'spec/hosted.ts', mutator: /LogicalOperator|StringLiteral|ObjectLiteral|ArrowFunction/, original: /`hwQueue(Alloc|Destroy) \$\{l\}`|MOST_SLOTS/ },
      { mutator: /ConditionalExpression|BooleanLiteral/, file: /^spec\/(access|holds)\.ts$/, original: /^(default: return (state|false)|false)$/ },
    ],
  },
  {
    name: 'nobody asks',
    reason: 'The value is kept and no rule looks at it: whether there is a vIOMMU, the slot of a write that came through no slot, when a VCMDQ that is mapped now was unmapped, how power-on is called.',
    covers: [
      { file: 'spec/hosted.ts', original: /^(\{ viommu: (true|false) \}|case 'viommuAlloc': .*)$/ },
      { file: 'spec/hosted.ts', mutator: 'BooleanLiteral', original: /^(true|false)$/ },
      { file: 'spec/access.ts', mutator: /ConditionalExpression|LogicalOperator/, original: /^(place\.page !== 'Config' && .*|place\.page !== 'Config'|place\.aperture === 'vintf')$/ },
      { file: 'spec/access.ts', mutator: 'StringLiteral', original: '\'Config\'' },
      { file: 'spec/access.ts', original: /^(is|was) === NONE$/ },
      { file: 'spec/judge.ts', original: /^(\{ op: 'allow', call: 'power-on' \}|'power-on')$/ },
      { file: 'spec/fingerprint/origins.ts', mutator: 'ObjectLiteral' },
    ],
  },
  {
    name: 'said twice',
    reason: 'Another condition of the same rule implies it: only CONS is ever set by a fetch, only STATUS and the maps follow from other state, a rule for dropped accesses is asked of no other. It is written down because the rule reads better with it.',
    covers: [
      { file: 'spec/rules/status.ts', mutator: /ConditionalExpression|LogicalOperator|BooleanLiteral/, original: /place\.page [!=]==|place\.access|place\.aperture|access === 'RO'|^page === 'Config'$|^true$/ },
      { file: 'spec/rules/values.ts', mutator: /ConditionalExpression|LogicalOperator|ArrowFunction/, original: /place\.page (===|!== '[CP])|^place\.register === 'CONS_INDX'$|^place\.aperture === 'vintf'$|access === 'RW'/ },
      { file: 'spec/rules/values.ts', mutator: 'StringLiteral', original: /^'(Config|config)'$/ },
      { file: 'spec/rules/facts.ts', mutator: 'ConditionalExpression', original: /place\.page|idempotent/ },
      { file: 'spec/learning.ts', mutator: /ConditionalExpression|LogicalOperator|StringLiteral/, original: /'RO'/ },
      { file: 'spec/reading.ts', mutator: /ConditionalExpression|LogicalOperator|StringLiteral|EqualityOperator/, original: /place\.page !== 'Page1'|'BASE_H'/ },
      { file: 'spec/judge.ts', mutator: /ConditionalExpression|StringLiteral/, original: /^place\.page !== 'Page1'$/ },
      { file: /^spec\/rules\/(execution|host)\.ts$/, mutator: /ConditionalExpression|LogicalOperator/, original: /^(operation\.op !== '(consume|reset)'|entry\.kind !== '(fetch|store)'|(step\.)?access\?\.target\?\.kind [!=]== 'dropped'|access\?\.place\.page !== 'gap'( \|\| access\.write === undefined)?|access\.write === undefined|access\?\.write\?\.high === undefined.*|access\.place\.page !== 'Page1'|access\.target\?\.kind !== 'queue'|default: return undefined)$/ },
      { file: /^spec\/rules\/(execution|host)\.ts$/, mutator: /ConditionalExpression|LogicalOperator/, original: /^(op === '(consume|reset)'|gap && op === 'write'|op === 'attach' \|\| .*)$/ },
      { file: 'spec/rules/rulebook.ts', mutator: 'ConditionalExpression', original: /GAP|IDEMPOTENT|PAIR|^place\.page === 'gap'$|^write\?\.high !== undefined$/, replacement: 'true' },
    ],
  },
  {
    name: 'asked by the compiled judge alone',
    reason: 'What a rule says of operations that log nothing spares the compiled judge a look at it. The readable judge, which this suite runs, always looks; test/judge holds the two against each other.',
    covers: [
      { file: 'spec/rules/rulebook.ts', mutator: /ConditionalExpression|EqualityOperator|ArrowFunction/, original: /\(number & LOGGED\) === 0$/ },
      { file: 'spec/rules/rulebook.ts', mutator: 'StringLiteral', original: '\'write\'' },
      { file: /^spec\/rules\/(execution|host)\.ts$/, mutator: 'StringLiteral', original: '\'holds\'' },
    ],
  },
  {
    name: 'times that do not meet',
    reason: 'Two things that never happen in one operation, or never before the first: it makes no difference whether they are compared with or without equality.',
    covers: [{ mutator: 'EqualityOperator', original: TIMES }],
  },
  {
    name: 'told apart by their types alone',
    reason: 'Both sides of the question do the same; it is there for the compiler, which has to see which kind of place is made.',
    covers: [{ file: 'spec/decode.ts', mutator: /ConditionalExpression|EqualityOperator|StringLiteral/, original: /^(page === )?'Page0'$/ }],
  },
  {
    name: 'nothing is added',
    reason: 'The number that is added or taken away is 0: the first register of a slot, the first word of a queue, the word that is always 0.',
    covers: [{ file: /^src\/device\//, mutator: 'ArithmeticOperator', original: /[+-] at\.(CONS|Q_ALLOC|W_ZERO)$/ }],
  },
  {
    name: 'set before it is looked at',
    reason: 'What a field starts with is replaced by the constructor itself, or at the beginning of every operation.',
    covers: [
      { file: /^src\/device\//, mutator: 'BooleanLiteral', original: 'false', replacement: 'true' },
      { file: 'spec/fingerprint/queues.ts', mutator: 'BooleanLiteral', original: 'false', replacement: 'true' },
    ],
  },
  {
    name: 'the long way comes to the same',
    reason: 'The access path and the release of slots ask first whether there is anything to do. Where they do not, the general path does the same: a store goes through the table again, a slot that is not live is not stopped, a negative number is no slot.',
    covers: [
      { file: 'src/device/optimised.ts', mutator: /ConditionalExpression|LogicalOperator|EqualityOperator|BlockStatement|StringLiteral/, original: /size !== 4|typeof value|to (>=|<=) |^from >= 0$|^slot < 0$|^\{ this\.slots\.page\?\.store|^'number'$/ },
      { file: 'src/device/backing.ts', mutator: /ConditionalExpression|EqualityOperator|ArithmeticOperator/, original: /^(!this\.attached|this\.slots\.held > cut|queue >= 0|this\.slots\.held - 1)$/ },
      { file: 'src/device/backing.ts', mutator: 'ConditionalExpression', original: 'slot < this.queues' },
      { file: 'src/device/slots.ts', mutator: 'ConditionalExpression', original: 'alias >= 0' },
      { file: 'src/device/errors.ts', mutator: 'ConditionalExpression', original: 'queue >= 0' },
      { file: 'src/device/routing.ts', mutator: /ConditionalExpression|EqualityOperator/, original: /^(queue|target) < 0$|^registers === PAGE0$/ },
      { file: 'src/device/routing.ts', mutator: 'ArithmeticOperator', original: /CONFIG_PAGE_END|OFFSET_BITS|at\.STATUS|^cell \+ 1$/ },
    ],
  },
  {
    name: 'never so, as the device stands',
    reason: 'How far slots are settled is kept up so exactly that the comparison of a slot with what the guest asks for is never true: whatever disturbs a slot changes it. It is left in for whoever restores a state that says less.',
    covers: [
      { file: 'src/device/backing.ts', mutator: /ConditionalExpression|EqualityOperator|UpdateOperator/, original: /^(cut < target && .*|cut < this\.slots\.held|cut\+\+)$/ },
      { file: 'src/device/slots.ts', mutator: /ConditionalExpression|EqualityOperator|LogicalOperator|BlockStatement/, original: /^this\.(isLive\(slot\) &&.*|owner\[slot\] === queue|ringHigh.*)$|^\{ return \( this\.isLive/ },
    ],
  },
  {
    name: 'no handle is 0',
    reason: 'The kernel numbers its objects from 1, so a handle that is 0 or less is a refusal as much as one below 0.',
    covers: [{ file: 'src/device/backing.ts', mutator: 'EqualityOperator', original: 'id < 0' }],
  },
  ...CASES.map(({ name, reason, cases }): Group => ({ name, reason, covers: cases.map(([file, original, replacement]) => ({ file, original, replacement })) })),
]
