/** What `--device` takes: names, designs in JSON, and modules of designs and factories, in JavaScript and TypeScript. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CheckerHost } from '../../src/host/index.js'
import { BUILT_IN_DEVICES, loadDesign, loadSubject } from '../../src/cli/devices.js'
import { DESIGNS, designById } from '../../src/designs/index.js'
import { folder } from '../golden/scene.js'

const ROOT = resolve(import.meta.dirname, '../..')

let scene: ReturnType<typeof folder>
beforeEach(() => void (scene = folder({})))
afterEach(() => scene.leave())

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(resolve(name, '..'), { recursive: true })
    writeFileSync(name, text)
  }
}

/** What a loaded device reads at 0x4 with eight queues. */
async function readOf(name: string): Promise<number | bigint> {
  const { create } = await loadSubject(name)
  return create(new CheckerHost({ kernel: '6.17', queues: 8, slots: [] }).port, { queues: 8 }).read(0x4, 4)
}

describe('by name', () => {
  test('the optimised device and the public designs come with the package', async () => {
    expect(BUILT_IN_DEVICES).toEqual(['optimised', ...DESIGNS.map(({ id }) => id)])
    for (const name of BUILT_IN_DEVICES) {
      expect((await loadSubject(name)).name).toBe(name)
      expect(await loadDesign(name)).toBe(designById(name))
    }
    expect(await loadDesign('optimised')).toBeUndefined()
  })

  test('what every object has is no name', async () => {
    for (const name of ['constructor', '__proto__', 'toString', '']) await expect(loadSubject(name)).rejects.toThrow('no such device')
  })
})

describe('a design of one\'s own', () => {
  const object = "{ extends: 'fixed-2026-07', sync: ['PROD_INDX'] }"
  test.each([
    ['my.json',  '\uFEFF{ "extends": "fixed-2026-07", "sync": ["PROD_INDX"] }'],
    ['my.mjs',   `export default ${object}`],
    ['my.cjs',   `module.exports = ${object}`],
    ['my.ts',    `type Names = readonly string[]\nexport default ${object} satisfies { extends: string; sync: Names }`],
    ['my.mts',   `import type { OwnDesign } from 'cmdqv-check'\nexport default ${object} as OwnDesign`],
    ['my.cts',   `export = ${object} as const`],
  ])('%s', async (name, text) => {
    write({ [name]: text })
    expect(await loadDesign(`./${name}`)).toEqual({ ...designById('fixed-2026-07'), id: `./${name}`, extends: 'fixed-2026-07', sync: ['PROD_INDX'] })
    expect(await readOf(`./${name}`)).toBe(0x4031)
  })
})

describe('a factory', () => {
  /** Reads `answer` everywhere; in TypeScript that cannot be run with the types merely left out. */
  const typed = (answer: string): string => `
enum Kind { Word = 1 }
interface Options { readonly queues: number }
class Model {
  constructor(private readonly queues: number, readonly kind: Kind = Kind.Word) {}
  read(_offset: number, _size: 4 | 8): number { return ${answer} }
  write(): void {}
  attach(): void {}
  detach(): void {}
  reset(): void {}
  event(): void {}
}
const make = (_host: unknown, { queues }: Options): Model => new Model(queues)`
  const plain = "const make = () => ({ read: () => 7, write() {}, attach() {}, detach() {}, reset() {}, event() {} })"

  test.each([
    ['default.mjs',  `${plain}\nexport default make`],
    ['create.mjs',   `${plain}\nexport { make as create }`],
    ['whole.cjs',    `${plain}\nmodule.exports = make`],
    ['create.cjs',   `${plain}\nmodule.exports = { create: make }`],
    ['compiled.cjs', `${plain}\nObject.defineProperty(exports, '__esModule', { value: true })\nexports.default = make`],
    ['esm.js',       `${plain}\nexport default make`],
    ['default.ts',   `${typed('this.kind * 7')}\nexport default make`],
    ['create.ts',    `${typed('this.kind * 7')}\nexport { make as create }`],
    ['default.mts',  `${typed('this.kind * 7')}\nexport default make`],
    ['default.cts',  `${typed('this.kind * 7')}\nexport default make`],
    ['whole.cts',    `${typed('this.kind * 7')}\nexport = make`],
  ])('%s', async (name, text) => {
    write({ [name]: text })
    expect(await readOf(`./${name}`)).toBe(7)
    expect(await loadDesign(`./${name}`)).toBeUndefined()
  })

  test.each([['module'], ['commonjs'], [undefined]])('imports TypeScript by either ending, in a package of type %s', async (type) => {
    write({
      'package.json': JSON.stringify({ type }),
      'device.ts': `import { one } from './parts/one.js'\nimport { two } from './parts/two.ts'\nimport { three } from './parts/three.mjs'\nimport { four } from './parts/four'\nimport { five } from './parts'
import { Words } from './parts/words.js'\n${typed('(one + two + three + four + five) satisfies Words')}\nexport default make`,
      'parts/one.ts': "import type { Words } from './words.js'\nimport { zero } from '../zero.ts'\nexport const one: Words = zero + 1",
      'parts/two.ts': "export const two = await import('./four.js').then(({ four }) => four / 2)",
      'parts/three.mts': 'export const three: number = 3',
      'parts/four.ts': 'export const four: number = 4',
      'parts/index.ts': "import { one } from './one.js'\nexport const five: number = 4 + one",
      'parts/words.ts': 'export type Words = number',
      'zero.ts': 'export const zero: number = 0',
    })
    expect(await readOf('./device.ts')).toBe(15)
  })

  test('CommonJS imports CommonJS, and JavaScript beside it', async () => {
    write({
      'device.cts': `import one = require('./one.cjs')\nconst { two } = require('./two.cjs')\n${typed('one.one + two')}\nexport = make`,
      'one.cts': 'export const one: number = 1',
      'two.cjs': 'exports.two = 2',
    })
    expect(await readOf('./device.cts')).toBe(3)
  })
})

