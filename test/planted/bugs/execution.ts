/** Bugs of execution, status, errors and interrupts. */
import type { PlantedBug } from './bug.js'
import { passing } from '../../check/passing.js'

const OPTIMISED = 'optimised.ts'
const ROUTING = 'routing.ts'
const SLOTS = 'slots.ts'
const BACKING = 'backing.ts'
const ERRORS = 'errors.ts'

export const EXECUTION_BUGS: readonly PlantedBug[] = [
  {
    name: 'CMDQV_EN=0 does not stop the hardware',
    clause: 'DISABLED-STOPS',
    change: { file: BACKING, find: '!this.attached || !enabled ||', replace: '!this.attached ||' },
  },
  {
    name: 'a stopped slot keeps CMDQ_EN=1 while its release is refused',
    clause: 'DISABLED-STOPS',
    change: { file: SLOTS, find: '    page.store(from + at.ENABLE, 0)\n    this.words[to + at.Q_CONS]', replace: '    this.words[to + at.Q_CONS]' },
  },
  {
    name: 'a new ring address on a live queue is not handed to the host',
    clause: 'RING',
    change: { file: SLOTS, find: '      this.ringLow[slot] === this.rings.low(queue) &&\n', replace: '' },
  },
  {
    name: 'the ring address is cut to 32 bits',
    clause: 'RING',
    change: { file: 'rings.ts', find: 'return (BigInt(this.high(queue)) << 32n) | BigInt(', replace: 'return BigInt(' },
  },
  {
    name: 'CMDQ_EN is restored before PROD and CONS',
    clause: 'RING',
    change: { file: SLOTS, find: '    page.store(to + at.ENABLE, 0)\n', replace: '    page.store(to + at.ENABLE, this.word(from + at.Q_ENABLE))\n' },
  },
  {
    name: 'the status bit lies: it echoes CMDQ_EN while nothing can run',
    clause: 'STATUS-HONEST',
    change: { file: ROUTING, find: "cache(layout, slot + at.STATUS, at.W_ZERO, 'drop')", replace: "cache(layout, slot + at.STATUS, at.queueWords(queue) + at.Q_ENABLE, 'drop')" },
  },
  {
    name: 'STATUS of a backed queue is still served from the cache',
    clause: 'STATUS-HONEST',
    change: { file: ROUTING, find: '      route(this, offset + byte, word, readOnly ? DROP : word)\n', replace: '      if (byte !== at.STATUS) route(this, offset + byte, word, readOnly ? DROP : word)\n' },
  },
  {
    name: 'ENABLE_OK stays when the interface is disabled',
    clause: 'VINTF-STATUS',
    change: { file: OPTIMISED, find: 'this.words[at.W_VINTF_STATUS] = enabled ? at.BIT_0 : 0', replace: 'if (enabled) this.words[at.W_VINTF_STATUS] = at.BIT_0' },
  },
  {
    name: 'CMDQV_ENABLED does not follow CMDQV_EN',
    clause: 'VINTF-STATUS',
    change: { file: OPTIMISED, find: '        this.words[at.W_STATUS] = value & at.BIT_0\n', replace: '' },
  },
  {
    name: 'an acknowledgement is lost while the queue has no hardware',
    clause: 'GERROR-TOGGLE',
    change: { file: ROUTING, find: "[at.GERRORN, at.Q_GERRORN, 'word']", replace: "[at.GERRORN, at.Q_GERRORN, 'drop']" },
  },
  {
    name: 'GERRORN cannot be written through the direct aperture of a backed queue',
    clause: 'GERROR-TOGGLE',
    change: { file: ROUTING, find: 'byte === at.STATUS || byte === at.GERROR\n', replace: 'byte >= at.STATUS\n' },
  },
  {
    name: 'CMDQ_INIT_ERR is never raised',
    clause: 'INIT-ERR',
    change: { file: ERRORS, find: '    if (fresh) this.toggleInitError(queue)\n', replace: '' },
  },
  {
    name: 'CMDQ_INIT_ERR survives a successful allocation',
    clause: 'INIT-ERR',
    change: { file: SLOTS, find: ' & at.ERRORS & ~at.INIT_ERR\n', replace: ' & at.ERRORS\n' },
  },
  {
    name: 'CMDQ_INIT_ERR is toggled by every refusal',
    clause: 'INIT-ERR',
    change: { file: ERRORS, find: '    if (fresh) this.toggleInitError(queue)\n', replace: '    this.toggleInitError(queue)\n' },
  },
  {
    name: 'error map sticky: GERROR alone decides, acknowledged or not',
    clause: 'ERR-MAP',
    change: { file: ERRORS, find: '(page.load(registers + at.GERROR) ^ page.load(registers + at.GERRORN)) & at.ERRORS', replace: 'page.load(registers + at.GERROR) & at.ERRORS' },
  },
  {
    name: 'LVCMDQ_ERR_MAP has physical numbers',
    clause: 'ERR-MAP',
    change: { file: ERRORS, find: 'slot++) if (this.activeAt(slot)) map |=', replace: 'slot++) if (this.active(slot) !== 0) map |=' },
  },
  {
    name: 'an interrupt although it is masked',
    clause: 'IRQ',
    change: { file: OPTIMISED, find: 'if (((this.words[at.W_INT_MASK_0] ?? 0) & at.BIT_0) !== 0) return', replace: '' },
  },
  {
    name: 'the bits of an event record are counted from 1',
    clause: 'IRQ',
    change: { file: OPTIMISED, find: '(map >> BigInt(slot & 63)) & 1n', replace: '(map >> BigInt((slot + 1) & 63)) & 1n' },
  },
  {
    name: 'an interrupt for each queue in the record',
    clause: 'IRQ',
    change: { file: OPTIMISED, find: 'if (named && this.errors.activeAt(slot)) return this.host.raiseInterrupt()', replace: 'if (named && this.errors.activeAt(slot)) this.host.raiseInterrupt()' },
  },
  {
    name: 'a dropped access raises an interrupt',
    clause: 'IRQ',
    change: {
      device: (device, host) => {
        let mapped = 0
        const isEntry = (offset: number): boolean => offset >= 0x200 && offset < 0x208
        return passing(device, {
          write: (offset, size, value) => {
            if (isEntry(offset) && size === 4) mapped = Number(value) & 1
            if (offset >= 0x3_0000 && mapped === 0) host.raiseInterrupt()
            device.write(offset, size, value)
          },
        })
      },
    },
  },
  {
    name: 'reset forgets the SID tables',
    clause: 'RESET',
    change: { file: OPTIMISED, find: '    this.routing.reset()\n', replace: '    const tables = this.words.slice(at.W_SID_MATCH, at.W_QUEUES)\n    this.routing.reset()\n    this.words.set(tables, at.W_SID_MATCH)\n' },
  },
  {
    name: 'reset leaves the hardware queues running',
    clause: 'RESET',
    change: { file: OPTIMISED, find: '    this.backing.release()\n    this.clearRegisters()\n    this.backing.settle()\n', replace: '    this.clearRegisters()\n' },
  },
  {
    name: 'reset clears the registers before it saves the hardware: the saved values come back',
    clause: 'RESET',
    change: { file: OPTIMISED, find: '    this.backing.release()\n    this.clearRegisters()\n', replace: '    this.clearRegisters()\n    this.backing.release()\n' },
  },
]
