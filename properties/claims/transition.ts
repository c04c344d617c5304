/** Claims about the transition from a register cache to hardware. */
import { EVEN } from '../../src/check/author.js'
import type { Author } from '../../src/check/author.js'
import { VINTF_ENABLE, allocEntry, configValue } from '../../src/check/layout.js'
import { chance, pick } from '../../src/check/source.js'
import type { Source } from '../../src/check/source.js'
import { edgeBase, usableBase } from '../../src/check/values.js'
import { called, isWrite, judgedBy, readSomething } from '../claim.js'
import type { Claim } from '../claim.js'

/** A ring of two pages in guest memory that are not contiguous in the host's: only the host knows, and refuses. */
const SCATTERED_RING = 0xbf80_0009n

/** A ring for a queue that is being set up: mostly a good one, else one that is refused as a whole or in one half. */
function anyRing(source: Source): bigint {
  const high = BigInt(1 + source.int(0xffff)) << 32n
  switch (source.int(9)) {
    case 0:
      return edgeBase(source)
    case 1:
    case 2:
      return SCATTERED_RING
    case 3:
    case 4:
      return high | SCATTERED_RING
    case 5:
      return high | usableBase(source)
    default:
      return usableBase(source)
  }
}

/** The halves of BASE with something in between: software that sees to an error, or looks. */
function writeApart(author: Author, q: number, value: bigint): void {
  const aperture = author.aperture()
  const l = author.number(q, aperture)
  const low = author.to.write(aperture, 'BASE_L', l, Number(value & 0xffff_ffffn))
  const high = author.to.write(aperture, 'BASE_H', l, Number(value >> 32n))
  const lowFirst = chance(author.source, 2)
  author.write(lowFirst ? low : high)
  if (!chance(author.source, 3)) author.acknowledge(q)
  else author.compose(1, { ...EVEN, base: 0 })
  author.write(lowFirst ? high : low)
}

/** A 64-bit register in one read, through either aperture. */
function readWhole(author: Author, register: 'BASE_L' | 'CONS_INDX_BASE_DRAM_L', q: number): void {
  const aperture = author.aperture()
  author.write(author.to.read64(aperture, register, author.number(q, aperture)))
}

/** Half a BASE, a system reset, and a BASE by halves: the half from before belongs to none of them. */
function writeAcrossReset(author: Author): void {
  const q = author.queue()
  const value = anyRing(author.source)
  const half = chance(author.source, 2) ? author.to.write('direct', 'BASE_L', q, Number(value & 0xffff_ffffn)) : author.to.write('direct', 'BASE_H', q, Number(value >> 32n))
  author.write(half, { op: 'reset' })
  author.write(author.to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE), author.to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(author.number(q, 'vintf')), q))
  writeApart(author, q, anyRing(author.source))
  author.readBack(q)
}

/** The DRAM address in one write or in two halves, read back whole. */
function writeDram(author: Author): void {
  const q = author.queue()
  const aperture = author.aperture()
  const l = author.number(q, aperture)
  const [low, high] = [author.source.int(2 ** 31), author.source.int(0x1_0000)]
  const halves = [author.to.write(aperture, 'CONS_INDX_BASE_DRAM_L', l, low), author.to.write(aperture, 'CONS_INDX_BASE_DRAM_H', l, high)]
  if (chance(author.source, 2)) author.write(author.to.write64(aperture, 'CONS_INDX_BASE_DRAM_L', l, (BigInt(high) << 32n) | BigInt(low)))
  else author.write(...(chance(author.source, 2) ? halves : halves.reverse()))
  readWhole(author, 'CONS_INDX_BASE_DRAM_L', q)
}

/** A write after which the device asks again for what the host refused a queue. */
function retry(author: Author, q: number): void {
  const l = author.number(q, 'vintf')
  switch (author.source.int(5)) {
    case 0:
      author.write(author.to.writeConfig('CONFIG', configValue(true)))
      return
    case 1:
      author.write(author.to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE))
      return
    case 2:
      author.write(author.to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(l), q))
      return
    case 3:
      author.write(author.to.write('direct', 'CONFIG', q, 1))
      return
    default:
      author.writeBase(q, usableBase(author.source))
  }
}

