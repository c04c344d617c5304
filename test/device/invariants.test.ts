/**
 * Random programs against flat expectations: what the guest is owed is recomputed from a plain copy of its own
 * writes, with no notion of cache, page or allocation time.
 */
import { expect, test } from 'vitest'
import type { Entry, RefusableCall } from '../../src/check/contract.js'
import { Rig, offsetOf } from './rig.js'

const REFUSABLE: readonly RefusableCall[] = [
  'viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0', 'hwQueueAlloc', 'hwQueueDestroy',
]
const GOOD = [0x4000_0008n, 0x4010_0008n, 0x8020_0009n, 0x8040_0005n]
const BASES = [...GOOD, ...GOOD, 0xbf80_000cn, 0x1000_0008n, 0n, 0x1_4000_0008n, 0x4000_0014n]

interface Queue {
  alloc: number; cons: number; prod: number; en: number; base: bigint; dram: bigint
  /** Active CMDQ_ERR; undefined bits of GERROR are not followed. */
  error: boolean
}

class Shadow {
  readonly queues: Queue[]
  config = 0x20083
  vintf = 0
  attached = false
  constructor(readonly count: number) {
    this.queues = Array.from({ length: count }, blank)
  }
  mappedAt(l: number): Queue | undefined {
    const claim = this.queues.filter((q) => (q.alloc & 1) === 1 && q.alloc >>> 15 === 0 && (q.alloc >>> 1) === l)
    return (this.vintf & 1) === 1 && claim.length === 1 ? claim[0] : undefined
  }
  /** How many slots the guest's state asks for when nothing is refused. */
  owed(): number {
    if (!this.attached || (this.config & 1) === 0) return 0
    let l = 0
    while (l < this.count && GOOD.includes(this.mappedAt(l)?.base ?? 0n)) l++
    return l
  }
}

function blank(): Queue {
  return { alloc: 0, cons: 0, prod: 0, en: 0, base: 0n, dram: 0n, error: false }
}

/** A small deterministic generator: the same seed is the same program. */
function dice(seed: number): (n: number) => number {
  let state = (seed * 2654435761) >>> 0 || 1
  return (n) => {
    state ^= state << 13
    state ^= state >>> 17
    state = (state ^ (state << 5)) >>> 0
    return state % n
  }
}

/** Compared by hand: an expect() with its message for each of some million values took most of the time. */
function must(seen: unknown, wanted: unknown, story: () => string): void {
  if (seen !== wanted) throw new Error(`${String(seen)} instead of ${String(wanted)}: ${story()}`)
}

class Run {
  fetched = 0
  stuck = 0
  readonly rig: Rig
  readonly shadow: Shadow
  readonly roll: (n: number) => number
  readonly refused = new Set<RefusableCall>()
  done: string[] = []

  constructor(seed: number) {
    this.roll = dice(seed)
    const count = [1, 2, 2, 4, 8][this.roll(5)] ?? 2
    const slots = Array.from({ length: count }, () => ({
      prod: this.roll(256), cons: this.roll(256), config: this.roll(2), gerror: this.roll(8), gerrorn: this.roll(8),
    }))
    this.rig = new Rig({ queues: count, kernel: this.roll(2) === 0 ? '6.17' : '6.18.9', slots })
    this.shadow = new Shadow(count)
  }

  step(text: string): void {
    this.done.push(text)
    const before = this.shadow.queues.map((q) => ({ ...q }))
    this.act(text)
    this.checkLog(this.rig.log, before)
    this.checkSlots()
    this.checkRegisters()
  }

  private act(text: string): void {
    this.rig.step(text)
    for (const entry of this.rig.log) {
      if (entry.kind !== 'fetch') continue
      const queue = this.shadow.mappedAt(entry.slot)
      if (queue === undefined) throw new Error('fetched without being mapped')
      this.fetched++
      must(`${entry.prod} ${entry.cons} ${entry.address}`, `${queue.prod} ${queue.cons} ${queue.base & ~0x1fn}`, () => this.story('fetch'))
      const mask = Number(entry.length / 8n) - 1
      queue.cons = (queue.cons & ~mask) | ((queue.cons + entry.count) & mask)
    }
    for (const entry of this.rig.log) {
      const queue = entry.kind === 'fault' ? this.shadow.mappedAt(entry.slot) : undefined
      if (entry.kind !== 'fault' || queue === undefined) continue
      queue.error = true
      queue.cons = (queue.cons & 0xfffff) | (entry.code << 24)
    }
  }

