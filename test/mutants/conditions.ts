/** Conditions that are not asked, or asked the wrong way round. */
import ts from 'typescript'
import type { Change, Source } from './milling.js'
import type { Family } from './mutant.js'
import { brief, codeUnder, placeOf } from './places.js'

/** What stands for an enable, a mapping, an attachment or a slot that is alive. */
const ENABLE = /enabled|attached|BIT_0|isLive|liveSlot|viommu|page\b|mappedSlots|live/

const familyOf = (text: string): Family => (ENABLE.test(text) ? 'enable not consulted' : 'drop ↔ accept')

const isJoint = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) && (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken || node.operatorToken.kind === ts.SyntaxKind.BarBarToken)

/** The parts of a conjunction or disjunction, each with what is left of the whole without it. */
function withoutOne(source: Source, node: ts.BinaryExpression): readonly Change[] {
  const text = (part: ts.Node): string => part.getText(source.tree)
  const { key, moment } = placeOf(source, node)
  const sides = [[node.left, node.right], [node.right, node.left]] as const
  return sides.filter(([gone]) => !isJoint(gone) && !isIdle(text(gone))).map(([gone, left]) => ({
    id: `${key}: without ${brief(text(gone))}`,
    family: familyOf(text(gone)),
    line: `${moment}, nobody asks whether ${brief(text(gone))}`,
    start: node.getStart(source.tree),
    end: node.getEnd(),
    text: text(left),
  }))
}

function turned(source: Source, node: ts.Expression): Change {
  const text = node.getText(source.tree)
  const { key, moment } = placeOf(source, node)
  return { id: `${key}: not ${brief(text)}`, family: familyOf(text) === 'enable not consulted' ? 'enable not consulted' : 'drop ↔ accept', line: `${moment}, the wrong way round: ${brief(text)}`, start: node.getStart(source.tree), end: node.getEnd(), text: `!(${text})` }
}

/** What satisfies the compiler, or a caller in JavaScript, is no condition of the device's. */
const isIdle = (text: string): boolean => /=== undefined$|^typeof |!== undefined \?/.test(text)

/** All conditions of one file that can be forgotten or turned. */
export function wrongConditions(source: Source): readonly Change[] {
  return [...codeUnder(source.tree)].flatMap((node) => {
    if (isJoint(node)) return withoutOne(source, node)
    if (ts.isIfStatement(node) && !isJoint(node.expression)) return [turned(source, node.expression)]
    return ts.isConditionalExpression(node) && !isJoint(node.condition) ? [turned(source, node.condition)] : []
  })
}
