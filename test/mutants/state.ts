/** Words that are not saved, and pieces of words: what a device forgets when it is stopped and started elsewhere. */
import ts from 'typescript'
import type { Change, Source } from './milling.js'
import { brief, codeUnder, placeOf } from './places.js'

/** `into.word(…)` writes 0 instead. */
function unsaved(source: Source, node: ts.CallExpression): readonly Change[] {
  const [value] = node.arguments
  if (!value || node.expression.getText(source.tree) !== 'into.word') return []
  const { key, moment } = placeOf(source, node)
  const text = value.getText(source.tree)
  return [{ id: `${key}: 0 for ${brief(text)}`, family: 'left out of save', line: `${moment}, a word is left out: ${brief(text)}`, start: value.getStart(source.tree), end: value.getEnd(), text: '0' }]
}

/** One piece of a word that is put together of several. */
function partlySaved(source: Source, node: ts.BinaryExpression): readonly Change[] {
  const { key, moment } = placeOf(source, node)
  if (!key.endsWith('.save') || node.operatorToken.kind !== ts.SyntaxKind.BarToken) return []
  return [node.left, node.right].filter((side) => !(ts.isBinaryExpression(side) && side.operatorToken.kind === ts.SyntaxKind.BarToken)).map((side) => {
    const text = side.getText(source.tree)
    return { id: `${key}: without ${brief(text)}`, family: 'left out of save', line: `${moment}, a field is left out of its word: ${brief(text)}`, start: side.getStart(source.tree), end: side.getEnd(), text: '0' }
  })
}

/** What is saved in one file and can be forgotten. What is restored and forgotten is a step left out. */
export function unsavedWords(source: Source): readonly Change[] {
  return [...codeUnder(source.tree)].flatMap((node) => {
    if (ts.isCallExpression(node)) return unsaved(source, node)
    return ts.isBinaryExpression(node) ? partlySaved(source, node) : []
  })
}
