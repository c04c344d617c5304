/** Random Linux lives: whole, well formed, the same for the same source, and rich in what they exist for. */
import { describe, expect, test } from 'vitest'
import { lifeBlocks, linuxLife, rings } from '../../src/check/linux.js'
import type { LinuxGeneration, Scripted } from '../../src/check/linux.js'
import { seededSource } from '../../src/check/source.js'
import { queueRefusal } from '../../src/host/index.js'
import { region } from '../../properties/adapter.js'
import { GENERATIONS, guestWith, lifeOf, textOf } from './linux-steps.js'

const QUEUES = [1, 2, 4, 8, 128]
const seedsFor = (queues: number): number[] => Array.from({ length: queues > 8 ? 6 : 120 }, (_, seed) => seed)

/** One VINTF slot as the test understands it, apart from how the lives came about. */
interface Slot { log2size: number; prod: number; cons: number; enabled: boolean; stalled: boolean }

/** The hardware's part of a life on a conforming device, and what happened in it. */
class Onlooker {
  readonly seen = new Set<string>()
  private readonly slots = new Map<number, Slot>()
  private boots = 0
  private attached = false
  /** Event records that nobody has taken yet. */
  private records = 0

  watch(step: Scripted): void {
    if (step.op === 'write') this.write(step.offset, Number(step.value))
    else if (step.op === 'consume') this.consume(this.slot(step.l), step.n)
    else if (step.op === 'fault') this.fault(this.slot(step.l))
    else if (step.op === 'acknowledge') this.slot((step.gerror - 0x30010) / 0x80).stalled = false
    else if (step.op === 'attach') this.attach()
    else if (step.op === 'deliver' || step.op === 'lose') this.takeRecord(step.op)
    else expect(step.op).toBe('read')
  }

  end(): void {
    expect(this.records).toBe(0)
    this.seen.add([...this.slots.values()].some(({ enabled }) => enabled) ? 'left running' : 'shut down')
  }

  private slot(l: number): Slot {
    const slot = this.slots.get(l) ?? { log2size: 0, prod: 0, cons: 0, enabled: false, stalled: false }
    this.slots.set(l, slot)
    return slot
  }

  private takeRecord(how: string): void {
    expect(this.records).toBeGreaterThan(0)
    this.records--
    this.seen.add(how)
  }

  private attach(): void {
    expect(this.attached).toBe(false)
    this.attached = true
    this.seen.add(this.boots === 0 ? 'attached at power-on' : 'attached while booting')
  }

  private write(offset: number, value: number): void {
    if (offset === 0 && value === 0x2_0082) this.boot()
    if (offset < 0x30000) return
    const slot = this.slot(Math.floor((offset % 0x10000) / 0x80))
    const register = offset % 0x80 + (offset < 0x40000 ? 0 : 0x80)
    if (register === 0x80) slot.log2size = value & 0x1f
    if (register === 0x00) slot.cons = value
    if (register === 0x04) this.publish(slot, value)
    if (register === 0x08) slot.enabled = value === 1
    if (register === 0x08 && value === 1) expect(this.attached).toBe(true)
  }

  private boot(): void {
    this.boots++
    if (this.boots === 1) return
    this.seen.add('rebooted')
    const live = [...this.slots.values()].filter(({ enabled }) => enabled)
    if (this.records > 0) this.seen.add('rebooted over an error, event to come')
    else if (live.some(({ stalled }) => stalled)) this.seen.add('rebooted over an error, event ignored')
    else if (live.some((slot) => this.pending(slot) > 0)) this.seen.add('rebooted part-way through a ring')
  }

  private pending({ prod, cons, log2size }: Slot): number {
    return (prod - cons) & (2 ** (log2size + 1) - 1)
  }

  private publish(slot: Slot, prod: number): void {
    const before = slot.prod
    slot.prod = prod
    if (!slot.enabled) return
    expect(prod).toBeLessThan(2 ** (slot.log2size + 1))
    expect(this.pending(slot)).toBeLessThanOrEqual(2 ** slot.log2size)
    expect(slot.stalled).toBe(false)
    if (before !== slot.cons) this.seen.add('published behind waiting commands')
    if (this.pending(slot) === 2 ** slot.log2size) this.seen.add('a full ring')
    if ((prod & 2 ** slot.log2size) !== (before & 2 ** slot.log2size)) this.seen.add(prod < before ? 'wrap bit clears' : 'wrap bit sets')
  }

  private consume(slot: Slot, most: number): void {
    const count = slot.stalled ? 0 : Math.min(most, this.pending(slot))
    this.seen.add(slot.stalled ? 'a stalled queue waits' : count < this.pending(slot) ? 'some are taken' : 'all are taken')
    slot.cons = (slot.cons + count) & (2 ** (slot.log2size + 1) - 1)
  }

  private fault(slot: Slot): void {
    expect(slot.enabled && !slot.stalled).toBe(true)
    expect(this.pending(slot)).toBeGreaterThan(0)
    slot.stalled = true
    this.records++
    this.seen.add('fault')
  }
}

