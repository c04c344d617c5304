/**
 * A device to begin with: its registers, and which aperture reaches which VCMDQ (routing.mjs). It keeps everything to
 * itself. What is still to be written is the other half, the host: a vIOMMU, the mapped page, hardware queues, errors,
 * interrupts. `npx cmdqv-check` says what is missing, the shortest counterexample first.
 */
import { mappedAs, slotOf } from './routing.mjs'

const CONFIG = 0x0
const PARAM = 0x4
const STATUS = 0x8
const VI_ERR_MAP_0 = 0x14
const VI_INT_MASK = [0x1c, 0x20]
const CMDQ_ERR_MAP = 0x24
const CMDQ_ALLOC_MAP = 0x200
const VINTF0_CONFIG = 0x1000
const VINTF0_STATUS = 0x1004
const VINTF0_SID = [0x1040, 0x10c0] // SID_MATCH and SID_REPLACE, 16 words each
const LVCMDQ_ERR_MAP = 0x10c0
const ERR_MAP_BYTES = 0x10

const HYP_OWN = 1 << 17 // of VINTF0_CONFIG; only the host may set it
const ERRORS = 7 // the bits of GERROR and GERRORN

// Words of a slot of Page0; CONS_INDX, PROD_INDX and CONFIG are 0 to 2. The hardware's own two are not stored.
const SLOT_STATUS = 3
const SLOT_GERROR = 4
const GERRORN = 5
const PAGE1_WORDS = 4
const WORDS = 12 // of each VCMDQ: eight words of Page0, four of Page1

export default function create(host, { queues }) {
  const configWords = 0x1100 / 4
  let words = new Uint32Array(configWords + WORDS * queues)

  function powerOn() {
    words.fill(0)
    words[CONFIG / 4] = 0x20083
  }

  const within = (offset, [from, to]) => offset >= from && offset < to
  const entries = () => Array.from(words.subarray(CMDQ_ALLOC_MAP / 4, CMDQ_ALLOC_MAP / 4 + queues))
  const mapping = () => ({ enabled: (words[VINTF0_CONFIG / 4] & 1) === 1, entries: entries() })
  const isStored = (offset) =>
    [CONFIG, ...VI_INT_MASK, VINTF0_CONFIG].includes(offset) || within(offset, [CMDQ_ALLOC_MAP, CMDQ_ALLOC_MAP + 4 * queues]) || within(offset, VINTF0_SID)

  // An error is active while GERROR and GERRORN differ; without a host GERROR stays 0.
  const failing = (vcmdq) => vcmdq < queues && (words[configWords + WORDS * vcmdq + GERRORN] & ERRORS) !== 0
  const failingAs = (lvcmdq) => lvcmdq < queues && failing(mappedAs(lvcmdq, mapping()) ?? queues)

  /** Word m of a map with one bit for each queue. */
  function errorMap(m, isFailing) {
    let word = 0
    for (let bit = 0; bit < 32; bit++) if (isFailing(32 * m + bit)) word |= 1 << bit
    return word >>> 0
  }

  function loadConfig(offset) {
    if (isStored(offset)) return words[offset / 4]
    if (offset === PARAM) return 0x4001 | (Math.log2(queues) << 4)
    if (offset === STATUS) return words[CONFIG / 4] & 1
    if (offset === VI_ERR_MAP_0) return Array.from({ length: queues }, (_, lvcmdq) => lvcmdq).some(failingAs) ? 1 : 0
    if (offset === VINTF0_STATUS) return (words[VINTF0_CONFIG / 4] & 1) | (queues << 16)
    if (within(offset, [CMDQ_ERR_MAP, CMDQ_ERR_MAP + ERR_MAP_BYTES])) return errorMap((offset - CMDQ_ERR_MAP) / 4, failing)
    if (within(offset, [LVCMDQ_ERR_MAP, LVCMDQ_ERR_MAP + ERR_MAP_BYTES])) return errorMap((offset - LVCMDQ_ERR_MAP) / 4, failingAs)
    return 0
  }

  /** Index of the word that an offset of the four pages reaches; undefined where the access is dropped, or the word not stored. */
  function wordAt(offset) {
    const place = slotOf(offset, queues, mapping())
    if (place === undefined) return undefined
    const word = place.register / 4
    const stored = place.page === 1 ? word < PAGE1_WORDS : word <= GERRORN && word !== SLOT_STATUS && word !== SLOT_GERROR
    return stored ? configWords + WORDS * place.vcmdq + (place.page === 1 ? 8 : 0) + word : undefined
  }

  function load(offset) {
    return offset < 0x10000 ? loadConfig(offset) : (words[wordAt(offset) ?? -1] ?? 0)
  }

  function store(offset, value) {
    if (offset >= 0x10000) {
      const at = wordAt(offset)
      if (at !== undefined) words[at] = value
    } else if (isStored(offset)) words[offset / 4] = offset === VINTF0_CONFIG ? value & ~HYP_OWN : value
  }

  powerOn()
  return {
    read: (offset, size) => (size === 4 ? load(offset) : BigInt(load(offset)) | (BigInt(load(offset + 4)) << 32n)),
    write(offset, size, value) {
      if (size === 4) return store(offset, value)
      store(offset, Number(value & 0xffff_ffffn))
      store(offset + 4, Number(value >> 32n))
    },
    attach() {}, // the moment for host.viommuAlloc() and host.mmapPage0()
    detach() {}, // and for giving them back
    reset: powerOn,
    event(map0, map1, lost) {}, // one vEVENT record: the moment for host.raiseInterrupt()
    // Optional: with these two the checker jumps from state to state, and shows that a counterexample is the least.
    save: () => new Uint8Array(words.slice().buffer),
    restore: (state) => void (words = new Uint32Array(state.slice().buffer)),
  }
}
