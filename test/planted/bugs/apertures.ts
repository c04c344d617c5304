/** Bugs of decoding, aliasing and routing. */
import type { PlantedBug } from './bug.js'
import { passing } from '../../check/passing.js'

const ROUTING = 'routing.ts'
const OPTIMISED = 'optimised.ts'
const BACKING = 'backing.ts'
const DIRECT_PAGE0 = 0x1_0000
const PAGE_BYTES = 0x1_0000
const VINTF_PAGE0 = 0x3_0000
const VINTF_PROD = 0x3_0004

export const APERTURE_BUGS: readonly PlantedBug[] = [
  {
    name: 'an unmapped slot falls back to the VCMDQ of the same number',
    clause: 'P172-DROP',
    change: { file: ROUTING, find: 'this.alias(at.VINTF_PAGE0 + to, queue < 0 ? -1 : at.DIRECT_PAGE0 + from, PAGE0_REGISTERS)', replace: 'this.alias(at.VINTF_PAGE0 + to, at.DIRECT_PAGE0 + (queue < 0 ? to : from), PAGE0_REGISTERS)' },
  },
  {
    name: 'an entry that is withdrawn leaves its alias behind',
    clause: 'P172-DROP',
    change: { file: OPTIMISED, find: '    this.remap(from)\n', replace: '    this.backing.disturb(from)\n' },
  },
  {
    name: 'VINTF ENABLE=0 leaves the slots mapped',
    clause: 'P172-DROP',
    change: { file: OPTIMISED, find: '    for (let slot = 0; slot < this.queues; slot++) this.routing.vintf(', replace: '    for (let slot = 0; enabled && slot < this.queues; slot++) this.routing.vintf(' },
  },
  {
    name: 'only the writes to an unmapped slot are dropped',
    clause: 'P172-ZERO',
    change: { file: ROUTING, find: 'route(this, offset + byte, this.cells[from] ?? 0,', replace: 'route(this, offset + byte, this.cells[target < 0 ? routesOf(this, offset + byte) : from] ?? 0,' },
  },
  {
    name: 'a dropped read returns all ones, as on an empty bus',
    clause: 'P172-ZERO',
    change: { file: ROUTING, find: 'route(this, offset + byte, this.cells[from] ?? 0,', replace: 'route(this, offset + byte, target < 0 ? this.firstWord + at.W_PARAM : this.cells[from] ?? 0,' },
  },
  {
    name: 'BASE cannot be programmed before the queue is mapped',
    clause: 'P176-DIRECT',
    change: { file: OPTIMISED, find: '    const queue = at.queueOfWord(word)\n    if (this.words[word] !== value) {', replace: '    const queue = at.queueOfWord(word)\n    if (this.mapping.slotOf(queue) < 0) return\n    if (this.words[word] !== value) {' },
  },
  {
    name: 'the direct aperture is mapped into the guest as well',
    clause: 'P176-DIRECT',
    change: {
      host: (host) => ({
        ...host,
        guestMap: (offset, length) => [offset, DIRECT_PAGE0].forEach((start) => host.guestMap(start, length)),
        guestUnmap: (offset, length) => [offset, DIRECT_PAGE0].forEach((start) => host.guestUnmap(start, length)),
      }),
    },
  },
  {
    name: 'unmapping a queue leaves its hardware queue running',
    clause: 'P176-ALLOC',
    change: { file: OPTIMISED, find: '    this.routing.vintf(slot, this.mapping.queueAt(slot))\n    this.backing.disturb(slot)', replace: '    this.routing.vintf(slot, this.mapping.queueAt(slot))\n    if (this.mapping.queueAt(slot) >= 0) this.backing.disturb(slot)' },
  },
  {
    name: 'a hardware queue behind one that the host will not release goes on running',
    clause: 'P176-ALLOC',
    claim: 'runnable-runs',
    change: {
      file: BACKING,
      find: '    for (let slot = this.slots.held - 1; slot >= cut; slot--) this.slots.stop(slot)\n    while (this.slots.held > cut && !this.destroyRefused) {\n',
      replace: '    while (this.slots.held > cut && !this.destroyRefused) {\n      this.slots.stop(this.slots.held - 1)\n',
    },
  },
  {
    name: 'the first VINTF slot has a PROD_INDX of its own',
    clause: 'ALIAS',
    change: {
      device: (device) => {
        let own: number | bigint = 0
        return passing(device, {
          read: (offset, size) => (offset === VINTF_PROD && size === 4 ? own : device.read(offset, size)),
          write(offset, size, value) {
            if (offset === VINTF_PROD && size === 4) own = value
            else device.write(offset, size, value)
          },
        })
      },
    },
  },
  {
    name: 'the Page1 alias is off by one page',
    clause: 'ALIAS',
    change: { file: ROUTING, find: 'this.alias(at.VINTF_PAGE1 + to, queue < 0 ? -1 : at.DIRECT_PAGE1 + from,', replace: 'this.alias(at.VINTF_PAGE1 + to, queue < 0 ? -1 : at.DIRECT_PAGE0 + from,' },
  },
  {
    name: 'the window is off by one page',
    clause: 'ALIAS',
    change: { host: (host) => ({ ...host, guestMap: (offset, length) => host.guestMap(offset + PAGE_BYTES, length), guestUnmap: (offset, length) => host.guestUnmap(offset + PAGE_BYTES, length) }) },
  },
  {
    name: 'the alias of a queue that becomes backed still leads to the cache',
    clause: 'ALIAS',
    change: { file: 'slots.ts', find: 'if (alias >= 0 && this.mapping.queueAt(alias) === queue) this.routing', replace: 'if (alias >= 0 && slot < 0 && this.mapping.queueAt(alias) === queue) this.routing' },
  },
  {
    name: 'LVCMDQ is ignored: logical and physical number are taken to be equal',
    clause: 'ROUTE-LVCMDQ',
    change: { file: 'mapping.ts', find: 'const slot = claimedSlot(value, this.queues)', replace: 'const slot = claimedSlot(value, this.queues) < 0 ? -1 : queue' },
  },
  {
    name: 'VIRT_INTF_INDX is ignored: an entry of another interface maps a queue here',
    clause: 'ROUTE-LVCMDQ',
    change: { file: 'layout.ts', find: '(entry & BIT_0) === 0 || ((entry >>> 15) & 0x3f) !== 0', replace: '(entry & BIT_0) === 0' },
  },
  {
    name: 'an LVCMDQ beyond the queue count wraps around',
    clause: 'ROUTE-LVCMDQ',
    change: { file: 'layout.ts', find: 'return slot < queues ? slot : -1', replace: 'return slot % queues' },
  },
  {
    name: 'wrong stride: the last word of one queue is the first of the next',
    clause: 'ISOLATION',
    change: { file: 'layout.ts', find: 'export const QUEUE_WORDS = 10', replace: 'export const QUEUE_WORDS = 9' },
  },
  {
    name: 'wrong stride: slots of the host page are taken to be half as far apart',
    clause: 'ISOLATION',
    change: { file: ROUTING, find: 'const word = PAGE - ((slot * at.SLOT_BYTES + byte) >> 2)', replace: 'const word = PAGE - ((slot * (at.SLOT_BYTES >> 1) + byte) >> 2)' },
  },
  {
    name: 'CONS is read-only while the queue has no hardware',
    clause: 'DIRECT-EN',
    change: { file: ROUTING, find: "[at.CONS, at.Q_CONS, 'word']", replace: "[at.CONS, at.Q_CONS, 'drop']" },
  },
  {
    name: 'stores through the VINTF are lost while CMDQV_EN is 0',
    clause: 'DIRECT-DISABLED',
    change: {
      device: (device) => passing(device, {
        write(offset, size, value) {
          if (offset < VINTF_PAGE0 || (Number(device.read(0, 4)) & 1) === 1) device.write(offset, size, value)
        },
      }),
    },
  },
  {
    name: 'BASE is ignored while CMDQV_EN is 0',
    clause: 'DIRECT-DISABLED',
    change: { file: OPTIMISED, find: '      default:\n        this.storeBase(', replace: '      default:\n        if (((this.words[at.W_CONFIG] ?? 0) & at.BIT_0) === 0) return\n        this.storeBase(' },
  },
  {
    name: 'a slot repeats in its upper half: a gap write reaches a register',
    clause: 'DECODE-GAP',
    change: { file: OPTIMISED, find: 'const to = cells[(this.decode[offset >>> 2] ?? 0) + 1]', replace: 'const to = cells[(this.decode[(offset < at.DIRECT_PAGE0 ? offset : offset & ~0x40) >>> 2] ?? 0) + 1]' },
  },
  {
    name: 'gaps keep what is written to them',
    clause: 'DECODE-GAP',
    change: { file: ROUTING, find: '    layout.cells[cell + 1] = DROP\n', replace: '    layout.cells[cell + 1] = cells + at.W_ZERO\n' },
  },
  {
    name: 'an 8-byte write spills over into the next word',
    clause: 'SIZE-32',
    change: { file: OPTIMISED, find: '    if (size === 8) this.storeWord(offset + 4, Number((wide >> 32n) & LOW_WORD), true)\n', replace: '    if (size === 8) this.storeWord(offset + 4, Number((wide >> 32n) & LOW_WORD), true)\n    if (size === 8 && offset < at.DIRECT_PAGE0) this.storeWord(offset + 8, Number(wide & LOW_WORD), true)\n' },
  },
  {
    name: 'the SID tables drop what is written',
    clause: 'SIZE-32',
    change: { file: ROUTING, find: "cache(layout, at.AT_SID_REPLACE + 4 * s, at.W_SID_REPLACE + s, 'word')", replace: "cache(layout, at.AT_SID_REPLACE + 4 * s, at.W_SID_REPLACE + s, 'drop')" },
  },
  {
    name: 'an 8-byte read returns its low word twice',
    clause: 'SIZE-32',
    change: { file: OPTIMISED, find: 'BigInt(this.read(offset + 4, 4)) << 32n', replace: 'BigInt(this.read(offset, 4)) << 32n' },
  },
  {
    name: 'a 64-bit write of the DRAM address loses its high half',
    clause: 'SIZE-64',
    change: { file: OPTIMISED, find: 'if (size === 8) this.storeWord(offset + 4,', replace: 'if (size === 8 && (offset & 8) === 0) this.storeWord(offset + 4,' },
  },
  {
    name: 'the halves of a 64-bit access are swapped',
    clause: 'SIZE-64',
    change: {
      device: (device) => {
        const swapped = (value: bigint): bigint => (value >> 32n) | ((value & 0xffff_ffffn) << 32n)
        return passing(device, { write: (offset, size, value) => device.write(offset, size, size === 8 ? swapped(BigInt(value)) : value) })
      },
    },
  },
  {
    name: 'PARAM is writable',
    clause: 'RO',
    change: { file: ROUTING, find: "cache(layout, at.AT_PARAM, at.W_PARAM, 'drop')", replace: "cache(layout, at.AT_PARAM, at.W_PARAM, 'word')" },
  },
  {
    name: 'GERROR is writable while the queue has no hardware',
    clause: 'RO',
    change: { file: ROUTING, find: "[at.GERROR, at.Q_GERROR, 'drop']", replace: "[at.GERROR, at.Q_GERROR, 'word']" },
  },
  {
    name: 'HYP_OWN reads back as written',
    clause: 'HYP-OWN',
    change: { file: OPTIMISED, find: 'this.storeInterface(value & ~at.HYP_OWN)', replace: 'this.storeInterface(value)' },
  },
]