  /** The kernel had no reason of its own to refuse, but for a ring that only it can know to be split. */
  private checkLog(log: readonly Entry[], before: readonly Queue[]): void {
    const refused = log.filter((entry) => 'injected' in entry && entry.answer < 0).map((entry) => entry.kind)
    must(new Set(refused).size, refused.length, () => this.story('a refused call asked twice in one operation'))
    const asked = log.flatMap((entry) => (entry.kind === 'hwQueueAlloc' ? [entry.index] : []))
    must(new Set(asked).size, asked.length, () => this.story('a queue asked for twice in one operation'))
    for (const entry of log) {
      must(entry.kind === 'strayLoad', false, () => this.story('stray load'))
      if ('answer' in entry && typeof entry.answer === 'number' && entry.answer < 0) {
        const bad = entry.kind === 'hwQueueAlloc' && entry.address === 0xbf80_0000n
        must(bad || ('injected' in entry && entry.injected), true, () => this.story(JSON.stringify(entry.kind)))
      }
      if (entry.kind !== 'store') continue
      must(entry.mapped, true, () => this.story())
      const view = entry.view
      if (view?.enabled !== true) continue
      const owners = [...before, ...this.shadow.queues].some((q) => q.prod === view.prod && q.cons === view.cons)
      must(owners, true, () => this.story('enabled with PROD or CONS of nobody'))
    }
  }

  private checkSlots(): void {
    const { host } = this.rig
    const owed = this.shadow.owed()
    const held = [...Array(this.shadow.count).keys()].filter((l) => host.slotAllocated(l)).length
    if (held > owed) this.stuck++
    if (this.refused.size === 0) must(held, owed, () => this.story('slots'))
    const window = host.windowAt(0x30000) >= 0
    for (let l = owed; l < held && host.pageMapped(); l++) {
      must(host.guestLoad(l * 0x80 + 8) & 1, 0, () => this.story(`slot ${l} kept by the host still runs`))
    }
    if (!window) return
    must(this.shadow.attached && host.pageMapped(), true, () => this.story('window'))
    for (let l = 0; l < this.shadow.count; l++) {
      must(host.slotAllocated(l), this.shadow.mappedAt(l) !== undefined, () => this.story(`window at ${l}`))
    }
  }

  private checkRegisters(): void {
    const { rig, shadow } = this
    shadow.queues.forEach((q, i) => this.same(`d${i}`, q))
    for (let l = 0; l < shadow.count; l++) this.same(`v${l}`, shadow.mappedAt(l))
    const physical = rig.load(offsetOf('CMDQ_ERR_MAP'))
    const logical = rig.load(offsetOf('LVCMDQ_ERR_MAP'))
    shadow.queues.forEach((_, i) => {
      const active = rig.load(offsetOf(`d${i}.GERROR`)) !== rig.load(offsetOf(`d${i}.GERRORN`))
      must((physical >> i) & 1, active ? 1 : 0, () => this.story('physical map'))
    })
    for (let l = 0; l < shadow.count; l++) {
      const owner = shadow.mappedAt(l)
      const expected = owner === undefined ? 0 : (physical >> shadow.queues.indexOf(owner)) & 1
      must((logical >> l) & 1, expected, () => this.story('logical map'))
    }
  }

  private same(name: string, queue: Queue | undefined): void {
    const q = queue ?? blank()
    const read = (register: string): number => this.rig.load(offsetOf(`${name}.${register}`))
    const page1 = offsetOf(`${name}.BASE`)
    const { device } = this.rig
    const seen = [read('PROD'), read('CONS'), read('EN'), device.read(page1, 8), device.read(page1 + 8, 8)]
    must(seen.join(' '), [q.prod, q.cons, q.en, q.base, q.dram].join(' '), () => this.story(name))
    const difference = read('GERROR') ^ read('GERRORN')
    must((difference & 1) === 1, q.error, () => this.story(`${name} error`))
    if (q.en === 0) must(read('STATUS'), 0, () => this.story(`${name} status`))
  }

  private story(what = ''): string {
    return `${what} after\n${this.done.join('\n')}`
  }
}

