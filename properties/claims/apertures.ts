/** Claims about apertures and routing. */
import { EVEN } from '../../src/check/author.js'
import type { Author } from '../../src/check/author.js'
import { PAGE0_REGISTERS, PAGE1_HALVES, VINTF_ENABLE, allocEntry } from '../../src/check/layout.js'
import { chance, pick } from '../../src/check/source.js'
import { isRead, judgedBy, readSomething } from '../claim.js'
import type { Claim } from '../claim.js'

const QUIET = { ...EVEN, lifecycle: 0, refusal: 0 }

/** An entry that maps nothing: ALLOC=0, another interface's, or one with a number that the device does not have. */
function mapNothing(author: Author, q: number): void {
  const l = author.number(q, 'vintf')
  const kind = author.source.int(3)
  const entry = kind === 0 ? allocEntry(l, false) : kind === 1 ? allocEntry(l) | ((1 + author.source.int(63)) << 15) : allocEntry(author.queues + author.source.int(128 - author.queues))
  author.write(author.to.writeConfig('CMDQ_ALLOC_MAP', entry, q))
}

/** Every slot of the cast is written through the VINTF aperture, whether something is mapped there or not. */
function writeSlots(author: Author): void {
  for (const q of author.cast) {
    const register = pick(author.source, ['PROD_INDX', 'CONS_INDX', 'GERRORN', 'BASE_L', 'CONS_INDX_BASE_DRAM_L'] as const)
    author.write(author.to.write('vintf', register, author.number(q, 'vintf'), 1 + author.source.int(7)))
  }
}

/** A write to a word in a queue's slot where nothing stands, in any of the four pages. */
function writeSlotGap(author: Author): void {
  const q = author.queue()
  const register = pick(author.source, ['CONS_INDX', 'BASE_L'] as const)
  const start = author.setting.region.queueRegister(author.aperture(), register, q)
  author.write({ op: 'write', offset: start + 4 * (6 + author.source.int(26)), size: 4, value: author.source.int(2) ? 1 + author.source.int(31) : author.source.int(2 ** 31) })
  author.readBack(q)
}

/** A Config register that no queue depends on: what is written is read at once. */
function keepConfig(author: Author): void {
  const plain = author.setting.region.locations(author.queues).filter(({ access, register }) => access === 'RW' && /SID|MASK/.test(register))
  const { offset } = pick(author.source, plain)
  author.write({ op: 'write', offset, size: 4, value: 1 + author.source.int(2 ** 21) }, { op: 'read', offset, size: 4 })
}

/** An 8-byte write to 32-bit registers, and the words on both sides of it. */
function writeWide(author: Author): void {
  const places = author.setting.region.locations(author.queues).filter(({ offset, page }) => page !== 'Page1' && offset % 8 === 0)
  const { offset } = pick(author.source, places)
  const word = (): bigint => BigInt(chance(author.source, 2) ? author.source.int(64) : author.source.int(2 ** 31))
  author.write({ op: 'write', offset, size: 8, value: (word() << 32n) | word() })
  for (const beside of [offset - 4, offset + 8, offset + 12]) if (beside >= 0) author.write({ op: 'read', offset: beside, size: 4 })
}

