/**
 * Makes devices with one bug each from the sources of the optimised device: a small replacement in the text of one
 * file, compiled in memory. The device itself has no switch for any of this, so what is tested is what ships.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compileFunction } from 'node:vm'
import ts from 'typescript'
import type { DeviceFactory } from '../../src/check/contract.js'

const FOLDER = resolve(import.meta.dirname, '../../src/device')

/** What to look for in one file, where it must stand exactly once, and what to put there instead. */
export interface Rewrite {
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** The text of each file, and what it compiles to. */
const texts = new Map(readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]))
const compiled = new Map<string, string>()

/** What a file of the device with this text compiles to. Throws for a text that is no program. */
export function compile(file: string, text: string): string {
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS }
  const { outputText, diagnostics = [] } = ts.transpileModule(text, { fileName: file, compilerOptions: options, reportDiagnostics: true })
  const [error] = diagnostics
  if (error) throw new Error(`${file} does not compile: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`)
  return outputText
}

/** The text of a file after a rewrite. Fails loudly: a bug that can no longer be planted must not count as caught. */
function rewritten({ file, find, replace }: Rewrite): string {
  const text = texts.get(file)
  if (text === undefined) throw new Error(`src/device/${file} does not exist any more: plant this bug elsewhere`)
  const count = text.split(find).length - 1
  if (count !== 1) throw new Error(`src/device/${file} has the text to be replaced ${count} times, not once; adapt the planted bug:\n${find}`)
  return text.replace(find, () => replace)
}

type Exports = Record<string, unknown>

/** The modules of one device, each made when it is first asked for. `given` is what they find beside `exports` and `require`. */
class Modules {
  private readonly made = new Map<string, Exports>()

  constructor(private readonly code: (file: string) => string, private readonly given: Exports = {}) {}

  take(file: string): Exports {
    const known = this.made.get(file)
    if (known) return known
    const exports: Exports = {}
    this.made.set(file, exports)
    const require = (path: string): Exports => this.take(path.replace(/^\.\//, '').replace(/\.js$/, '.ts'))
    compileFunction(this.code(file), ['exports', 'require', ...Object.keys(this.given)], { filename: file })(exports, require, ...Object.values(this.given))
    return exports
  }

  factory(): DeviceFactory {
    const create = this.take('index.ts')['createOptimised']
    if (typeof create !== 'function') throw new Error('src/device/index.ts does not export createOptimised any more')
    return create as DeviceFactory // the factory's own type, which compiling in memory loses
  }
}

/** The optimised device with these rewrites; with none it is the device as it stands. */
export function milled(...rewrites: readonly Rewrite[]): DeviceFactory {
  for (const { file } of rewrites) if (!texts.has(file)) throw new Error(`src/device/${file} does not exist`)
  const codeOf = (file: string): string => {
    const rewrite = rewrites.find((one) => one.file === file)
    if (rewrite) return compile(file, rewritten(rewrite))
    const code = compiled.get(file) ?? compile(file, texts.get(file) ?? '')
    compiled.set(file, code)
    return code
  }
  return new Modules(codeOf).factory()
}

/** The sources of the optimised device, by file. */
export const sources: ReadonlyMap<string, string> = texts

/** The optimised device from code of the caller's, see compile(); `given` are names that all of its files may use. */
export const milledFrom = (codeOf: (file: string) => string, given: Readonly<Record<string, unknown>>): DeviceFactory => new Modules(codeOf, given).factory()