/** The built tool, as a user runs it: `npm test` builds first. */
function run(tool: string, ...args: readonly string[]): { readonly status: number | null; readonly out: string; readonly err: string } {
  // A newer Node makes do without the compiler; here it shall not.
  const flags = 'typescript' in process.features && process.features.typescript ? ['--no-experimental-strip-types'] : []
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, join(tool, 'dist/src/cli/main.js'), ...args], { encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}

const FEW = ['--property', 'routing', '--clause', 'ROUTE-LVCMDQ', '--runs', '20']

describe('as built', () => {
  const device = `import { createOptimised } from '${join(ROOT, 'dist/src/device/index.js')}'\nimport { isMainThread } from 'node:worker_threads'\nimport { writeFileSync } from 'node:fs'
const make: typeof createOptimised = createOptimised\n`

  test('workers run what the main thread has loaded, even if the file is saved meanwhile', () => {
    write({ 'device.ts': `${device}if (isMainThread) writeFileSync('device.ts', 'const =')\nexport default make` })
    expect(run(ROOT, ...FEW, '--device', './device.ts', '--workers', '2')).toMatchObject({ status: 0, err: '' })
    expect(readFileSync('device.ts', 'utf8')).toBe('const =')
  })

  test('a worker that is the first to load erases types itself', () => {
    write({ 'device.ts': `${device}export default make` })
    const devices = join(ROOT, 'dist/src/cli/devices.js')
    const inside = `import('${devices}').then(({ loadSubject }) => loadSubject('./device.ts')).then(({ create }) => console.log(typeof create))`
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', `new (require('node:worker_threads').Worker)(${JSON.stringify(inside)}, { eval: true })`], { encoding: 'utf8' })
    expect({ stdout, stderr }).toEqual({ stdout: 'function\n', stderr: '' })
  })

  test.each([
    ['process.exit(0)',                 'cannot be loaded: it ends the process; look for process.exit'],
    ['await new Promise(() => {})',     'cannot be loaded: it awaits what never comes; look for await outside functions'],
  ])('%s at the top of a module', (text, what) => {
    write({ 'device.mjs': text })
    expect(run(ROOT, ...FEW, '--device', './device.mjs')).toEqual({ status: 2, out: '', err: `error: --device ./device.mjs: ${what}\n` })
  })

  test('TypeScript is missed only where it is needed', () => {
    // As installed, without the optional peer.
    for (const part of ['dist', 'package.json']) cpSync(join(ROOT, part), join('tool', part), { recursive: true })
    mkdirSync('tool/node_modules')
    const { dependencies } = JSON.parse(readFileSync('tool/package.json', 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> } // our own manifest
    for (const name of Object.keys(dependencies)) symlinkSync(join(ROOT, 'node_modules', name), join('tool/node_modules', name))
    write({ 'device.ts': 'export enum Kind { Word }', 'device.mjs': `${device.replace(': typeof createOptimised', '')}export default make` })
    const typed = (): ReturnType<typeof run> => run('tool', ...FEW, '--device', './device.ts', '--workers', '1')
    expect(run('tool', ...FEW, '--device', './device.mjs', '--workers', '1')).toMatchObject({ status: 0, err: '' })
    expect(typed()).toEqual({ status: 2, out: '', err: 'error: --device ./device.ts: the package typescript is not installed, and a TypeScript file needs it; npm install --save-dev typescript@6\n' })
    write({ 'node_modules/typescript/index.js': "exports.version = '7.0.2'" })
    expect(typed()).toEqual({ status: 2, out: '', err: 'error: --device ./device.ts: TypeScript 7.0.2 cannot be called by other programs, and a TypeScript file needs it; npm install --save-dev typescript@6\n' })
  })
})