export const APERTURES: readonly Claim[] = [
  {
    id: 'dropped-access',
    claim: 'a dropped access leaves no trace',
    clauses: ['P172-DROP', 'P172-ZERO'],
    sometimes: 'a register that is not 0 is read back after a dropped write',
    seen: (step) => readSomething(step) && judgedBy(step, 'P172-DROP'),
    write(author) {
      if (chance(author.source, 2)) author.boot({ skip: true })
      else author.chooseSlots(false)
      author.compose(4, { ...QUIET, base: 0, mapping: 0 })
      author.mapping()
      for (let i = 0; i < 4; i++) {
        author.queueAccess()
        author.write(author.to.write('vintf', 'PROD_INDX', author.queue(), 1 + author.source.int(16)))
      }
      author.readBack()
      author.compose(6, QUIET)
      const q = author.queue()
      if (chance(author.source, 3)) author.write(author.to.writeConfig('VINTF0_CONFIG', 0))
      else mapNothing(author, q)
      writeSlots(author)
      author.readBack(q)
    },
  },
  {
    id: 'direct-write',
    claim: 'a direct write is read back, allocated or not',
    clauses: ['P176-DIRECT', 'DIRECT-EN', 'DIRECT-DISABLED'],
    sometimes: 'a VCMDQ that was never mapped reads back what was written',
    seen: (step) => readSomething(step) && judgedBy(step, 'P176-DIRECT'),
    write(author) {
      if (chance(author.source, 2)) author.boot({ skip: chance(author.source, 2), attach: !chance(author.source, 3) })
      if (chance(author.source, 2)) mapNothing(author, author.queue())
      for (let i = 0; i < 3; i++) {
        if (chance(author.source, 3)) author.enables()
        const q = author.source.int(author.queues)
        const register = author.source.int(2) ? 'PROD_INDX' : 'CONS_INDX'
        author.write(author.to.write('direct', register, q, 1 + author.source.int(31)), author.to.read('direct', register, q))
        author.writeBase(q, BigInt(author.source.int(2 ** 31)), 'direct')
        author.write(author.to.read64('direct', 'BASE_L', q))
      }
      author.compose(8, { ...QUIET, hardware: 1 })
      author.readBack()
    },
  },
  {
    id: 'two-apertures',
    claim: 'two apertures, one register',
    clauses: ['ALIAS'],
    sometimes: 'what was written through one aperture is read through the other',
    seen: (step) => readSomething(step) && judgedBy(step, 'ALIAS'),
    write(author) {
      author.boot({ skip: chance(author.source, 3) })
      // With one ring missing the other queues are backed while the device still serves their slots itself.
      if (chance(author.source, 3)) author.writeBase(author.queue(), 0n, 'direct')
      author.compose(16, { ...QUIET, queueAccess: 30, mapping: 1 })
      author.readBack()
    },
  },
  {
    id: 'routing',
    claim: 'logical and physical numbers may differ',
    clauses: ['ROUTE-LVCMDQ'],
    sometimes: 'a VCMDQ is read through a slot of another number',
    seen: (step) => readSomething(step) && judgedBy(step, 'ROUTE-LVCMDQ'),
    write(author) {
      author.boot({ permute: true })
      author.compose(10, { ...QUIET, queueAccess: 20, mapping: 3 })
      mapNothing(author, author.queue())
      writeSlots(author)
      for (const q of author.cast) author.readBack(q)
    },
  },
  {
    id: 'isolation',
    claim: 'one queue never shows in another',
    clauses: ['ISOLATION'],
    sometimes: 'a register is read after another VCMDQ was accessed',
    seen: (step) => readSomething(step) && judgedBy(step, 'ISOLATION'),
    write(author) {
      author.boot({ skip: chance(author.source, 2) })
      author.compose(16, { ...QUIET, queueAccess: 25 })
      for (const q of author.cast) author.readBack(q)
      author.configAccess()
    },
  },
  {
    id: 'unallocated-silent',
    claim: 'an unallocated queue sends nothing',
    clauses: ['P176-ALLOC'],
    sometimes: 'the hardware is offered a programmed VCMDQ that is not mapped',
    seen: (step) => judgedBy(step, 'P176-ALLOC'),
    write(author) {
      author.boot({ skip: chance(author.source, 2), permute: false })
      const q = author.queue()
      author.write(author.to.write('direct', 'PROD_INDX', q, 3), author.to.write('direct', 'CONFIG', q, 1))
      author.write(chance(author.source, 2) ? author.to.writeConfig('VINTF0_CONFIG', 0) : author.to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(author.number(q, 'vintf'), false), q))
      author.write({ op: 'consume', l: author.number(q, 'vintf'), n: 2 })
      author.compose(8, { ...EVEN, hardware: 10, refusal: 2 })
      author.write({ op: 'consume', l: author.number(q, 'vintf'), n: 2 })
    },
  },
  {
    id: 'total-decode',
    claim: 'the decode is total',
    clauses: ['DECODE-GAP', 'SIZE-32', 'SIZE-64', 'RO', 'HYP-OWN'],
    sometimes: 'a gap inside a page is read',
    seen: (step) => isRead(step) && judgedBy(step, 'DECODE-GAP'),
    write(author) {
      if (chance(author.source, 2)) {
        author.boot()
        // An error makes words that are mostly 0 worth looking at.
        author.write({ op: 'fault', l: author.number(author.queue(), 'vintf'), code: 1 })
      }
      author.compose(8, { ...QUIET, gapAccess: 20, configAccess: 14, wide: 2, hardware: 1 })
      writeSlotGap(author)
      if (chance(author.source, 2)) writeWide(author)
      if (chance(author.source, 2)) keepConfig(author)
      author.compose(4, { ...QUIET, configAccess: 14, hardware: 1 })
      const { locations } = author.setting.region
      const readOnly = locations(author.queues).filter(({ access }) => access === 'RO')
      for (let i = 0; i < 2; i++) {
        const { offset } = pick(author.source, readOnly)
        author.write({ op: 'write', offset, size: 4, value: author.source.int(2 ** 31) }, { op: 'read', offset, size: 4 })
      }
      const maps = author.setting.region.configRegister('VINTF0_LVCMDQ_ERR_MAP', 2 * author.source.int(2))
      author.write({ op: 'read', offset: maps, size: 8 })
      author.write(author.to.writeConfig('VINTF0_CONFIG', 0x2_0000 | author.source.int(2)), author.to.readConfig('VINTF0_CONFIG'))
    },
  },
  {
    id: 'idempotent',
    claim: 'writing the same value changes nothing',
    clauses: ['IDEMPOTENT'],
    sometimes: 'a register is read after it was rewritten with its own value',
    seen: (step) => readSomething(step) && judgedBy(step, 'IDEMPOTENT'),
    write(author) {
      author.boot({ skip: chance(author.source, 3) })
      author.compose(6, QUIET)
      const rewritten = author.operations.filter(({ op }) => op === 'write')
      const again = rewritten[author.source.int(Math.max(1, rewritten.length))]
      if (again) author.write(again, again)
      for (const q of author.cast) {
        const registers = [...PAGE0_REGISTERS, ...PAGE1_HALVES] as const
        const register = registers[author.source.int(registers.length)] ?? 'PROD_INDX'
        const value = register === 'CONFIG' ? author.source.int(2) : author.source.int(32)
        const write = author.to.write('direct', register, q, value)
        author.write(write, write)
      }
      author.write(author.to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE), author.to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE))
      author.readBack()
    },
  },
]
