/** The encoding and the device's modules with one line changed, compiled in memory: what ships has no switch for any of this. */
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compileFunction } from 'node:vm'
import ts from 'typescript'
import * as lockstep from '../../../src/check/lockstep.js'
import * as source from '../../../src/check/source.js'
import * as values from '../../../src/check/values.js'
import type * as correspondence from '../../../src/prove/smt/correspondence.js'
import type { DeviceCode } from '../../../src/prove/smt/code.js'
import type * as evaluation from '../../../src/prove/smt/evaluate.js'
import type * as invariant from '../../../src/prove/smt/invariant.js'
import type * as obligations from '../../../src/prove/smt/obligations.js'
import type * as parts from '../../../src/prove/smt/parts.js'
import type * as questions from '../../../src/prove/smt/questions.js'
import type * as table from '../../../src/prove/smt/table.js'
import type { Rewrite } from '../../planted/mill.js'

/** Every part of the encoding that a test uses. */
export type Encoding = typeof correspondence & typeof evaluation & typeof invariant & typeof obligations & typeof parts & typeof questions & typeof table

const FOLDERS = { encoding: resolve(import.meta.dirname, '../../../src/prove/smt'), device: resolve(import.meta.dirname, '../../../src/device') } as const
/** What the encoding imports from elsewhere: as it stands. */
const OUTSIDE: Readonly<Record<string, unknown>> = { '../../check/lockstep.js': lockstep, '../../check/source.js': source, '../../check/values.js': values }
const OPTIONS: ts.CompilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS }
const compiled = new Map<string, string>()

function codeOf(folder: string, file: string, rewrite: Rewrite | undefined): string {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  if (rewrite?.file === file) {
    if (text.split(rewrite.find).length !== 2) throw new Error(`${path} does not have the text to be replaced once; adapt the change:\n${rewrite.find}`)
    return ts.transpileModule(text.replace(rewrite.find, () => rewrite.replace), { compilerOptions: OPTIONS }).outputText
  }
  const known = compiled.get(path) ?? ts.transpileModule(text, { compilerOptions: OPTIONS }).outputText
  compiled.set(path, known)
  return known
}

type Exports = Record<string, unknown>

function loader(folder: string, rewrite: Rewrite | undefined): (file: string) => Exports {
  const made = new Map<string, Exports>()
  const take = (file: string): Exports => {
    const known = made.get(file)
    if (known) return known
    const exports: Exports = {}
    made.set(file, exports)
    const require = (path: string): unknown => OUTSIDE[path] ?? take(path.replace(/^\.\//, '').replace(/\.js$/, '.ts'))
    compileFunction(codeOf(folder, file, rewrite), ['exports', 'require'], { filename: file })(exports, require)
    return exports
  }
  return take
}

/** The encoding, with one line changed. */
export function encodingWith(rewrite?: Rewrite): Encoding {
  const take = loader(FOLDERS.encoding, rewrite)
  if (rewrite && !readdirSync(FOLDERS.encoding).includes(rewrite.file)) throw new Error(`src/prove/smt/${rewrite.file} does not exist`)
  const all = ['correspondence.ts', 'evaluate.ts', 'invariant.ts', 'obligations.ts', 'parts.ts', 'questions.ts', 'table.ts'].map(take)
  return Object.assign({}, ...all) as Encoding // the modules' own types, which compiling in memory loses
}

/** The device's tables and layout, with one line changed. */
export function codeWith(rewrite?: Rewrite): DeviceCode {
  const take = loader(FOLDERS.device, rewrite)
  const routes = take('routing.ts') as unknown as DeviceCode['routes'] & { readonly Routing: new (queues: number) => ReturnType<DeviceCode['routing']> } // as above
  return { routing: (queues) => new routes.Routing(queues), routes, layout: take('layout.ts') as unknown as DeviceCode['layout'] } // as above
}
