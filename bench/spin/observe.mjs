/** What our own code does on a walk over a scope, a line for each letter: what trace.pml tells of the model. */
import { readableModel, region } from '../../dist/properties/adapter.js'
import { Bench } from '../../dist/src/check/lockstep.js'
import { createOptimised } from '../../dist/src/device/index.js'
import { HEADER, SWITCHES, operationOf } from './letters.mjs'

const GOOD = 0x4000_0001
const INIT_ERR = 4
const CONFIG_AT_RESET = 0x0002_0083
/** Slots of the page, and the stores of them that the model has. */
const SLOT_BYTES = 0x80
const STORES = { 0x08: 'CONFIG' }
const STORES_RUNNING = { ...STORES, 0x04: 'PROD', 0x00: 'CONS' }

const QUEUES = Array.from({ length: HEADER.queues }, (_, q) => q)
const pair = (bit) => QUEUES.reduce((bits, q) => bits | (bit(q) << q), 0)
const flag = (condition) => (condition ? 1 : 0)
/** A value that the model does not have is told as it is, and so differs. */
const known = (value, values) => (values.includes(value) ? values.indexOf(value) : value)

function callOf(entry, stores) {
  switch (entry.kind) {
    case 'hwQueueAlloc':
      return ` hwQueueAlloc${entry.index}=${flag(entry.answer > 0)}`
    case 'hwQueueDestroy':
      return ` hwQueueDestroy${entry.index}`
    case 'fetch':
      return ` fetch${entry.slot}`
    case 'store': {
      const name = stores[entry.offset % SLOT_BYTES]
      return name ? ` ${name}${Math.floor(entry.offset / SLOT_BYTES)}=${entry.value}` : ''
    }
    default:
      return ` ${entry.kind}`
  }
}

/** Reads, and lets the judge see it unless it is undefined. */
const readerOf = (bench, judge) => (offset) => {
  const operation = { op: 'read', offset, size: 4 }
  const response = bench.perform(operation)
  judge?.judge(operation, response)
  if (judge?.forbidden.length > 0) throw new Error(`our own device breaks ${judge.forbidden[0].clause} when ${offset.toString(16)} is read`)
  return response.value
}

/** Direct, then through the VINTF slots. */
const bothOf = (read, register, values) => ['direct', 'vintf'].map((aperture) => pair((q) => known(read(region.queueRegister(aperture, register, q)), values)))

/** CMDQ_ALLOC_MAP as the bit of the slot that is claimed. */
const claimOf = (entry) => (entry & 1 ? 1 << (entry >>> 1) : 0)

function registersOf(read, switches) {
  const config = (name, index) => read(region.configRegister(name, index))
  const told = [
    known(config('CONFIG'), [0, 1, CONFIG_AT_RESET]), config('STATUS'), config('VINTF0_CONFIG'), config('VINTF0_STATUS'), ...QUEUES.map((q) => claimOf(config('CMDQ_ALLOC_MAP', q))),
    ...bothOf(read, 'CONFIG', [0, 1]), ...bothOf(read, 'STATUS', [0, 1]), ...bothOf(read, 'BASE_L', [0, GOOD]),
  ]
  // What the model leaves out is always 0.
  const zeros = [...bothOf(read, 'GERRORN', [0]), ...bothOf(read, 'BASE_H', [0])]
  const errors = [...bothOf(read, 'GERROR', [0, INIT_ERR]), config('CMDQ_ERR_MAP', 0), config('VINTF0_LVCMDQ_ERR_MAP', 0), config('VI_ERR_MAP', 0)]
  const indices = [...bothOf(read, 'PROD_INDX', [0, 1]), ...['direct', 'vintf'].flatMap((aperture) => QUEUES.map((q) => read(region.queueRegister(aperture, 'CONS_INDX', q))))]
  if (switches.includes('REFUSE')) told.push(...errors)
  else zeros.push(...errors)
  if (switches.includes('RUNNING')) told.push(...indices)
  else zeros.push(...indices)
  return [...told, ...zeros.filter((value) => value !== 0)]
}

