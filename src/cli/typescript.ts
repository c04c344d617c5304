/**
 * TypeScript modules of the user. Types are erased and not checked; Node runs what is left. All files are erased before
 * the first of them runs, in the main thread: so every thread runs the same text, even if a file is saved meanwhile, and
 * the compiler is loaded once and not by each worker.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import type ts from 'typescript'
import { initialize, load } from './erased.js'
import type { Erased } from './erased.js'
import { messageOf, shownPath } from './places.js'
import { UsageError } from './usage.js'

type Files = ReadonlyMap<string, Erased>
type Compiler = typeof ts

/** What this thread can import by now, by path: hooks stay. */
const ready = new Set<string>()

/** Makes this thread able to import a TypeScript file, and those that it imports in turn. */
export function eraseTypes(file: string, name: string): void {
  const path = realpathSync(file)
  if (ready.has(path)) return
  const files = handed(path) ?? eraseAll(path, name)
  // For the workers to come.
  setEnvironmentData(keyOf(path), files)
  serve(files)
  process.setSourceMapsEnabled(true)
  ready.add(path)
}

// Not in the types of the oldest Node that we run on, nor in that Node.
const { registerHooks } = nodeModule as { readonly registerHooks?: (hooks: { readonly load: typeof load }) => void }

/** Node 26 warns of the old way, through a thread; the new way came with 22.15. */
function serve(files: Files): void {
  if (registerHooks === undefined) return nodeModule.register('./erased.js', import.meta.url, { data: files })
  if (ready.size === 0) registerHooks({ load })
  initialize(files)
}

const keyOf = (path: string): string => `cmdqv-check: ${path}, erased`

/** What the main thread has erased. */
const handed = (path: string): Files | undefined => getEnvironmentData(keyOf(path)) as Files | undefined // only set here

/** A file and all TypeScript files that it imports, by URL; none where Node erases types itself. */
function eraseAll(entry: string, name: string): Files {
  const files = new Map<string, Erased>()
  const compiler = compilerFor(entry, name)
  if (compiler === undefined) return files
  const open = new Set([entry])
  // A set is walked in the order of insertion, with what is added meanwhile.
  for (const path of open) files.set(pathToFileURL(path).href, erase(compiler, path, (found) => void open.add(found)))
  return files
}

/** The compiler of whoever wrote the file comes first: it knows the syntax that they use. */
function compilerFor(path: string, name: string): Compiler | undefined {
  let unfit = ''
  for (const from of [path, fileURLToPath(import.meta.url)]) {
    const found = compilerFrom(from)
    if (found?.transpileModule) return found as Compiler // since that function is there, so are the others
    unfit ||= found?.version ?? ''
  }
  // Without a compiler Node, since 22.18, still erases what is no more than types.
  if ('typescript' in process.features && process.features.typescript) return undefined
  const what = unfit ? `TypeScript ${unfit} cannot be called by other programs` : 'the package typescript is not installed'
  throw new UsageError(`--device ${name}: ${what}, and a TypeScript file needs it; npm install --save-dev typescript@6`)
}

/** Version 7 is there with its version and little else. */
function compilerFrom(path: string): Partial<Compiler> | undefined {
  const require = nodeModule.createRequire(path)
  try {
    return require('typescript') as Partial<Compiler> // whatever version it is
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

function erase(compiler: Compiler, path: string, imports: (path: string) => void): Erased {
  const format = path.endsWith('.cts') ? 'commonjs' : 'module'
  const { outputText, diagnostics = [] } = transpiled(compiler, path, format)
  for (const diagnostic of diagnostics) refuse(compiler, path, diagnostic)
  return { format, source: linked(compiler, path, outputText, imports) }
}

function transpiled({ transpileModule, ModuleKind, ScriptTarget }: Compiler, path: string, format: Erased['format']): ts.TranspileOutput {
  const text = readFileSync(path, 'utf8')
  const module = format === 'commonjs' ? ModuleKind.CommonJS : ModuleKind.ESNext
  const compilerOptions = { target: ScriptTarget.ES2022, module, esModuleInterop: true, inlineSourceMap: true }
  try {
    return transpileModule(text, { fileName: path, reportDiagnostics: true, compilerOptions })
  } catch (error) {
    // Seen with version 6 and a file that imports itself.
    throw new Error(`${shownPath(path)}: the TypeScript compiler gave up on it (${messageOf(error)})`, { cause: error })
  }
}

/** Complaints without a place are about options, which are ours. */
function refuse({ flattenDiagnosticMessageText }: Compiler, path: string, { file, start, messageText }: ts.Diagnostic): void {
  if (file === undefined || start === undefined) return
  const { line, character } = file.getLineAndCharacterOfPosition(start)
  throw new Error(`${shownPath(path)}:${line + 1}:${character + 1}: ${flattenDiagnosticMessageText(messageText, ' ').replace(/\.$/, '')}`)
}

/** Writes imports of TypeScript files as what they are: most people write `./slots.js` for the file `./slots.ts`. */
function linked({ preProcessFile }: Compiler, path: string, source: string, imports: (path: string) => void): string {
  let text = source
  for (const { fileName: specifier, pos } of preProcessFile(source, true, true).importedFiles.toReversed()) {
    const written = spellings(specifier).find((spelling) => isFile(new URL(spelling, pathToFileURL(path))))
    if (written === undefined) continue
    imports(realpathSync(new URL(written, pathToFileURL(path))))
    const from = pos + 1 // behind the quote
    text = `${text.slice(0, from)}${written}${text.slice(from + specifier.length)}`
  }
  return text
}

/** How the TypeScript file that an import may mean is really called. */
function spellings(specifier: string): readonly string[] {
  if (!/^(\.{0,2}\/|file:)/.test(specifier)) return []
  if (/\.[cm]?ts$/.test(specifier)) return [specifier]
  return [specifier.replace(/\.([cm]?)js$/, '.$1ts'), `${specifier}.ts`, `${specifier}/index.ts`].filter((spelling) => spelling !== specifier)
}

const isFile = (url: URL): boolean => existsSync(url) && statSync(url).isFile()
