/**
 * What a TypeScript file of this house may contain. Every rule is a function of one parsed file, so that
 * `rules.test.ts` can show each of them failing on a snippet; `tidy.test.ts` applies them to the real files.
 */
import ts from 'typescript'

/** Where a rule is broken, and by what. */
export interface Place {
  readonly line: number
  readonly what: string
}

export interface Rule {
  readonly name: string
  readonly reason: string
  readonly find: (file: ts.SourceFile) => readonly Place[]
}

export const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)

export const isProduct = (path: string): boolean => /^(src|spec|properties)\//.test(path)

const lineOf = (file: ts.SourceFile, position: number): number => file.getLineAndCharacterOfPosition(position).line + 1

const at = (file: ts.SourceFile, node: ts.Node, what: string = node.getText(file)): Place => ({
  line: lineOf(file, node.getStart(file)),
  what: what.split('\n', 1).join(),
})

function* nodesUnder(node: ts.Node): Generator<ts.Node> {
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) {
    yield child
    yield* nodesUnder(child)
  }
}

interface Comment {
  readonly text: string
  readonly first: number
  readonly last: number
  /** Nothing but the comment stands on its first line. */
  readonly alone: boolean
}

/** Comments are no nodes: they lie in the space before and behind the tokens. */
function commentsOf(file: ts.SourceFile): readonly Comment[] {
  const found = new Map<number, Comment>()
  const keep = ({ pos, end }: ts.CommentRange): void => {
    const first = lineOf(file, pos)
    const before = file.text.slice(file.getPositionOfLineAndCharacter(first - 1, 0), pos)
    found.set(pos, { text: file.text.slice(pos, end), first, last: lineOf(file, end), alone: before.trim() === '' })
  }
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file)
    for (const child of children) visit(child)
    if (children.length > 0) return
    ts.getLeadingCommentRanges(file.text, node.getFullStart())?.forEach(keep)
    ts.getTrailingCommentRanges(file.text, node.getEnd())?.forEach(keep)
  }
  visit(file)
  return [...found.values()]
}

const noAny: Rule = {
  name: 'no-any',
  reason: '`any` switches the compiler off for everything it touches: say `unknown` and look, or name the type',
  find: (file) =>
    [...nodesUnder(file)]
      .filter(({ kind }) => kind === ts.SyntaxKind.AnyKeyword)
      .map((node) => at(file, node, node.parent.getText(file))),
}

const isCast = (node: ts.Node): node is ts.AsExpression | ts.TypeAssertion =>
  (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) &&
  !(ts.isTypeReferenceNode(node.type) && node.type.getText() === 'const')

/** Two words at least: `// cast` explains nothing. */
const explains = ({ text }: Comment): boolean => (text.match(/\p{L}{2,}/gu) ?? []).length >= 2

const castExplained: Rule = {
  name: 'cast-explained',
  reason: 'a cast overrules the compiler: a comment on its line, or alone on the line before, says why it is right',
  find(file) {
    const comments = commentsOf(file).filter(explains)
    const explained = (line: number): boolean =>
      comments.some(({ first, last, alone }) => (first <= line && line <= last) || (alone && last === line - 1))
    return [...nodesUnder(file)]
      .filter(isCast)
      .filter((node) => ![node.getStart(file), node.type.getStart(file)].some((p) => explained(lineOf(file, p))))
      .map((node) => at(file, node))
  },
}

const isTypeTest = (path: string): boolean => /^test\/types\/|\.test-d\.ts$/.test(path)

const noSilencing: Rule = {
  name: 'no-silencing',
  reason: 'a silenced error hides the next one too; only a type test may expect one, since there it is the evidence',
  find: (file) =>
    commentsOf(file)
      .map(({ text, first }) => ({ line: first, what: /^\/[/*]+\s*(@ts-[a-z-]+)/.exec(text)?.[1] ?? '' }))
      .filter(({ what }) => what !== '' && !(what === '@ts-expect-error' && isTypeTest(file.fileName))),
}

const emptyNames = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'managers'])

/** The words of a name that say nothing: `queueManager` has one. */
export const emptyWords = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => emptyNames.has(word.toLowerCase()))

const declares = (node: ts.Node): node is ts.NamedDeclaration & { readonly name: ts.Identifier } =>
  (ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isVariableDeclaration(node)) &&
  node.name !== undefined &&
  ts.isIdentifier(node.name)

const tellingNames: Rule = {
  name: 'telling-names',
  reason: 'a name that fits everything says nothing and attracts everything: name the thing by what it does',
  find: (file) =>
    [...nodesUnder(file)]
      .filter(declares)
      .filter(({ name }) => emptyWords(name.text).length > 0)
      .map(({ name }) => at(file, name)),
}

/** `x.process` and `{ process: … }` name a member of something else; `globalThis.process` does not. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node && parent.expression.getText() !== 'globalThis'
  const member =
    ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent) || ts.isMethodDeclaration(parent)
  return member && parent.name === node
}

const processInCli: Rule = {
  name: 'process-in-cli',
  reason: 'only src/cli touches the process, so that everything else runs in a worker, a test or a host program',
  find: (file) =>
    isProduct(file.fileName) && !file.fileName.startsWith('src/cli/')
      ? [...nodesUnder(file)]
          .filter((node) => ts.isIdentifier(node))
          .filter((node) => node.text === 'process' && !isMemberName(node))
          .map((node) => at(file, node, node.parent.getText(file)))
      : [],
}

const deviceWithoutPatterns: Rule = {
  name: 'device-without-patterns',
  reason: 'ts-pattern matches some 2 million objects a second and a switch 200 million: the device is the fast side',
  find: (file) =>
    file.fileName.startsWith('src/device/')
      ? [...nodesUnder(file)]
          .filter((node) => ts.isStringLiteralLike(node))
          .filter(({ text }) => /^ts-pattern(\/|$)/.test(text))
          .map((node) => at(file, node, node.parent.getText(file)))
      : [],
}

export const rules: readonly Rule[] = [
  noAny,
  castExplained,
  noSilencing,
  tellingNames,
  processInCli,
  deviceWithoutPatterns,
]
