/**
 * A device of this project served over the protocol, as a process of its own: a design's name and a mischief with its access are its arguments. It is written
 * against docs/remote-devices.md and shares nothing with src/remote/, which it is there to try. dist.ts erases its types and
 * starts it from a temporary folder: that takes a tenth of what a loader would.
 */
import { readSync, writeSync } from 'node:fs'
import type { Device, Host, Page0 } from '../../src/check/contract.js'
import { createOptimised } from '../../dist/src/device/index.js'
import { DESIGNS, createDesign } from '../../dist/src/designs/index.js'
import { ERRNO } from '../../dist/src/host/index.js'
import { mischiefOf } from './mischief.js'

const [, , name = 'optimised', mischief, argument] = process.argv
const design = DESIGNS.find(({ id }) => id === name)
const create = design ? createDesign(design) : createOptimised

const WORDS = 0x4000
const page = new Uint32Array(WORDS)
const aside: string[] = []
let output = ''
let input = ''
const bytes = Buffer.alloc(0x1_0000)
/** Both are called at ends of lines alone. */
const flush = (): void => {
  for (let rest = output; rest !== ''; ) rest = rest.slice(writeSync(1, rest, null, 'latin1'))
  output = ''
}
const say = (line: string): void => void (output += `${line}\n`)

function nextLine(): string {
  for (;;) {
    const end = input.indexOf('\n')
    if (end >= 0) {
      const line = input.slice(0, end)
      input = input.slice(end + 1)
      return line
    }
    flush()
    const count = readSync(0, bytes)
    if (count === 0) process.exit(0)
    input += bytes.toString('latin1', 0, count)
  }
}

const isPage = (line: string): boolean => {
  if (!line.startsWith('PAGE ')) return false
  const [, offset, value] = line.split(' ')
  page[Number(offset) / 4] = Number(value)
  return true
}

/** The answer to what was just said: a number, negative for an errno. */
function answer(): number {
  for (;;) {
    const line = nextLine()
    if (isPage(line)) continue
    if (line === 'OK') return 0
    if (line.startsWith('OK ')) return Number(line.slice(3))
    if (line.startsWith('ERR ')) return Object.entries(ERRNO).find(([name]) => name === line.slice(4))?.[1] ?? -5
    aside.push(line)
  }
}

function ask(text: string): number {
  say(`HOST ${text}`)
  return answer()
}

const hex = (value: number | bigint): string => `0x${value.toString(16)}`
const page0: Page0 = {
  load: (offset) => page[offset / 4] ?? 0,
  store(offset, value) {
    const left = ask(`page ${hex(offset)} ${hex(value >>> 0)}`)
    if (left >= 0) page[offset / 4] = left
  },
}

const host: Host = {
  viommuAlloc: () => ask('viommu_alloc'),
  viommuDestroy: () => ask('viommu_destroy'),
  mmapPage0() {
    page.fill(0)
    const code = ask('mmap')
    return code === 0 ? page0 : code
  },
  munmapPage0: () => ask('munmap'),
  hwQueueAlloc: (index, address, length) => ask(`hw_queue_alloc ${index} ${hex(address)} ${hex(length)}`),
  hwQueueDestroy: (id) => ask(`hw_queue_destroy ${id}`),
  isRam: (address, length) => ask(`is_ram ${hex(address)} ${hex(length)}`) === 1,
  guestMap: (offset, length) => void ask(`guest_map ${hex(offset)} ${hex(length)}`),
  guestUnmap: (offset, length) => void ask(`guest_unmap ${hex(offset)} ${hex(length)}`),
  raiseInterrupt: () => say('IRQ raise 0'),
}

let device: Device | undefined

function made(): Device {
  if (!device) throw new Error('there is no device')
  return device
}
const size = (command: string): 4 | 8 => (command.endsWith('q') ? 8 : 4)
const value = (text: string | undefined, bytesWide: 4 | 8): number | bigint => (bytesWide === 8 ? BigInt(text ?? 0) : Number(text))

function reply([command = '', ...words]: readonly string[]): string {
  switch (command) {
    case 'cmdqv_power_on':
      device = create(host, { queues: Number(words[0]) })
      return 'OK'
    case 'readl':
    case 'readq':
      return `OK 0x${made().read(Number(words[0]), size(command)).toString(16).padStart(16, '0')}`
    case 'writel':
    case 'writeq':
      made().write(Number(words[0]), size(command), value(words[1], size(command)))
      return 'OK'
    case 'cmdqv_attach':
    case 'cmdqv_detach':
    case 'cmdqv_reset':
      made()[command === 'cmdqv_attach' ? 'attach' : command === 'cmdqv_detach' ? 'detach' : 'reset']()
      return 'OK'
    case 'cmdqv_event':
      made().event(BigInt(words[0] ?? 0), BigInt(words[1] ?? 0), words[2] === '1')
      return 'OK'
    default:
      return `FAIL Unknown command '${command}'`
  }
}

const act = mischiefOf(mischief, Number(argument), { say, flush, host })
for (;;) {
  const line = aside.shift() ?? nextLine()
  if (isPage(line)) continue
  const words = line.split(' ')
  const said = act(words, () => reply(words))
  if (said !== undefined) say(said)
}