/** The refusals stand in the host's words before the windows. */
function armedOf(host) {
  const words = host.save()
  const windows = host.windowAt(0x3_0000) >= 0 ? 3 : 1
  return flag(words[words.length - windows - 3] > 0)
}

function hostOf({ host }, switches) {
  const told = [pair((l) => flag(host.slotAllocated(l))), pair((l) => host.guestLoad(l * SLOT_BYTES + 8)), flag(host.windowAt(0x3_0000) >= 0), flag(host.pageMapped()), host.save()[0]]
  return switches.includes('REFUSE') ? [...told, armedOf(host)] : told
}

const isPristine = ({ CONS_INDX, PROD_INDX, CONFIG, BASE, errors }) =>
  [CONS_INDX, PROD_INDX, CONFIG, BASE].every(({ origin }) => origin.by === 'reset') && errors.GERROR.known !== 0 && errors.GERRORN.known !== 0 && errors.active.value === 0

/** CONFIG as it is from a reset on, until it is read. */
const isPartlyKnown = (CONFIG) => (CONFIG.known & 0xff0) !== 0 && (CONFIG.known & 0xff0) !== 0xff0

/** Where in what owedOf() gives the candidates for BASE are, what is known of the toggles, and whom to blame. */
export const OPEN = [5, 6]
export const PARITY = [8]
export const [WRITTEN, LIVE] = [9, 10]
export const BLAME = [WRITTEN, LIVE]

/** What the judge has, as numbers: the model's o_ variables in the order of trace.pml. */
export function owedOf({ config, VCMDQ, host, attached, detached }, switches) {
  const CONFIG = config.CONFIG[0]
  const queue = (bit) => pair((q) => bit(VCMDQ[q]))
  const told = [
    isPartlyKnown(CONFIG) ? 2 : known(CONFIG.value, [0, 1, CONFIG_AT_RESET]), config.VINTF0_CONFIG[0].value, ...config.CMDQ_ALLOC_MAP.map(({ value }) => claimOf(value)),
    queue((v) => v.CONFIG.value), queue((v) => flag(v.BASE.candidates.some(({ L }) => L.value === 0))), queue((v) => flag(v.BASE.candidates.some(({ L }) => L.value === GOOD))),
    flag(attached), queue((v) => flag((v.errors.GERROR.known & v.errors.GERRORN.known & 7) === 7)), queue((v) => flag(!isPristine(v))), queue((v) => flag(v.BASE.live)),
  ]
  if (switches.includes('TEARDOWN')) told.push(flag(detached))
  if (switches.includes('RUNNING')) told.push(queue((v) => v.PROD_INDX.value), ...VCMDQ.map((v) => v.CONS_INDX.value))
  if (switches.includes('REFUSE')) {
    told.push(queue((v) => known(v.errors.active.value, [0, INIT_ERR])), pair((q) => flag(host.allocRefused[q])), pair((l) => flag(host.outstanding.includes(`hwQueueAlloc ${l}`))))
  }
  return told
}

/** A line for each letter of the walk. Throws when a response is forbidden: the model asserts that none is. With `unread` the judge learns nothing from reads. */
export function observe(name, walk, unread = false) {
  const switches = SWITCHES[name]
  const stores = switches.includes('RUNNING') ? STORES_RUNNING : STORES
  const bench = new Bench({ name: 'optimised', create: createOptimised }, HEADER)
  const judge = readableModel.judgeFor(HEADER.queues)
  judge.powerOn(bench.started())
  return walk.map((number) => {
    const operation = operationOf(number)
    const response = bench.perform(operation)
    judge.judge(operation, response)
    if (judge.forbidden.length > 0) throw new Error(`our own device breaks ${judge.forbidden[0].clause} on this walk`)
    const calls = response.log.map((entry) => callOf(entry, stores)).join('')
    const registers = registersOf(readerOf(bench, unread ? undefined : judge), switches)
    const owed = owedOf(judge.save(), switches)
    if (!unread) for (const place of BLAME) owed[place] = 0
    return `${number}:${calls} | ${hostOf(bench, switches).join(' ')} | ${registers.join(' ')} | ${owed.join(' ')}`
  })
}
