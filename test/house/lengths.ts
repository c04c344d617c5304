/** How long files and functions are, and how long they may be. */
import ts from 'typescript'

export interface Length {
  /** What was measured, as `path` or `path:line name`. */
  readonly of: string
  readonly lines: number
}

export interface Limit {
  readonly p95: number
  readonly most: number
  readonly reason: string
}

export const fileLimit: Limit = {
  p95: 300,
  most: Infinity,
  reason: 'a file that fits in the head can be reviewed; split it where its subject changes',
}

export const functionLimit: Limit = {
  p95: 40,
  most: 70,
  reason: 'a function that fits on a screen can be checked by eye; give its parts names of their own',
}

export function fileLength(path: string, text: string): Length {
  return { of: path, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0) }
}

/** A test's body is a list of cases, not an algorithm: `describe.each(…)('…', () => …)` counts as `describe`. */
function isTestBody(node: ts.Node): boolean {
  if (!ts.isCallExpression(node.parent) || node.parent.expression === node) return false
  let callee: ts.Expression = node.parent.expression
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee) || ts.isTaggedTemplateExpression(callee))
    callee = ts.isTaggedTemplateExpression(callee) ? callee.tag : callee.expression
  return /^(describe|it|test)$/.test(callee.getText())
}

const nameOf = (node: ts.FunctionLikeDeclaration): string => {
  const { parent } = node
  const named = node.name ?? (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name : undefined)
  return named?.getText() ?? (ts.isConstructorDeclaration(node) ? 'constructor' : 'anonymous')
}

const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined

/** Every function of a file; a nested one counts by itself and in the one around it. */
export function functionLengths(file: ts.SourceFile): readonly Length[] {
  const found: Length[] = []
  const line = (position: number): number => file.getLineAndCharacterOfPosition(position).line + 1
  const visit = (node: ts.Node): void => {
    if (isFunction(node) && !(file.fileName.endsWith('.test.ts') && isTestBody(node))) {
      const first = line(node.getStart(file))
      found.push({ of: `${file.fileName}:${first} ${nameOf(node)}`, lines: line(node.getEnd()) - first + 1 })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** The nearest-rank 95th percentile: at most one in twenty is longer. */
export function p95(lengths: readonly Length[]): number {
  const sorted = lengths.map(({ lines }) => lines).toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
}

/** What is over the limit, longest first; empty when all is well. */
export function tooLong(lengths: readonly Length[], limit: Limit): readonly string[] {
  const typical = p95(lengths)
  const over = typical > limit.p95 ? limit.p95 : limit.most
  const most = Number.isFinite(limit.most) ? `, none may exceed ${limit.most}` : ''
  return lengths
    .filter(({ lines }) => lines > over)
    .toSorted((a, b) => b.lines - a.lines)
    .map(({ of, lines }) => `${of}: ${lines} lines (p95 is ${typical}, may be ${limit.p95}${most}) — ${limit.reason}`)
}