const ALWAYS = [
  'a full ring', 'a stalled queue waits', 'all are taken', 'attached at power-on', 'attached while booting', 'deliver',
  'fault', 'left running', 'published behind waiting commands', 'rebooted', 'rebooted over an error, event ignored',
  'rebooted over an error, event to come', 'rebooted part-way through a ring', 'shut down', 'some are taken',
  'wrap bit clears', 'wrap bit sets',
]

const cases = GENERATIONS.flatMap((generation) => QUEUES.map((queues): [LinuxGeneration, number] => [generation, queues]))

describe.each(cases)('lives on %s with %i queues', (generation, queues) => {
  test('keep to what ring and hardware allow, and reach all that they are meant for', () => {
    const seen = new Set<string>()
    for (const seed of seedsFor(queues)) {
      const onlooker = new Onlooker()
      for (const step of lifeOf(generation, queues, seed)) onlooker.watch(step)
      onlooker.end()
      for (const what of onlooker.seen) seen.add(what)
    }
    // Six lives are too few for everything.
    if (queues <= 8) expect([...seen].sort()).toEqual(queues === 1 ? ALWAYS : [...ALWAYS, 'lose'].sort())
  })

  test('are the same for the same source, and others for another', () => {
    const texts = seedsFor(queues).map((seed) => lifeOf(generation, queues, seed).map(textOf).join())
    expect(seedsFor(queues).map((seed) => lifeOf(generation, queues, seed).map(textOf).join())).toEqual(texts)
    expect(new Set(texts).size).toBe(texts.length)
  })

  test('consist of well-formed steps', () => {
    for (const seed of seedsFor(queues)) expect(lifeOf(generation, queues, seed).map((step) => malformed(step, queues)).filter(Boolean)).toEqual([])
  })

  test.each([
    ['the smallest', () => 0],
    ['the largest', (bound: number) => bound - 1],
  ])('end when every choice is %s', (_, int) => {
    const guest = guestWith(generation, queues)
    expect(lifeBlocks({ int }, guest).flat()).toEqual(linuxLife({ int }, guest))
    expect(linuxLife({ int }, guest).length).toBeLessThan(200 + 80 * queues)
  })
})

/** What is wrong with a step, or nothing: the driver never uses the direct aperture, nor writes what is read-only. */
function malformed(step: Scripted, queues: number): string | undefined {
  if (step.op === 'acknowledge') {
    const both = [step.gerror, step.gerrorn].map((offset) => region.locate(offset, queues))
    const fine = both[0]?.register === 'GERROR' && both[1]?.register === 'GERRORN' && both.every((word) => word?.aperture === 'vintf') && both[0].index === both[1].index
    return fine ? undefined : textOf(step)
  }
  if (step.op === 'consume' || step.op === 'fault') {
    const amount = step.op === 'consume' ? step.n >= 1 : step.code >= 1 && step.code <= 4
    return step.l >= 0 && step.l < queues && amount ? undefined : textOf(step)
  }
  if (step.op !== 'read' && step.op !== 'write') return undefined
  const word = region.locate(step.offset, queues)
  const place = word !== undefined && word.aperture !== 'direct' && step.offset % step.size === 0
  const wide = word?.page === 'Page1' || (step.op === 'read' && word?.register === 'VINTF0_LVCMDQ_ERR_MAP')
  const value = step.op === 'read' || (word?.access === 'RW' && isWord(step.value, step.size))
  return place && wide === (step.size === 8) && value ? undefined : textOf(step)
}

function isWord(value: number | bigint, size: 4 | 8): boolean {
  return size === 8 ? typeof value === 'bigint' && value >= 0n && value < 2n ** 64n : Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32
}

describe('rings', () => {
  const bytesOf = (log2size: number): bigint => 16n << BigInt(log2size)

  test.each([1, 2, 8, 128])('%i at a time are accepted by the host and overlap neither each other nor the old ones', (queues) => {
    for (let seed = 0; seed < 60; seed++) {
      const source = seededSource(seed)
      const old = rings(source, queues)
      const all = [...old, ...rings(source, queues, old)].toSorted((a, b) => a.address - b.address)
      expect(all).toHaveLength(2 * queues)
      let end = 0n
      for (const { address, log2size } of all) {
        const length = bytesOf(log2size)
        expect(queueRefusal({ index: 0, address: BigInt(address), length, queues, isAllocated: () => false })).toBe(0)
        expect(BigInt(address)).toBeGreaterThanOrEqual(end)
        end = BigInt(address) + length
      }
    }
  })

  test('are of every size, mostly small', () => {
    const sizes = Array.from({ length: 100 }, (_, seed) => rings(seededSource(seed), 128)).flat().map(({ log2size }) => log2size)
    expect([...new Set(sizes)].sort((a, b) => a - b)).toEqual(Array.from({ length: 19 }, (_, i) => i + 1))
    expect(sizes.filter((log2size) => log2size <= 4).length).toBeGreaterThan(sizes.length / 2)
  })

  test('run out when every 8 MiB has one', () => {
    const source = seededSource(1)
    const taken = rings(source, 128)
    expect(() => rings(source, 128, [...taken, ...rings(source, 128, taken)])).toThrow('no room for 128 rings beside 256 others')
  })
})