export const TRANSITION: readonly Claim[] = [
  {
    id: 'precondition-order',
    claim: 'the order of preconditions does not matter',
    clauses: ['LIVE', 'BASE-LIVE', 'TRANSPARENT'],
    sometimes: 'the hardware fetches after preconditions in a shuffled order',
    seen: (step) => called(step, 'fetch'),
    logged: true,
    write(author) {
      const early = author.queue()
      author.write(author.to.write('direct', 'PROD_INDX', early, 1 + author.source.int(3)))
      author.boot()
      for (const q of author.cast) author.write(author.to.write(author.aperture(), 'PROD_INDX', author.number(q, 'vintf'), 2), { op: 'consume', l: author.number(q, 'vintf'), n: 1 })
      if (chance(author.source, 2)) {
        const q = author.queue()
        author.writeBase(q, anyRing(author.source))
        readWhole(author, 'BASE_L', q)
      }
      author.compose(8, EVEN)
      author.readBack()
    },
  },
  {
    id: 'two-halves',
    claim: 'two halves make one BASE',
    clauses: ['HALF-BASE', 'SIZE-64'],
    sometimes: 'a register is read after BASE was programmed by halves',
    seen: (step) => readSomething(step) && judgedBy(step, 'HALF-BASE'),
    write(author) {
      if (!chance(author.source, 6)) author.boot()
      for (let i = 0; i < 3; i++) {
        const q = author.queue()
        const direct = chance(author.source, 2)
        if (chance(author.source, 2)) author.write(author.to.write('direct', 'CONFIG', q, chance(author.source, 3) ? 1 : 0))
        author.write(author.to.write('direct', 'PROD_INDX', q, author.source.int(8)))
        if (chance(author.source, 2)) author.writeBase(q, usableBase(author.source))
        if (chance(author.source, 2)) writeApart(author, q, anyRing(author.source))
        else author.writeBase(q, anyRing(author.source), direct ? 'direct' : 'vintf')
        author.readBack(q)
      }
      writeDram(author)
      if (chance(author.source, 3)) writeAcrossReset(author)
      author.compose(4, { ...EVEN, base: 10 })
      author.readBack()
    },
  },
  {
    id: 'enable-keeps',
    claim: 'an enable does not reset',
    clauses: ['ENABLES-KEEP'],
    sometimes: 'a register is read after an enable went 1→0→1',
    seen: (step) => readSomething(step) && judgedBy(step, 'ENABLES-KEEP'),
    write(author) {
      author.boot()
      author.compose(5, { ...EVEN, lifecycle: 0 })
      const q = author.queue()
      for (let i = 0; i < 2; i++) {
        const cycle = pick(author.source, [
          [author.to.writeConfig('CONFIG', configValue(false)), author.to.writeConfig('CONFIG', configValue(true))],
          [author.to.writeConfig('VINTF0_CONFIG', 0), author.to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE)],
          [author.to.write('direct', 'CONFIG', q, 0), author.to.write('direct', 'CONFIG', q, 1)],
        ])
        const [off, on] = cycle
        if (off && on) {
          author.write(off)
          author.compose(author.source.int(3), { ...EVEN, lifecycle: 0, enables: 0 })
          author.write(on)
        }
      }
      author.readBack(q)
      author.write({ op: 'consume', l: author.number(q, 'vintf'), n: 1 })
    },
  },
  {
    id: 'only-the-ring',
    claim: "hardware runs only the guest's ring",
    clauses: ['RING'],
    sometimes: 'commands are fetched from a ring',
    seen: (step) => called(step, 'fetch') && judgedBy(step, 'RING'),
    logged: true,
    write(author) {
      author.boot()
      for (let i = 0; i < 4; i++) {
        author.hardware()
        const q = author.queue()
        if (chance(author.source, 2)) author.base()
        if (chance(author.source, 2)) readWhole(author, 'BASE_L', q)
        if (chance(author.source, 3)) author.enables()
        author.write(author.to.write('direct', 'PROD_INDX', q, pick(author.source, [1, 2, 3, 5])), { op: 'consume', l: author.number(q, 'vintf'), n: 1 })
      }
      author.compose(6, { ...EVEN, hardware: 12, base: 6 })
    },
  },
  {
    id: 'runnable-runs',
    claim: 'a runnable queue runs',
    clauses: ['LIVE', 'DISABLED-STOPS', 'HOST-RETRY'],
    sometimes: 'a queue that must run is offered to the hardware and fetches',
    seen: (step) => called(step, 'fetch') && judgedBy(step, 'LIVE'),
    logged: true,
    write(author) {
      const call = pick(author.source, ['hwQueueAlloc', 'hwQueueAlloc', 'hwQueueDestroy', 'mmapPage0', 'viommuAlloc'] as const)
      if (chance(author.source, 2)) author.write({ op: 'refuse', call, errno: 'ENOMEM', times: 1 + author.source.int(3) })
      author.boot({ skip: chance(author.source, 3) })
      for (let i = 0; i < 3; i++) {
        const q = author.queue()
        author.write(author.to.write('direct', 'PROD_INDX', q, 1 + author.source.int(7)), { op: 'consume', l: author.number(q, 'vintf'), n: 1 + author.source.int(3) })
        author.enables()
        author.write({ op: 'consume', l: author.number(q, 'vintf'), n: 1 })
        author.enables()
      }
      author.write({ op: 'allow', call })
      const q = author.queue()
      retry(author, q)
      author.write({ op: 'consume', l: author.number(q, 'vintf'), n: 1 })
      author.writeBase(0, usableBase(author.source))
      author.compose(6, { ...EVEN, refusal: 4 })
    },
  },
  {
    id: 'status-promise',
    claim: 'a status bit is a promise',
    clauses: ['STATUS-HONEST', 'VINTF-STATUS'],
    sometimes: 'CMDQ_EN_OK reads 1',
    seen: (step) => readSomething(step) && judgedBy(step, 'STATUS-HONEST'),
    write(author) {
      author.boot({ skip: chance(author.source, 2) })
      for (let i = 0; i < 6; i++) {
        author.compose(2, { ...EVEN, refusal: 3, lifecycle: 2 })
        const aperture = author.aperture()
        author.write(author.to.read(aperture, 'STATUS', author.number(author.queue(), aperture)), author.to.readConfig('STATUS'), author.to.readConfig('VINTF0_STATUS'))
      }
    },
  },
  {
    id: 'reset-forgets',
    claim: 'reset forgets everything',
    clauses: ['RESET'],
    sometimes: 'a register is read after a system reset',
    seen: (step) => isWrite(step) === false && judgedBy(step, 'RESET') && step.index > 8,
    write(author) {
      author.boot({ skip: chance(author.source, 3) })
      author.compose(10, { ...EVEN, configAccess: 12 })
      author.write({ op: 'reset' })
      const { locations } = author.setting.region
      const places = locations(author.queues)
      for (let i = 0; i < 8; i++) author.write({ op: 'read', offset: pick(author.source, places).offset, size: 4 })
      author.readBack()
      if (chance(author.source, 2)) author.boot()
      author.compose(6, EVEN)
    },
  },
]
