/** Bugs towards the host. */
import type { PlantedBug } from './bug.js'

const BACKING = 'backing.ts'
const SLOTS = 'slots.ts'

export const HOST_BUGS: readonly PlantedBug[] = [
  {
    name: 'hardware queues are destroyed in ascending order',
    clause: 'HOST-ORDER',
    change: { file: BACKING, find: 'this.slots.idOf(this.slots.held - 1)', replace: 'this.slots.idOf(cut)' },
  },
  {
    name: 'hardware queues are allocated in descending order',
    clause: 'HOST-ORDER',
    change: { file: BACKING, find: '    for (let slot = from; slot < target; slot++) {\n', replace: '    for (let slot = target - 1; slot >= from; slot--) {\n' },
  },
  {
    name: 'the handle is forgotten after a refused destroy',
    clause: 'HOST-LEGAL',
    change: { file: BACKING, find: '      else this.slots.destroyed()\n', replace: '      this.slots.destroyed()\n' },
  },
  {
    name: 'a second vIOMMU is asked for at every attempt',
    clause: 'HOST-LEGAL',
    change: { file: BACKING, find: 'if (!this.viommu) this.viommu = this.host.viommuAlloc() >= 0', replace: 'this.viommu = this.host.viommuAlloc() >= 0 || this.viommu' },
  },
  {
    name: 'the vIOMMU is destroyed while a queue holds it',
    clause: 'HOST-LEGAL',
    change: { file: BACKING, find: 'if (!this.viommu || this.slots.held > 0 || this.slots.page !== undefined) return', replace: 'if (!this.viommu || this.slots.page !== undefined) return' },
  },
  {
    name: 'the second queue is not tried again when the lower one appears',
    clause: 'HOST-RETRY',
    change: { file: BACKING, find: '    while (slot < this.queues && this.wanted(slot)) slot++\n    return slot', replace: '    if (slot < this.queues && this.wanted(slot)) slot++\n    return slot' },
  },
  {
    name: 'the page is mapped twice',
    clause: 'HOST-PAGE',
    change: { file: BACKING, find: 'if (!this.viommu || this.slots.page !== undefined) return\n    const page', replace: 'if (!this.viommu) return\n    const page' },
  },
  {
    name: 'the mapping is forgotten after a refused munmap',
    clause: 'HOST-PAGE',
    change: { file: BACKING, find: 'if (this.slots.page !== undefined && this.host.munmapPage0() >= 0) this.slots.page = undefined', replace: 'if (this.slots.page !== undefined) this.host.munmapPage0()\n    this.slots.page = undefined' },
  },
  {
    name: 'the vIOMMU goes before the page',
    clause: 'HOST-PAGE',
    change: { file: BACKING, find: 'if (!this.viommu || this.slots.held > 0 || this.slots.page !== undefined) return', replace: 'if (!this.viommu || this.slots.held > 0) return' },
  },
  {
    name: 'the window is installed too early: a mapped slot has no hardware queue yet',
    clause: 'HOST-GUEST-WINDOW',
    change: { file: BACKING, find: ' && this.mapping.mappedSlots() === held', replace: '' },
  },
  {
    name: 'the window stays in while hardware queues are released and restored',
    clause: 'HOST-GUEST-WINDOW',
    change: { file: BACKING, find: '      this.closeWindow()\n      this.releaseFrom(cut)\n', replace: '      this.releaseFrom(cut)\n' },
  },
  {
    name: 'hardware queues are left after detach',
    clause: 'HOST-LEAK',
    change: { file: BACKING, find: '    this.attached = false\n    this.settle()\n', replace: '    this.attached = false\n' },
  },
  {
    name: 'the page stays mapped after detach',
    clause: 'HOST-LEAK',
    change: { file: BACKING, find: 'if (this.slots.page !== undefined && this.host.munmapPage0() >= 0) this.slots.page = undefined\n', replace: '' },
  },
  {
    name: 'a slot whose release is refused is not stopped',
    clause: 'HOST-LEAK',
    change: { file: SLOTS, find: '    page.store(from + at.ENABLE, 0)\n    this.words[to + at.Q_CONS]', replace: '    this.words[to + at.Q_CONS]' },
  },
  {
    name: 'a refused release is not asked for again',
    clause: 'HOST-LEAK',
    change: { file: BACKING, find: '    this.destroyRefused = false\n  }\n', replace: '  }\n' },
  },
]