/** One random step, applied to the shadow as well. */
function randomStep(run: Run): void {
  const { roll, shadow } = run
  const i = roll(shadow.count)
  const direct = roll(2) === 0
  const name = `${direct ? 'd' : 'v'}${i}`
  const queue = direct ? shadow.queues[i] : shadow.mappedAt(i)
  const set = (register: string, value: number | bigint, apply: (q: Queue) => void): void => {
    // Applied first: what the device does in answer is judged by the guest's new state.
    if (queue !== undefined) apply(queue)
    run.step(`${name}.${register} = ${value}`)
  }
  const kind = roll(28)
  if (kind <= 2) { const v = roll(600); set('PROD', v, (q) => { q.prod = v }) }
  else if (kind === 3) { const v = roll(600); set('CONS', v, (q) => { q.cons = v }) }
  else if (kind <= 5) { const v = Math.min(1, roll(4)); set('EN', v, (q) => { q.en = v }) }
  else if (kind <= 8) { const v = BASES[roll(BASES.length)] ?? 0n; set('BASE', v, (q) => { q.base = v }) }
  else if (kind === 9) { const v = BASES[roll(BASES.length)] ?? 0n; set('BASE_L', v & 0xffff_ffffn, (q) => { q.base = (q.base & ~0xffff_ffffn) | (v & 0xffff_ffffn) }) }
  else if (kind === 10) { const v = BigInt(roll(5) === 0 ? 1 : 0); set('BASE_H', v, (q) => { q.base = (q.base & 0xffff_ffffn) | (v << 32n) }) }
  else if (kind === 11) { const v = BigInt(roll(1000)); set('DRAM', v, (q) => { q.dram = v }) }
  else if (kind === 12) {
    const v = run.rig.load(offsetOf(`${name}.GERROR`))
    set('GERRORN', v, (q) => { q.error = false })
  } else if (kind <= 14) {
    const l = roll(3) === 0 ? roll(shadow.count + 1) : i
    const v = roll(5) === 0 ? l << 1 : roll(12) === 0 ? 0x8001 : (l << 1) | 1
    const entry = shadow.queues[i]
    if (entry !== undefined) entry.alloc = v
    run.step(`ALLOC${i} = ${v}`)
  } else if (kind === 15) { shadow.vintf = Math.min(1, roll(6)); run.step(`VINTF = ${shadow.vintf}`) }
  else if (kind === 16) { shadow.config = 0x20082 | Math.min(1, roll(6)); run.step(`CONFIG = ${shadow.config}`) }
  else if (kind <= 23) run.step(`consume ${i} ${roll(9)}`)
  else if (kind === 24) run.step(`fault ${i} ${1 + roll(4)}`)
  else if (kind === 25) run.step('deliver')
  else hostStep(run)
}

function hostStep(run: Run): void {
  const { roll, shadow } = run
  const call = REFUSABLE[roll(REFUSABLE.length)] ?? 'hwQueueAlloc'
  switch (roll(9)) {
    case 0:
      shadow.attached = false
      run.step('detach')
      break
    case 1:
      Object.assign(shadow, { vintf: 0, config: 0x20083 })
      shadow.queues.forEach((q) => Object.assign(q, blank()))
      run.step('reset')
      break
    case 2:
      run.refused.add(call)
      run.step(`refuse ${call} ENOMEM`)
      break
    case 3:
    case 4:
      settleRefusals(run)
      break
    default:
      shadow.attached = true
      run.step('attach')
  }
}

/** Ends all refusals; the next control write, here a rewrite of CONFIG, then makes everything good. */
function settleRefusals(run: Run): void {
  for (const call of REFUSABLE) run.rig.step(`allow ${call}`)
  run.done.push('allow all')
  run.refused.clear()
  run.step(`CONFIG = ${run.shadow.config}`)
}

test('random programs keep what the guest and the host are owed', () => {
  let fetched = 0
  let stuck = 0
  for (let seed = 1; seed <= 1500; seed++) {
    const run = new Run(seed)
    if (seed % 4 !== 0) boot(run)
    for (let i = 0; i < 60; i++) randomStep(run)
    settleRefusals(run)
    run.shadow.attached = false
    run.step('detach')
    must(run.rig.host.pageMapped(), false, () => 'page left')
    fetched += run.fetched
    stuck += run.stuck
  }
  // Without these the programs above would have shown nothing: fetches, and slots that could not be released.
  expect(fetched).toBeGreaterThan(500)
  expect(stuck).toBeGreaterThan(500)
})

function boot(run: Run): void {
  run.shadow.attached = true
  run.step('attach')
  run.shadow.vintf = 1
  run.step('VINTF = 1')
  run.shadow.queues.forEach((q, i) => {
    q.alloc = (i << 1) | 1
    run.step(`ALLOC${i} = ${q.alloc}`)
    q.base = GOOD[i % 4] ?? 0n
    run.step(`d${i}.BASE = ${q.base}`)
    q.en = 1
    run.step(`v${i}.EN = 1`)
  })
}
