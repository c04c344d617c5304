/** Bugs of the transition between register cache and hardware. */
import type { PlantedBug } from './bug.js'

const OPTIMISED = 'optimised.ts'
const SLOTS = 'slots.ts'
const BACKING = 'backing.ts'
const ERRORS = 'errors.ts'

export const TRANSITION_BUGS: readonly PlantedBug[] = [
  {
    name: 'PROD written before the queue is backed is not carried over',
    clause: 'TRANSPARENT',
    change: { file: SLOTS, find: '    page.store(to + at.PROD, this.word(from + at.Q_PROD))\n', replace: '' },
  },
  {
    name: 'stale cache: CONS is not saved when the queue is released',
    clause: 'TRANSPARENT',
    change: { file: SLOTS, find: '    this.words[to + at.Q_CONS] = page.load(from + at.CONS)\n', replace: '' },
  },
  {
    name: 'the low half of BASE clears the high half',
    clause: 'HALF-BASE',
    change: { file: OPTIMISED, find: '    if (this.words[word] !== value) {\n      this.words[word] = value\n', replace: '    if (this.words[word] !== value) {\n      this.words[word] = value\n      if (!wide && word === at.queueWords(queue) + at.Q_BASE_L) this.words[word + 1] = 0\n' },
  },
  {
    name: 'the error that half an address provoked stays active',
    clause: 'HALF-BASE',
    change: { file: ERRORS, find: 'if (this.provoked[queue] === 1 && (this.active(queue) & at.INIT_ERR) !== 0) this.toggleInitError(queue)', replace: '' },
  },
  {
    name: 'the error that half an address provoked is toggled back although software has acknowledged it',
    clause: 'HALF-BASE',
    change: { file: ERRORS, find: 'this.provoked[queue] === 1 && (this.active(queue) & at.INIT_ERR) !== 0', replace: 'this.provoked[queue] === 1' },
  },
  {
    name: 'a 64-bit write of BASE is acted upon after each half',
    clause: 'HALF-BASE',
    change: { file: OPTIMISED, find: '    this.storeWord(offset, Number(wide & LOW_WORD), size === 8)\n', replace: '    this.storeWord(offset, Number(wide & LOW_WORD), size === 8)\n    this.finish()\n' },
  },
  {
    name: 'CMDQ_EN is saved after the slot was stopped: the enable is lost',
    clause: 'ENABLES-KEEP',
    change: { file: SLOTS, find: '    this.words[to + at.Q_ENABLE] = page.load(from + at.ENABLE)\n    page.store(from + at.ENABLE, 0)\n', replace: '    page.store(from + at.ENABLE, 0)\n    this.words[to + at.Q_ENABLE] = page.load(from + at.ENABLE)\n' },
  },
  {
    name: 'disabling a queue without hardware clears its indices',
    clause: 'ENABLES-KEEP',
    change: { file: OPTIMISED, find: '        if ((value & at.BIT_0) === 0) return\n', replace: '        if ((value & at.BIT_0) === 0) {\n          this.words[word - 1] = 0\n          return\n        }\n' },
  },
  {
    name: 'every write of BASE releases and allocates the queues again',
    clause: 'IDEMPOTENT',
    change: { file: OPTIMISED, find: '    const half = word ===', replace: '    this.backing.release()\n    const half = word ===' },
  },
  {
    name: 'every write of VINTF0_CONFIG takes the window out and puts it back',
    clause: 'IDEMPOTENT',
    change: {
      file: OPTIMISED,
      find: '    if (this.mapping.enabled === enabled) return\n',
      replace: '    if (this.mapping.enabled === enabled) {\n      this.backing.release()\n      return\n    }\n',
    },
  },
  {
    name: "GERRORN is copied over the host's toggled GERROR",
    clause: 'NO-FALSE-ERROR',
    change: { file: SLOTS, find: '(page.load(to + at.GERROR) ^ active) >>> 0', replace: 'this.word(from + at.Q_GERRORN)' },
  },
  {
    name: 'a queue that becomes backed loses its active error',
    clause: 'NO-FALSE-ERROR',
    change: { file: SLOTS, find: '(page.load(to + at.GERROR) ^ active) >>> 0', replace: 'page.load(to + at.GERROR)' },
  },
  {
    name: 'stale cache: the toggles are not saved when the queue is released',
    clause: 'NO-FALSE-ERROR',
    change: { file: SLOTS, find: '    this.words[to + at.Q_GERROR] = page.load(from + at.GERROR)\n', replace: '' },
  },
  {
    name: 'BASE written live is applied by parts: the address at once, the size never',
    clause: 'BASE-LIVE',
    change: {
      file: OPTIMISED,
      find: '      this.words[word] = value\n      this.rings.forget(queue)\n',
      replace: '      const low = word === at.queueWords(queue) + at.Q_BASE_L\n      const old = this.words[word] ?? 0\n      const part = low && this.slots.liveSlot(queue) >= 0 ? at.LOG2SIZE_BITS : 0\n      this.words[word] = (value & ~part) | (old & part)\n      this.rings.forget(queue)\n',
    },
  },
  {
    name: 'BASE written live is applied by halves: the high half is lost',
    clause: 'BASE-LIVE',
    change: { file: OPTIMISED, find: '    if (this.words[word] !== value) {\n', replace: '    const high = word === at.queueWords(queue) + at.Q_BASE_H\n    if (this.words[word] !== value && !(high && this.slots.liveSlot(queue) >= 0)) {\n' },
  },
  {
    name: 'attach does not start the queues that were set up before',
    clause: 'LIVE',
    change: { file: BACKING, find: '    this.attached = true\n    this.settle()\n', replace: '    this.attached = true\n    this.acquire()\n' },
  },
  {
    name: 'retry forgotten: a queue with CMDQ_INIT_ERR is not tried again',
    clause: 'LIVE',
    change: { file: BACKING, find: 'return queue >= 0 && this.rings.plausible(queue)', replace: 'return queue >= 0 && this.rings.plausible(queue) && (this.errors.active(queue) & at.INIT_ERR) === 0' },
  },
  {
    name: 'retry forgotten: a refused mmap is not tried again',
    clause: 'LIVE',
    change: { file: BACKING, find: 'if (!this.viommu) this.viommu = this.host.viommuAlloc() >= 0\n    if (!this.viommu || this.slots.page !== undefined) return\n', replace: 'if (this.viommu) return\n    this.viommu = this.host.viommuAlloc() >= 0\n    if (!this.viommu) return\n' },
  },
  {
    name: 'a queue that is mapped after its ring was set up is not started',
    clause: 'LIVE',
    change: { file: OPTIMISED, find: '        this.storeEntry(word, value)\n        break\n', replace: '        this.storeEntry(word, value)\n        return\n' },
  },
]
