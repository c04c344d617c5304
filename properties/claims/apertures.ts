/** Claims about apertures and routing. */
import { EVEN } from '../../src/check/author.js'
import { PAGE0_REGISTERS, PAGE1_HALVES, VINTF_ENABLE, allocEntry } from '../../src/check/layout.js'
import { chance } from '../../src/check/source.js'
import { isRead, judgedBy, readSomething } from '../claim.js'
import type { Claim } from '../claim.js'

const QUIET = { ...EVEN, lifecycle: 0, refusal: 0 }

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
      author.readBack()
    },
  },
  {
    id: 'direct-write',
    claim: 'a direct write is read back, allocated or not',
    clauses: ['P176-DIRECT', 'DIRECT-EN', 'DIRECT-DISABLED'],
    sometimes: 'a VCMDQ that was never mapped reads back what was written',
    seen: (step) => readSomething(step) && judgedBy(step, 'P176-DIRECT'),
    write(author) {
      if (chance(author.source, 2)) author.boot({ skip: true, attach: chance(author.source, 2) })
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
      author.boot()
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
      if (chance(author.source, 2)) author.boot()
      author.compose(14, { ...QUIET, gapAccess: 20, configAccess: 14, wide: 2, hardware: 1 })
      const { locations } = author.setting.region
      const readOnly = locations(author.queues).filter(({ access, page }) => access === 'RO' && page === 'Config')
      const place = readOnly[author.source.int(readOnly.length)]
      if (place) author.write({ op: 'write', offset: place.offset, size: 4, value: author.source.int(2 ** 31) }, { op: 'read', offset: place.offset, size: 4 })
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
