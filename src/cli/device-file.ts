/** A device file of the user's own: a design, or a factory of devices. */
import { constants, accessSync, readFileSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import type { DeviceFactory } from '../check/contract.js'
import { isPromise, noFactory, vouching } from '../check/whole-device.js'
import { DESIGNS, DesignError, checkDesign } from '../designs/index.js'
import type { Design } from '../designs/index.js'
import { systemCause, placed, placedIn } from './places.js'
import { explainEnd } from './ending.js'
import { eraseTypes } from './typescript.js'
import { UsageError } from './usage.js'
import { isObject, jsonIn } from './user-json.js'
import type { Fields } from './user-json.js'

/** What a device is made of: choices, or code. */
export type Loaded = { readonly design: Design } | { readonly factory: DeviceFactory }

const JAVASCRIPT: readonly string[] = ['.js', '.mjs', '.cjs']
const TYPESCRIPT: readonly string[] = ['.ts', '.mts', '.cts']

const wrong = (name: string, what: string): UsageError => new UsageError(`--device ${name}: ${what}`)

/** Loads a file by its ending: JSON is a design; a module exports a design or a factory. */
export async function loadFile(name: string): Promise<Loaded> {
  const path = resolve(name)
  checkFile(path, name)
  const ending = extname(path)
  if (ending === '.json') return { design: designOf(jsonIn(readFileSync(path, 'utf8'), name, 'a design is JSON such as {"extends": "fixed-2026-07"}'), name) }
  const modules = [...JAVASCRIPT, ...TYPESCRIPT]
  if (!modules.includes(ending)) throw wrong(name, `no device is in a file that ends in ${ending || 'nothing'}; allowed are .json for a design, ${modules.join(', ')} for a module, and exec:${name} for a program`)
  return exportedBy(await importModule(path, name), name)
}

function checkFile(path: string, name: string): void {
  try {
    const found = statSync(path)
    if (found.isDirectory()) throw wrong(name, 'it is a folder; name a file in it')
    if (!found.isFile()) throw wrong(name, 'it is no ordinary file; give a design in JSON, or a module')
    accessSync(path, constants.R_OK)
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (isObject(error) && error['code'] === 'ENOENT') throw wrong(name, 'no such file; give a design in JSON, or a module that exports a design or a factory')
      throw wrong(name, `it cannot be read (${systemCause(error)}); choose a file that is yours to read`)
  }
}

function designOf(value: unknown, name: string): Design {
  try {
    return checkDesign(value, name, DESIGNS)
  } catch (error) {
    // Anything else was thrown by a getter of the user's.
    throw error instanceof DesignError ? new UsageError(error.message) : wrong(name, `cannot be read as a design: ${placed(error)}`)
  }
}

async function importModule(path: string, name: string): Promise<Fields> {
  try {
    if (TYPESCRIPT.includes(extname(path))) eraseTypes(path, name)
    return (await orEnd(name, import(pathToFileURL(path).href))) as Fields // a module namespace has any exports
  } catch (error) {
    throw error instanceof UsageError ? error : wrong(name, `cannot be loaded: ${placedIn(path, error)}`)
  }
}

/** A module can end the process, or let it end by waiting for what never comes: then the exit code would be Node's or its. */
async function orEnd<T>(name: string, loading: Promise<T>): Promise<T> {
  let idle = (): void => undefined
  const never = new Promise<never>((_, reject) => {
    idle = () => reject(wrong(name, 'cannot be loaded: it awaits what never comes; look for await outside functions'))
  })
  const ended = (): void => explainEnd(`--device ${name}: cannot be loaded: it ends the process; look for process.exit`, 2)
  process.once('beforeExit', idle).prependOnceListener('exit', ended)
  try {
    return await Promise.race([loading, never])
  } finally {
    process.off('beforeExit', idle).off('exit', ended)
  }
}

/** `default`, else `create`. CommonJS has its whole exports as `default`, with those two in it if it was compiled. */
function exportOf(module: Fields): unknown {
  const whole = module['default']
  const from = isObject(whole) && ['default', 'create'].some((key) => Object.hasOwn(whole, key)) ? whole : module
  return from['default'] ?? from['create'] ?? from['default']
}

const FACTORY = 'export default (host, { queues }) => device'
const DESIGN = "export default { extends: 'fixed-2026-07' }"

/** A function is a factory, an object a design; what was probably meant by anything else is told. */
function exportedBy(module: Fields, name: string): Loaded {
  const value = exportOf(module)
  if (typeof value === 'function') return { factory: factoryFrom(value, name) }
  if (value === undefined) throw wrong(name, `it exports neither a factory nor a design; write ${FACTORY}, or ${DESIGN}`)
  if (!isObject(value)) throw wrong(name, `its default export is ${inspect(value, { maxStringLength: 60 })}; write ${FACTORY}, or ${DESIGN}`)
  if (isPromise(value)) throw wrong(name, 'its default export is a promise; write export default await in front of it')
  // No choice is called so, though one is called event.
  if (typeof value['read'] === 'function') throw wrong(name, `its default export is a device; export what makes one: ${FACTORY}`)
  return { design: designOf(value, name) }
}

function factoryFrom(value: object, name: string): DeviceFactory {
  const why = noFactory(value)
  if (why !== undefined) throw wrong(name, `its default export ${why}`)
  return vouching(value as DeviceFactory, placed) // a function, says the caller; what it makes is looked at when it is made
}
