/** The host's side of the state, in place: `HostView` to whoever reads it. Its lists are replaced and never changed, so that a copy may share them. */
import type { Place } from '../../spec/decode.js'
import { noteAnswer } from '../../spec/hosted.js'
import { retriedHost } from '../../spec/judge.js'
import { SLOT_BYTES } from '../../spec/registers.js'
import type { HostSlot, HostView } from '../../spec/state.js'
import type { Entry } from '../../spec/vocabulary.js'

/** CONFIG in a slot of the page. */
const CONFIG_OFFSET = 0x08

export class LiveHost implements HostView {
  viommu: boolean
  pageMapped: boolean
  windows: HostView['windows']
  slots: HostView['slots']
  standing: HostView['standing']
  allocRefused: HostView['allocRefused']
  outstanding: HostView['outstanding']
  munmapRefused: boolean
  /** How many hardware queues exist. */
  held = 0
  /** Some refusal stands: a write may end it. */
  private refused = false

  constructor(view: HostView) {
    this.viommu = view.viommu
    this.pageMapped = view.pageMapped
    this.windows = view.windows
    this.slots = view.slots
    this.standing = view.standing
    this.allocRefused = view.allocRefused
    this.outstanding = view.outstanding
    this.munmapRefused = view.munmapRefused
  }

  /** Becomes what another one is. */
  copy(other: HostView): void {
    this.viommu = other.viommu
    this.pageMapped = other.pageMapped
    this.windows = other.windows
    if (this.slots !== other.slots) this.setSlots(other.slots)
    this.munmapRefused = other.munmapRefused
    this.outstanding = other.outstanding
    this.take(other)
  }

  /** What it is now, as a value that stays. */
  view(): HostView {
    const { viommu, pageMapped, windows, slots, standing, allocRefused, outstanding, munmapRefused } = this
    return { viommu, pageMapped, windows, slots, standing, allocRefused, outstanding, munmapRefused }
  }

  /** An entry that concerns no VCMDQ by itself. Answers whether backing may have changed by it: a call that was granted. */
  after(entry: Entry): boolean {
    switch (entry.kind) {
      case 'viommuAlloc':
      case 'viommuDestroy':
      case 'mmapPage0':
      case 'munmapPage0':
        return this.answered(entry.kind, entry.answer)
      case 'guestMap':
        if (entry.answer >= 0) this.windows = [...this.windows, { offset: entry.offset, length: entry.length }]
        return entry.answer >= 0
      case 'guestUnmap':
        if (entry.answer >= 0) this.windows = this.windows.filter((w) => w.offset !== entry.offset || w.length !== entry.length)
        return entry.answer >= 0
      case 'store':
        if (entry.view) this.seenEnabled(entry.view.slot, entry.view.enabled)
        return false
      default:
        return false
    }
  }

  private answered(call: 'viommuAlloc' | 'viommuDestroy' | 'mmapPage0' | 'munmapPage0', answer: number): boolean {
    this.noteAnswer(call, answer)
    if (call === 'munmapPage0') this.munmapRefused = answer < 0
    if (answer < 0) return false
    if (call === 'viommuAlloc' || call === 'viommuDestroy') this.viommu = call === 'viommuAlloc'
    else this.pageMapped = call === 'mmapPage0'
    return true
  }

  /** Notes a refusal, or that what was refused before is granted. */
  noteAnswer(call: string, answer: number): void {
    if (answer >= 0 && this.outstanding.length === 0) return
    const { outstanding, standing } = noteAnswer(this, call, answer)
    this.outstanding = outstanding
    this.take({ standing, allocRefused: this.allocRefused })
  }

  /** A slot that the region does not have is the kernel's affair. */
  setSlot(l: number, slot: HostSlot | undefined): void {
    if (!(Number.isInteger(l) && l >= 0 && l < this.slots.length)) return
    const slots = this.slots.slice()
    slots[l] = slot
    this.setSlots(slots)
  }

  private setSlots(slots: HostView['slots']): void {
    this.slots = slots
    this.held = 0
    for (let l = 0; l < slots.length; l++) if (slots[l]) this.held++
  }

  /** The hardware queue's CONFIG.CMDQ_EN, as a store or a guest access to the window left it. */
  seenEnabled(l: number, enabled: boolean): void {
    const slot = this.slots[l]
    if (!slot || slot.enabled === enabled) return
    const { address, length, serves, destroyRefused } = slot
    this.setSlot(l, { address, length, enabled, serves, destroyRefused })
  }

  /** A guest's write through an installed window reaches the hardware slot without the device. */
  windowStore(offset: number, value: number): void {
    const window = this.windows.find((w) => offset >= w.offset && offset < w.offset + w.length)
    if (!window) return
    const within = offset - window.offset
    if (within % SLOT_BYTES === CONFIG_OFFSET) this.seenEnabled(Math.floor(within / SLOT_BYTES), (value & 1) === 1)
  }

  setRefused(q: number, refused: boolean): void {
    if (this.allocRefused[q] !== refused) this.take({ standing: this.standing, allocRefused: this.allocRefused.with(q, refused) })
  }

  /** LIVE: the writes after which a refusal no longer stands. */
  retried(place: Place, queue: number, enables: boolean): void {
    if (this.refused) this.take(retriedHost(this, place, queue, enables))
  }

  private take({ standing, allocRefused }: Pick<HostView, 'standing' | 'allocRefused'>): void {
    if (standing === this.standing && allocRefused === this.allocRefused) return
    this.standing = standing
    this.allocRefused = allocRefused
    this.refused = standing.length > 0 || allocRefused.includes(true)
  }
}
