/** Wrong devices, each in one way, as the modules that a user would write. */
const SLOTS = `
const DIRECT = 0x10000
const VINTF = 0x30000
const place = (offset) => (offset >= VINTF ? offset - VINTF + DIRECT : offset)
const powerOn = (queues) => new Map([[0x0, 0x20083], [0x4, 0x4001 | (Math.log2(queues) << 4)], [0x8, 1]])
export default (host, { queues }) => {
  let words = powerOn(queues)
  const isSlot = (at) => (at >= DIRECT && at < DIRECT + 0x80 * queues && ![0xc, 0x10].includes(at % 0x80)) || (at >= 2 * DIRECT && at < 2 * DIRECT + 0x80 * queues)
  return {
    read: (offset, size) => (size === 8 ? 0n : (words.get(place(offset)) ?? 0)),
    write: (offset, size, value) => void (size === 4 && isSlot(place(offset)) && words.set(place(offset), value)),
    attach() {}, detach() {}, reset: () => void (words = powerOn(queues)), event() {},
  }
}
`

export const DEVICES: Readonly<Record<string, string>> = {
  // Both apertures show one slot, whatever CMDQ_ALLOC_MAP says.
  'unrouted.mjs': SLOTS,
  'no-factory.mjs': 'export const device = 1\n',
  'no-device.mjs': 'export default () => ({ read: () => 0 })\n',
  'throws.mjs': "export default () => { throw new Error('no memory') }\n",
  'broken.mjs': "throw new Error('not today')\n",
  'no-module.mjs': 'const half =\n',
  'empty.mjs': '',
  'null.mjs': 'export default null\n',
  'number.mjs': 'export default 7\n',
  'class.mjs': 'export default class Model { read() {} }\n',
  'device.mjs': 'export default { read() {}, write() {}, attach() {}, detach() {}, reset() {}, event() {} }\n',
  'promise.mjs': "export default Promise.reject(new Error('too late'))\n",
  'async.mjs': 'export default async () => ({})\n',
  'promises.mjs': "export default () => Promise.reject(new Error('too late'))\n",
  'module.txt': 'export default () => ({})\n',
  // TypeScript, with types above the fault so that its line is not that of what runs.
  'no-module.ts': 'interface Slot { readonly at: number }\n\nexport default (host: Slot) => {\n  const = 3\n}\n',
  // What the compiler takes and Node does not.
  'twice.ts': 'let half: number\nlet half: number\n',
  'imports.mjs': "import './no-module.js'\n",
  'no-module.js': "import './imports.mjs'\nconst half =\n",
  'imports.ts': "import half from './no-module.js'\nexport default half\n",
  'broken.ts': "interface Slot {\n  readonly at: number\n}\nthrow new Error('not today')\n",
  'throws.ts': "interface Slot {\n  readonly at: number\n}\nconst none = (): never => {\n  throw new Error('no memory')\n}\nexport default (): Slot => none()\n",
  'no-export.ts': "interface Slot {\n  readonly at: number\n}\nimport { slots } from './broken-export.js'\nexport default (): Slot => slots\n",
  'broken-export.ts': 'export const slot = 1\n',
  'dies.mjs': `${SLOTS.replace('export default', 'const make =')}
export default (host, options) => ({ ...make(host, options), write() { throw new Error('divided by zero') } })
`,
  'garbles.mjs': `${SLOTS.replace('export default', 'const make =')}
export default (host, options) => ({ ...make(host, options), read: () => -1 })
`,
  // Puts a folder in the place of the report that --out names.
  'removes-report.mjs': `import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
${SLOTS.replace('export default', 'const make =')}
export default (host, options) => {
  if (existsSync('report.txt') && statSync('report.txt').isFile()) rmSync('report.txt')
  mkdirSync('report.txt', { recursive: true })
  return make(host, options)
}
`,
  // Loads in the main thread only: a worker that loads it dies.
  'main-thread.mjs': `import { isMainThread } from 'node:worker_threads'
if (!isMainThread) throw new Error('not in a worker')
${SLOTS}`,
}

/** Files that are no designs. */
export const OWN_DESIGNS: Readonly<Record<string, string>> = {
  'empty.json': '',
  'list.json': '["PROD_INDX"]\n',
  'unknown.json': '{ "extends": "fixed-2026-7" }\n',
  'itself.json': '{ "id": "mine", "extends": "mine" }\n',
  'sink.json': '{ "extends": "fixed-2026-07", "sink": ["PROD_INDX"] }\n',
  'value.mjs': "export default { extends: 'fixed-2026-07', sync: ['PROD_IDX'] }\n",
  'value.ts': "interface Own { readonly extends: string; readonly sync: unknown }\nexport default { extends: 'fixed-2026-07', sync: () => ['PROD_INDX'] } satisfies Own\n",
}

const HEADER = '"version": 1, "kernel": "6.18.9", "queues": 2, "slots": []'
const operation = (...operations: readonly string[]): string => `{ ${HEADER}, "operations": [${operations.join(', ')}] }\n`

/** Programs as files: one that every device can run, and malformed ones. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  'dropped-write.json': operation('{ "op": "write", "offset": "0x30004", "size": 4, "value": "0x10" }', '{ "op": "read", "offset": "0x10004", "size": 4 }'),
  'boot.json': operation(
    '{ "op": "attach" }',
    '{ "op": "write", "offset": "0x1000", "size": 4, "value": 1 }',
    '{ "op": "write", "offset": "0x200", "size": 4, "value": 1 }',
    '{ "op": "write", "offset": "0x20000", "size": 8, "value": "0x40000004" }',
    '{ "op": "write", "offset": "0x30008", "size": 4, "value": 1 }',
    '{ "op": "write", "offset": "0x30004", "size": 4, "value": 2 }',
    '{ "op": "consume", "l": 0, "n": 1 }',
    '{ "op": "read", "offset": "0x10000", "size": 4 }',
    '{ "op": "fault", "l": 0, "code": 1 }',
    '{ "op": "deliver" }',
    '{ "op": "read", "offset": "0x24", "size": 4 }',
    '{ "op": "refuse", "call": "hwQueueDestroy", "errno": "EINTR", "times": 1 }',
    '{ "op": "detach" }',
    '{ "op": "attach" }',
    '{ "op": "reset" }',
  ),
  'no-value.json': operation('{ "op": "read", "offset": "0x0", "size": 4 }', '{ "op": "write", "offset": "0x10084", "size": 4 }'),
  'no-json.json': '{\n  "version": 1,\n  "kernel": 6.17.0\n}\n',
  'beyond.json': operation('{ "op": "read", "offset": "0x50000", "size": 4 }'),
}
