/** One of two taken for the other: apertures, registers, halves, numbers, flags. */
import ts from 'typescript'
import type { Change, Source } from './milling.js'
import type { Family } from './mutant.js'
import { brief, codeUnder, placeOf } from './places.js'

/** Pairs of names that are easily confused. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['DIRECT_PAGE0', 'VINTF_PAGE0'], ['DIRECT_PAGE1', 'VINTF_PAGE1'],
  ['Q_CONS', 'Q_PROD'], ['Q_GERROR', 'Q_GERRORN'], ['Q_BASE_L', 'Q_BASE_H'], ['Q_DRAM_L', 'Q_DRAM_H'], ['CONS', 'PROD'], ['GERROR', 'GERRORN'],
  ['W_INT_MASK_0', 'W_INT_MASK_1'], ['W_CONFIG', 'W_VINTF_CONFIG'], ['W_STATUS', 'W_VINTF_STATUS'], ['W_SID_MATCH', 'W_SID_REPLACE'],
  ['LOAD_CMDQ_ERR_MAP', 'LOAD_LVCMDQ_ERR_MAP'], ['STORE_CONFIG', 'STORE_VINTF_CONFIG'], ['physicalMap', 'logicalMap'], ['LOW_HALF', 'HIGH_HALF'], ['PAGE0_REGISTERS', 'PAGE1_REGISTERS'],
  ['ringLow', 'ringHigh'], ['low', 'high'], ['map0', 'map1'], ['PLAUSIBLE', 'HOPELESS'],
]
const OTHER: ReadonlyMap<string, string> = new Map(PAIRS.flatMap(([a, b]) => [[a, b], [b, a]] as const))

/** Where a name is declared or imported it is not used. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  return !ts.isVariableDeclaration(parent) && !ts.isParameter(parent) && !ts.isMethodDeclaration(parent) && !ts.isPropertyDeclaration(parent) && !ts.isNamedTupleMember(parent) && !ts.isPropertyAssignment(parent)
}

const inSaved = (key: string): boolean => /\.(save|restore)$/.test(key)

function confused(source: Source, node: ts.Identifier): readonly Change[] {
  const other = OTHER.get(node.text)
  if (other === undefined || !isUse(node)) return []
  const { key, moment } = placeOf(source, node)
  const family: Family = inSaved(key) ? (key.endsWith('save') ? 'left out of save' : 'left out of restore') : 'alias swapped'
  const around = ts.isPropertyAccessExpression(node.parent) ? node.parent.parent : node.parent
  return [{ id: `${key}: ${other} for ${node.text} in ${brief(around.getText(source.tree), 50)}`, family, line: `${moment}, ${other} is taken for ${node.text}: ${brief(around.getText(source.tree), 50)}`, start: node.getStart(source.tree), end: node.getEnd(), text: other }]
}

/** Slot for queue and queue for slot, where a call takes both: logical and physical numbers differ. */
function renumbered(source: Source, node: ts.CallExpression): readonly Change[] {
  const [first, second] = node.arguments
  if (!first || !second || !ts.isIdentifier(first) || !ts.isIdentifier(second)) return []
  const names = [first.text, second.text].join(' ')
  if (!/^(slot|alias|queue) (slot|alias|queue)$/.test(names)) return []
  const { key, moment } = placeOf(source, node)
  const text = node.getText(source.tree)
  return [{ id: `${key}: numbers swapped in ${brief(text)}`, family: 'alias swapped', line: `${moment}, logical and physical number change places: ${brief(text)}`, start: first.getStart(source.tree), end: second.getEnd(), text: `${second.text}, ${first.text}` }]
}

/** A flag that is set for cleared. */
function flagged(source: Source, node: ts.Node): readonly Change[] {
  const isTrue = node.kind === ts.SyntaxKind.TrueKeyword
  if (!isTrue && node.kind !== ts.SyntaxKind.FalseKeyword) return []
  const { parent } = node
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return []
  const { key, moment } = placeOf(source, node)
  const family: Family = /\.(reset|clearRegisters)$/.test(key) ? 'wrong reset value' : 'one half stale'
  return [{ id: `${key}: ${brief(parent.left.getText(source.tree))} = ${isTrue ? 'false' : 'true'}`, family, line: `${moment}, ${brief(parent.left.getText(source.tree))} becomes ${isTrue ? 'false' : 'true'} and not ${isTrue ? 'true' : 'false'}`, start: node.getStart(source.tree), end: node.getEnd(), text: isTrue ? 'false' : 'true' }]
}

/** All names of one file that can be taken for another. */
export function wrongNames(source: Source): readonly Change[] {
  return [...codeUnder(source.tree)].flatMap((node): readonly Change[] => {
    if (ts.isIdentifier(node)) return confused(source, node)
    if (ts.isCallExpression(node)) return renumbered(source, node)
    return flagged(source, node)
  })
}
