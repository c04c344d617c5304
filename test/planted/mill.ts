/**
 * Makes devices with one bug each from the sources of the optimised device: a small replacement in the text of one
 * file, compiled in memory. The device itself has no switch for any of this, so what is tested is what ships.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compileFunction } from 'node:vm'
import ts from 'typescript'
import type { DeviceFactory } from '../../src/check/contract.js'

/** What to look for in one file, where it must stand exactly once, and what to put there instead. */
export interface Rewrite {
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** What a file with this text compiles to. Throws for a text that is no program. */
export function compile(file: string, text: string): string {
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS }
  const { outputText, diagnostics = [] } = ts.transpileModule(text, { fileName: file, compilerOptions: options, reportDiagnostics: true })
  const [error] = diagnostics
  if (error) throw new Error(`${file} does not compile: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`)
  return outputText
}

type Exports = Record<string, unknown>

/** A folder of sources that need nothing of each other but by `./name.js`, compiled in memory with some texts replaced. */
export class Mill {
  /** The text of each file. */
  readonly texts: ReadonlyMap<string, string>
  private readonly compiled = new Map<string, string>()

  constructor(private readonly folder: string) {
    const path = resolve(import.meta.dirname, '../..', folder)
    this.texts = new Map(readdirSync(path).map((file) => [file, readFileSync(join(path, file), 'utf8')]))
  }

  /** What each file compiles to, with these rewrites. Throws where one is of a file that is not there. */
  codeWith(rewrites: readonly Rewrite[]): (file: string) => string {
    for (const { file } of rewrites) if (!this.texts.has(file)) throw new Error(`${this.folder}/${file} does not exist`)
    return (file) => {
      const rewrite = rewrites.find((one) => one.file === file)
      if (rewrite) return compile(file, this.rewritten(rewrite))
      const code = this.compiled.get(file) ?? compile(file, this.texts.get(file) ?? '')
      this.compiled.set(file, code)
      return code
    }
  }

  /** The text of a file after a rewrite. Fails loudly: a bug that can no longer be planted must not count as caught. */
  private rewritten({ file, find, replace }: Rewrite): string {
    const text = this.texts.get(file) ?? ''
    const count = text.split(find).length - 1
    if (count !== 1) throw new Error(`${this.folder}/${file} has the text to be replaced ${count} times, not once; adapt the planted bug:\n${find}`)
    return text.replace(find, () => replace)
  }
}

/** What modules find beside their own: names that all may use, and what they import from elsewhere, by path. */
export interface Surroundings {
  readonly given?: Exports
  readonly outside?: Exports
}

/** Modules of one folder, each made when it is first asked for. */
export class Modules {
  private readonly made = new Map<string, Exports>()

  constructor(private readonly code: (file: string) => string, private readonly around: Surroundings = {}) {}

  take(file: string): Exports {
    const known = this.made.get(file)
    if (known) return known
    const { given = {}, outside = {} } = this.around
    const exports: Exports = {}
    this.made.set(file, exports)
    const require = (path: string): unknown => outside[path] ?? this.take(path.replace(/^\.\//, '').replace(/\.js$/, '.ts'))
    compileFunction(this.code(file), ['exports', 'require', ...Object.keys(given)], { filename: file })(exports, require, ...Object.values(given))
    return exports
  }

  factory(): DeviceFactory {
    const create = this.take('index.ts')['createOptimised']
    if (typeof create !== 'function') throw new Error('src/device/index.ts does not export createOptimised any more')
    return create as DeviceFactory // the factory's own type, which compiling in memory loses
  }
}

/** The optimised device's own folder. */
export const DEVICE = new Mill('src/device')

/** The optimised device with these rewrites; with none it is the device as it stands. */
export const milled = (...rewrites: readonly Rewrite[]): DeviceFactory => new Modules(DEVICE.codeWith(rewrites)).factory()

/** The sources of the optimised device, by file. */
export const sources: ReadonlyMap<string, string> = DEVICE.texts

/** The optimised device from code of the caller's, see compile(); `given` are names that all of its files may use. */
export const milledFrom = (codeOf: (file: string) => string, given: Readonly<Record<string, unknown>>): DeviceFactory => new Modules(codeOf, { given }).factory()
