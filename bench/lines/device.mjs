/** The optimised device alone, an access at a time, against a typed array behind the same call. */
import { readableModel, region } from '../../dist/properties/adapter.js'
import { createOptimised } from '../../dist/src/device/index.js'
import { CheckerHost } from '../../dist/src/host/index.js'

const ROUNDS = 20_000
const BATCH = 96

/** The least that an access can be: the same two calls, one load or one store each. */
class Bare {
  constructor() {
    this.words = new Uint32Array(0x50000 / 4)
  }

  read(offset, size) {
    return size === 4 ? (this.words[offset >>> 2] ?? 0) : 0
  }

  write(offset, size, value) {
    if (size === 4) this.words[offset >>> 2] = value
  }
}

/** Nanoseconds of one access: the same offsets again and again, in an order that no pattern foretells. */
function nanoseconds(device, offsets, isWrite) {
  const order = Int32Array.from({ length: BATCH }, (_, i) => offsets[(i * 7919) % offsets.length])
  let sink = 0
  const run = (rounds) => {
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < BATCH; i++) {
        if (isWrite) device.write(order[i], 4, (round + i) & 1)
        else sink += device.read(order[i], 4)
      }
    }
  }
  run(ROUNDS / 10)
  const started = performance.now()
  run(ROUNDS)
  const spent = ((performance.now() - started) * 1e6) / (ROUNDS * BATCH)
  return sink < 0 ? NaN : spent
}

const READS = ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN']
/** CONFIG is left out: to enable a queue is no plain store. */
const WRITES = ['CONS_INDX', 'PROD_INDX', 'GERRORN']

/** A device in which every queue is mapped, with hardware behind it or not. */
function device(queues, backed) {
  const host = new CheckerHost({ kernel: '6.18.9', queues, slots: [] })
  const made = createOptimised(host.port, { queues })
  made.write(region.configRegister('VINTF0_CONFIG'), 4, 1)
  for (let q = 0; q < queues; q++) made.write(region.configRegister('CMDQ_ALLOC_MAP', q), 4, 1 | (q << 1))
  if (backed) {
    for (let q = 0; q < queues; q++) made.write(region.queueRegister('direct', 'BASE_L', q), 8, BigInt(0x5000_0000 + 0x1000 * q + 4))
    made.attach()
  }
  host.takeLog()
  return { made, host }
}

/** By number of queues, backing, aperture, way and direction: nanoseconds of an access, and how many times a bare one's. */
export function deviceTable() {
  const bareReads = nanoseconds(new Bare(), offsetsFor(2, 'direct', READS), false)
  const bareWrites = nanoseconds(new Bare(), offsetsFor(2, 'direct', WRITES), true)
  const rows = []
  for (const queues of [2, 8, 32, 128]) {
    for (const backed of [false, true]) {
      const { made, host } = device(queues, backed)
      const through = { read: (offset) => host.guestLoad(host.windowAt(offset)), write: (offset, _size, value) => host.guestStore(host.windowAt(offset), value) }
      for (const [aperture, way, target] of [['direct', 'trapped', made], ['vintf', 'trapped', made], ...(backed ? [['vintf', 'guest-direct', through]] : [])]) {
        const read = nanoseconds(target, offsetsFor(queues, aperture, READS), false)
        // Stores through the page are logged: the log is the checker's and no part of the device.
        const write = backed && way === 'trapped' ? NaN : nanoseconds(target, offsetsFor(queues, aperture, WRITES), true)
        rows.push({ queues, backed, aperture, way, read, write, readRatio: read / bareReads, writeRatio: write / bareWrites })
      }
    }
  }
  return { bareReads, bareWrites, rows }
}

const offsetsFor = (queues, aperture, registers) => Array.from({ length: queues }, (_, q) => registers.map((register) => region.queueRegister(aperture, register, q))).flat()

/** The device and a typed array, both once: the ratio for loads and for stores of cached words. */
export function cachedRatio(isWrite) {
  const offsets = offsetsFor(2, 'direct', isWrite ? WRITES : READS)
  const bare = nanoseconds(new Bare(), offsets, isWrite)
  return nanoseconds(device(2, false).made, offsets, isWrite) / bare
}

/** An access with 128 queues against one with 2. */
export function queuesRatio() {
  const few = nanoseconds(device(2, false).made, offsetsFor(2, 'vintf', READS), false)
  return nanoseconds(device(128, false).made, offsetsFor(2, 'vintf', READS), false) / few
}

/** Judging an access by the readable model against doing it on the device. */
export function modelRatio() {
  const own = nanoseconds(device(2, false).made, offsetsFor(2, 'direct', READS), false)
  const judge = readableModel.judgeFor(2)
  judge.powerOn({ value: undefined, log: [], backing: undefined })
  const operations = offsetsFor(2, 'direct', READS).map((offset) => ({ op: 'read', offset, size: 4 }))
  const response = { value: 0, log: [], backing: undefined }
  const run = (rounds) => {
    for (let i = 0; i < rounds; i++) for (const operation of operations) judge.judge(operation, response)
  }
  run(500)
  const started = performance.now()
  run(3000)
  return ((performance.now() - started) * 1e6) / (3000 * operations.length) / own
}
