/** Numbers that are a little off: bounds, offsets, strides, masks, reset values, access sizes, comparisons. */
import ts from 'typescript'
import type { Change, Source } from './milling.js'
import type { Family } from './mutant.js'
import { brief, codeUnder, placeOf } from './places.js'

const hex = (value: number): string => (value < 10 ? String(value) : `0x${value.toString(16)}`)
const signed = (delta: number): string => `${delta < 0 ? '−' : '+'} ${hex(Math.abs(delta))}`

const isMask = (name: string, node: ts.Node): boolean => /_BITS$|^ERRORS$|^LOW_WORD$/.test(name) || (ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind === ts.SyntaxKind.AmpersandToken)
const isReset = (name: string): boolean => name === 'CONFIG_RESET' || name === 'PARAM_FIXED'

/** Every place of the region and of a slot is a multiple of 4; whoever writes it down by hand is off by a register, a slot or a page. */
function steps(name: string, value: number, text: string): readonly (readonly [Family, number])[] {
  if (value >= 0x10000 && value % 0x10000 === 0) return [['offset ± 0x10000', 0x10000], ['offset ± 0x10000', -0x10000], ['offset ± 0x80', 0x80], ['offset ± 0x80', -0x80]]
  if (value >= 0x80 && value % 0x80 === 0 && value < 0x1000) return [['offset ± 0x80', 0x80], ['offset ± 0x80', -0x80]]
  if (text.startsWith('0x')) return [['offset ± 4', 4], ['offset ± 4', -4]]
  return name === 'LOG2SIZE_MIN' || value > 0 ? [['bound ± 1', 1], ['bound ± 1', -1]] : [['bound ± 1', 1]]
}

/** Bits of a mask that are commonly forgotten or added by mistake: its lowest, its highest, and the one above. */
function bitsOf(value: number): readonly (readonly [what: string, value: number])[] {
  const [low, high] = [value & -value, 2 ** Math.floor(Math.log2(value))]
  const all = [['without its lowest bit', value - low], ['without its highest bit', value - high], ['with one bit more', value + 2 * high]] as const
  return all.filter(([, changed], i) => all.findIndex(([, other]) => other === changed) === i)
}

/** Numbers by which the device names its own words, routes and states: nobody outside sees them. */
const INWARD = /^(layout\.[WQ]_|routing\.[A-Z]|errors\.[A-Z]|rings\.[A-Z]|optimised\.[A-Z])/

/** Of the numbers within functions, those that count bits, bytes or queues; 1 and 0 there are ours. */
const isInward = (key: string, value: number): boolean => INWARD.test(key) || (!/^layout\./.test(key) && !/\.[A-Z]/.test(key) && value < 4)

/** A literal that only satisfies a type, or starts a count, says nothing about the hardware. */
function isIdle(node: ts.NumericLiteral): boolean {
  const { parent } = node
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken
    return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.LessThanLessThanToken || kind === ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken || kind === ts.SyntaxKind.BarToken || (node.text === '0' && kind !== ts.SyntaxKind.GreaterThanToken) || kind === ts.SyntaxKind.AsteriskAsteriskToken
  }
  return ts.isConditionalExpression(parent) || (ts.isVariableDeclaration(parent) && !ts.isSourceFile(parent.parent.parent.parent)) || ts.isPropertyDeclaration(parent)
}

function changedLiteral(source: Source, node: ts.NumericLiteral): readonly Change[] {
  const { key, moment } = placeOf(source, node)
  const name = key.slice(key.indexOf('.') + 1)
  const text = node.getText(source.tree)
  const value = Number(text)
  const constant = /^[A-Z]/.test(name)
  const at = { start: node.getStart(source.tree), end: node.getEnd() }
  const what = constant ? name : `${hex(value)} ${moment}`
  if (isReset(name)) return Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((value >>> bit) & 1) === 1 || bit === 2).map((bit) => ({ ...at, id: `${key}: bit ${bit}`, family: 'wrong reset value', line: `${name}: bit ${bit} is wrong at power-on and after a reset`, text: hex((value ^ (1 << bit)) >>> 0) }))
  if (isMask(name, node)) return bitsOf(value).map(([how, changed]) => ({ ...at, id: `${key}: mask ${text} as ${hex(changed)}`, family: 'wrong mask', line: `${what}: the mask ${text} ${how}`, text: hex(changed) }))
  if (isInward(key, value) && !/_REGISTERS$/.test(name)) return []
  if (!constant && (value === 4 || value === 8)) return []
  return steps(name, value, text).filter(([, delta]) => value + delta >= 0).map(([family, delta]) => ({ ...at, id: `${key}: ${text} ${signed(delta)}`, family, line: `${what} is ${signed(delta)}: ${hex(value + delta)} instead of ${hex(value)}`, text: hex(value + delta) }))
}

const COMPARISONS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='], [ts.SyntaxKind.LessThanEqualsToken, '<'], [ts.SyntaxKind.GreaterThanToken, '>='], [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
])

function changedComparison(source: Source, node: ts.BinaryExpression): readonly Change[] {
  const other = COMPARISONS.get(node.operatorToken.kind)
  // A loop that goes one element beyond a typed array does nothing there: that is the language's doing.
  if (other === undefined || (ts.isForStatement(node.parent) && /\.queues$|\.length$|^queues$/.test(node.right.getText(source.tree)))) return []
  const { key, moment } = placeOf(source, node)
  const at = { start: node.operatorToken.getStart(source.tree), end: node.operatorToken.getEnd() }
  return [{ ...at, id: `${key}: ${brief(node.getText(source.tree))} as ${other}`, family: 'bound ± 1', line: `${moment}, the bound is off by one: ${brief(node.getText(source.tree))} compares with ${other}`, text: other }]
}

/** 4 taken for 8 and 8 for 4, where an access of 8 bytes is two words. */
function changedSize(source: Source, node: ts.Node): readonly Change[] {
  const { key, moment } = placeOf(source, node)
  if (!key.startsWith('optimised.')) return []
  const at = { start: node.getStart(source.tree), end: node.getEnd() }
  const around = brief(node.parent.getText(source.tree), 70)
  const one = (text: string): Change => ({ ...at, id: `${key}: ${brief(node.getText(source.tree))} as ${text} in ${around}`, family: 'size 4 ↔ 8', line: `${moment}, ${brief(node.getText(source.tree))} stands as ${text} in ${around}`, text })
  if (ts.isNumericLiteral(node) && (node.text === '4' || node.text === '8')) return [one(node.text === '4' ? '8' : '4'), ...(ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind === ts.SyntaxKind.PlusToken ? [one('0')] : [])]
  if (ts.isNumericLiteral(node) && node.text === '7') return [one('3'), one('15')]
  if (ts.isBigIntLiteral(node) && node.text === '32n') return [one('0n'), one('16n'), one('64n')]
  if (ts.isBigIntLiteral(node) && node.text === '0xffffffffn') return [one('0xffffn')]
  if ((node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) && ts.isCallExpression(node.parent)) return [one(node.kind === ts.SyntaxKind.TrueKeyword ? 'false' : 'true')]
  return []
}

/** All numbers of one file that can be a little off. */
export function wrongNumbers(source: Source): readonly Change[] {
  return [...codeUnder(source.tree)].flatMap((node) => {
    const size = changedSize(source, node)
    if (size.length > 0) return size
    if (ts.isNumericLiteral(node)) return isIdle(node) ? [] : changedLiteral(source, node)
    return ts.isBinaryExpression(node) ? changedComparison(source, node) : []
  })
}
