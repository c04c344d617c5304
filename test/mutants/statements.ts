/** Steps that are left out, done twice, or done in the wrong order. */
import ts from 'typescript'
import type { Change, Source } from './milling.js'
import type { Family } from './mutant.js'
import { brief, codeUnder, placeOf } from './places.js'
import type { Place } from './places.js'

/** Reaches the host by itself or by what it calls: hardware queues, the page, its words, the window, the vIOMMU, interrupts. */
const HOST = /\b(host\.\w+|page\??\.(load|store)|slots\.(map|stop|start)|backing\.(attach|detach|release|settle)|settle|acquire|relinquish|releaseFrom|populate|closeWindow|placeWindow)\(/
/** What happens at the device's own lifecycle, where what comes first decides. */
const LIFECYCLE = /^(optimised\.(attach|detach|reset|storeEntry|storeInterface|storeBase|clearRegisters)|backing\.(attach|detach|release|settle)|mapping\.setEntry)$/
const RESET = /\.(clearRegisters|reset|forgetAll)$/

const isStep = (node: ts.Node | undefined): node is ts.ExpressionStatement | ts.ReturnStatement => node !== undefined && (ts.isExpressionStatement(node) || (ts.isReturnStatement(node) && node.expression !== undefined && ts.isCallExpression(node.expression)))

/** Assignments and counts, as opposed to calls. */
const isAssignment = ({ expression }: ts.ExpressionStatement): boolean => !ts.isCallExpression(expression)

function familyWithout(key: string, text: string, assigns: boolean): Family {
  if (/\.(restore|rebuild|reroute)$/.test(key) || (key.startsWith('state.') && /words\.set|restore/.test(text))) return 'left out of restore'
  if (/\.save$/.test(key) || key.startsWith('state.')) return 'left out of save'
  if (RESET.test(key)) return 'wrong reset value'
  return !assigns && HOST.test(text) ? 'host call left out' : 'one half stale'
}

/** A step between two others, or the only one behind a condition. */
interface Step {
  readonly source: Source
  readonly place: Place
  readonly node: ts.ExpressionStatement
  readonly text: string
}

const told = ({ text }: Step): string => brief(text.replace(/;$/, ''), 70)

function leftOut({ source, place: { key, moment }, node, text }: Step): Change {
  const step: Step = { source, place: { key, moment }, node, text }
  return { id: `${key}: no ${told(step)}`, family: familyWithout(key, text, isAssignment(node)), line: `${moment}, a step is missing: ${told(step)}`, start: node.getStart(source.tree), end: node.getEnd(), text: '{}' }
}

function doubled(step: Step): readonly Change[] {
  const { source, place: { key, moment }, node, text } = step
  if (!HOST.test(text)) return []
  return [{ id: `${key}: twice ${told(step)}`, family: 'host call doubled', line: `${moment}, done twice: ${told(step)}`, start: node.getStart(source.tree), end: node.getEnd(), text: `{ ${text}; ${text} }` }]
}

/** The step and the next one change places. */
function swapped(step: Step): readonly Change[] {
  const { source, place: { key, moment }, node, text } = step
  const { parent } = node
  if (!ts.isBlock(parent)) return []
  const next = parent.statements[parent.statements.indexOf(node) + 1]
  if (!isStep(next) || ts.isReturnStatement(next)) return []
  const other = next.getText(source.tree)
  const [start, end] = [node.getStart(source.tree), next.getEnd()]
  const between = source.tree.text.slice(node.getEnd(), next.getStart(source.tree))
  const family: Family | undefined = LIFECYCLE.test(key) ? 'event order swapped' : HOST.test(text) || HOST.test(other) ? 'host call reordered' : undefined
  if (family === undefined) return []
  return [{ id: `${key}: ${brief(other, 40)} before ${brief(text, 40)}`, family, line: `${moment}, in the wrong order: ${brief(other, 50)} comes before ${brief(text, 50)}`, start, end, text: `${other}${between}${text}` }]
}

/** A host call whose answer decides: it is taken as granted without being made. */
function granted(source: Source, node: ts.CallExpression): readonly Change[] {
  const text = node.getText(source.tree)
  const call = /^this\.host\.(\w+)\(/.exec(text)?.[1]
  if (call === undefined || ts.isExpressionStatement(node.parent) || ts.isReturnStatement(node.parent)) return []
  const { key, moment } = placeOf(source, node)
  const at = { start: node.getStart(source.tree), end: node.getEnd() }
  const answers = call === 'isRam' ? ['true', 'false'] : call === 'mmapPage0' || call === 'hwQueueAlloc' ? ['-12'] : ['0', '-12']
  const out = answers.map((answer): Change => ({ ...at, id: `${key}: ${call} taken as ${answer}`, family: 'host call left out', line: `${moment}, the host is not asked: ${call} counts as answered ${answer === '-12' ? 'ENOMEM' : answer}`, text: answer }))
  return [...out, { ...at, id: `${key}: twice ${call}`, family: 'host call doubled', line: `${moment}, ${call} is called twice, and the second answer counts`, text: `(${text}, ${text})` }]
}

/** All steps of one file that can go wrong. */
export function wrongSteps(source: Source): readonly Change[] {
  return [...codeUnder(source.tree)].flatMap((node): readonly Change[] => {
    if (ts.isCallExpression(node)) return granted(source, node)
    if (!ts.isExpressionStatement(node)) return []
    const place = placeOf(source, node)
    if (place.key.endsWith('.constructor')) return []
    const step: Step = { source, place, node, text: node.getText(source.tree) }
    return [leftOut(step), ...doubled(step), ...swapped(step)]
  })
}
