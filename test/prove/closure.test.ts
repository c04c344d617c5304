/** What exploration to closure rests on, and what it finds. */
import { describe, expect, test } from 'vitest'
import { scopesFor, wordsScope } from '../../properties/alphabets/index.js'
import { letters } from '../../properties/alphabets/letters.js'
import { mirrorsFor } from '../../properties/alphabets/mirrors.js'
import { referenceModel, region } from '../../properties/adapter.js'
import { fingerprint, judge, judgePowerOn } from '../../spec/index.js'
import { lettersOf } from '../../src/check/alphabet.js'
import type { Device, Header, Operation } from '../../src/check/contract.js'
import { Bench, runProgram } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import { pick, seededSource } from '../../src/check/source.js'
import type { Theorem } from '../../src/check/theorem.js'
import { createOptimised } from '../../src/device/index.js'
import { CompiledJudge } from '../../src/judge/index.js'
import { proveMirrors } from '../../src/prove/mirror.js'
import { proveScope, proveWords } from '../../src/prove/theorems.js'
import { changed, wayBack, withoutSave } from '../check/passing.js'
import { milled } from '../planted/mill.js'
import { SUBJECTS, subjectNamed } from './brute.js'

const OPTIMISED = subjectNamed('optimised')
const CLEAN: Header = { kernel: '6.17', queues: 2, slots: [] }
const scope = (name: string): ReturnType<typeof scopesFor>[number] => {
  const found = scopesFor(region).find((one) => one.name === name)
  if (!found) throw new Error(`no scope ${name}`)
  return found
}
const small = (text: string, looks = ''): Parameters<typeof proveScope>[2] => ({ name: 'small', line: '', clauses: undefined, letters: lettersOf(letters(text, region), letters(looks, region), region, 2), headers: [CLEAN], depth: Infinity })

/** The letters of all scopes of two queues: what a walk may do. */
const EVERYTHING = scopesFor(region).filter(({ headers }) => headers[0]?.queues === 2).flatMap((one) => one.letters.map(({ operation }) => operation))
const READS = EVERYTHING.filter(({ op }) => op === 'read')
const source = seededSource(7)
const drawn = <T>(list: readonly T[]): T => pick(source, list)

test('the fast print of what is owed tells the same states apart as the readable fingerprint without blame', () => {
  const [fast, slow] = [new Map<string, string>(), new Map<string, string>()]
  for (let walk = 0; walk < 150; walk++) {
    const bench = new Bench(OPTIMISED, CLEAN)
    const compiled = new CompiledJudge(2)
    const started = bench.started()
    compiled.powerOn(started)
    let state = judgePowerOn(2, started).state
    for (let step = 0; step < 40; step++) {
      const operation = drawn(EVERYTHING)
      const response = bench.perform(operation)
      compiled.judge(operation, response)
      state = judge(state, operation, response).state
      const words: [number[], number[]] = [[], []]
      compiled.fingerprint({ word: (value) => void words[0].push(value) }, [])
      fingerprint(state, { word: (value) => void words[1].push(value) }, [])
      const [a, b] = words.map((list) => list.join())
      expect(fast.get(a ?? '') ?? b).toBe(b)
      expect(slow.get(b ?? '') ?? a).toBe(a)
      fast.set(a ?? '', b ?? '')
      slow.set(b ?? '', a ?? '')
    }
  }
  expect(fast.size).toBeGreaterThan(1000)
})

/** At which operation a program first breaks anything; Infinity for none. */
function firstBroken(subject: Subject, operations: readonly Operation[]): number {
  let first = Infinity
  runProgram(subject, referenceModel, { ...CLEAN, operations }, {
    step({ index, forbidden }) {
      if (forbidden.length > 0) first = index
      return forbidden.length > 0
    },
  })
  return first
}

/** Whether reads are only reads: none of them changes the device or the host. */
function isSilent(subject: Subject, operations: readonly Operation[]): boolean {
  const bench = new Bench(subject, CLEAN)
  bench.started()
  return operations.every((operation) => {
    const before = operation.op === 'read' ? JSON.stringify(bench.save()) : undefined
    bench.perform(operation)
    return before === undefined || JSON.stringify(bench.save()) === before
  })
}

test('a judge that has looked more forbids whatever one that has looked less would', () => {
  let broken = 0
  for (const subject of SUBJECTS.filter(({ name }) => name !== 'optimised')) {
    for (let run = 0; run < 150; run++) {
      const bare = Array.from({ length: 12 }, () => drawn(EVERYTHING))
      const first = firstBroken(subject, bare)
      if (first === Infinity) continue
      // The same steps, with reads put in between: something is broken no later.
      const looked = bare.slice(0, first + 1).flatMap((step) => [...Array.from({ length: source.int(4) }, () => drawn(READS)), step])
      if (!isSilent(subject, looked)) continue
      broken++
      expect(firstBroken(subject, looked)).toBeLessThan(Infinity)
    }
  }
  expect(broken).toBeGreaterThan(200)
})

describe('the optimised device', () => {
  test('is closed over two queues, and the states are as many when they are kept word by word', () => {
    const theorem = proveScope(OPTIMISED, referenceModel, scope('two queues, control'), CLEAN, region, { exact: true })
    expect(theorem).toMatchObject({ verdict: 'proved', closed: true, exact: true, states: 1192, transitions: 1192 * 17, depth: 14, loud: false, replayed: false })
    expect(proveScope(OPTIMISED, referenceModel, scope('two queues, control'), CLEAN, region).states).toBe(1192)
  })

  test('has no more states when reads are steps: looking at everything leaves out none', () => {
    const alphabet = small('CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1 d0.BASE_L:8=good d0.CONFIG=1 attach detach', 'd0.CONFIG v0.CONFIG d0.STATUS d0.BASE_L d0.BASE_H d0.GERROR d0.GERRORN')
    const looking = proveScope(OPTIMISED, referenceModel, alphabet, CLEAN, region)
    const loud = changed('loud', createOptimised, counting)
    const stepping = proveScope(loud, referenceModel, alphabet, CLEAN, region)
    expect(looking).toMatchObject({ verdict: 'proved', loud: false })
    expect(stepping).toMatchObject({ verdict: 'proved', loud: true, looks: [] })
  })
})

/** A device that counts reads up to two: nothing that a guest can see, but part of its state. */
function counting(device: Device): Partial<Device> {
  let reads = 0
  return {
    read(offset, size) {
      reads = Math.min(2, reads + 1)
      return device.read(offset, size)
    },
    save: () => Uint8Array.from([...(device.save?.() ?? []), reads, 0, 0, 0]),
    restore(state) {
      device.restore?.(state.slice(0, -4))
      reads = state.at(-4) ?? 0
    },
  }
}

/** Ten lines of the device, each broken by hand in another file or another way. */
const BROKEN: readonly (readonly [what: string, file: string, find: string, replace: string, scope: string])[] = [
  ['queues are destroyed upwards', 'backing.ts', 'this.host.hwQueueDestroy(this.slots.idOf(this.slots.held - 1))', 'this.host.hwQueueDestroy(this.slots.idOf(cut))', 'two queues, control'],
  ['the window stays in', 'backing.ts', "    if (!this.window) return\n    this.host.guestUnmap", "    if (!this.window || this.slots.held > 1) return\n    this.host.guestUnmap", 'two queues, control'],
  ['CMDQV_EN is not asked', 'backing.ts', '!this.attached || !enabled ||', '!this.attached ||', 'one queue'],
  ['PROD is lost on the way to hardware', 'slots.ts', 'page.store(to + at.PROD, this.word(from + at.Q_PROD))', 'page.store(to + at.PROD, 0)', 'one queue'],
  ['CONS is lost on the way back', 'slots.ts', 'this.words[to + at.Q_CONS] = page.load(from + at.CONS)', '', 'one queue'],
  ['the alias of a moved queue is the old one', 'optimised.ts', '    this.remap(from)\n', '', 'two queues, swapped'],
  ['a fault is acknowledged for the guest', 'slots.ts', '(page.load(to + at.GERROR) ^ active) >>> 0', 'page.load(to + at.GERROR)', 'one queue, errors'],
  ['a refused ring is no error', 'backing.ts', '        this.errors.refused(queue)\n', '', 'one queue, halves'],
  ['half a BASE keeps its error', 'errors.ts', 'this.provoked[queue] === 1 &&', 'this.provoked[queue] === 2 &&', 'one queue, halves'],
  ['a reset keeps the SID tables', 'routing.ts', '    this.cells.set(this.powerOn.cells)', '    const sids = this.words.slice(at.W_SID_MATCH, at.W_SID_MATCH + 16)\n    this.cells.set(this.powerOn.cells)\n    this.words.set(sids, at.W_SID_MATCH)', 'one queue, sizes and gaps'],
]

describe('broken by hand, the device is refuted', () => {
  test.each(BROKEN)('%s', (_, file, find, replace, name) => {
    const subject: Subject = { name: 'broken', create: milled({ file, find, replace }) }
    const alphabet = scope(name)
    const theorem = proveScope(subject, referenceModel, alphabet, alphabet.headers[1] ?? CLEAN, region)
    expect(theorem).toMatchObject({ verdict: 'refuted', closed: false })
    const { refuting } = theorem as Theorem & { refuting: NonNullable<Theorem['refuting']> } // it is refuted
    // What it tells is a program that does break the clause, with its last operation.
    let last = -1
    runProgram(subject, referenceModel, refuting.program, { step: ({ index, forbidden }) => void (forbidden.some(({ clause }) => clause === refuting.clause) && (last = index)) })
    expect(last).toBe(refuting.program.operations.length - 1)
  })
})

test('what is refuted is told with as few steps as any: here two', () => {
  const theorem = proveScope(subjectNamed('rfc-2025-12'), referenceModel, small('v0.CONS_INDX=1 CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.CONS_INDX=1', 'd0.CONS_INDX v0.CONS_INDX'), CLEAN, region)
  expect(theorem.verdict).toBe('refuted')
  expect(theorem.refuting?.program.operations.length).toBe(2)
})

test('what does not bind is advice, and the exploration goes on', () => {
  const alphabet = small('VINTF0_CONFIG=0 VINTF0_CONFIG=1', 'v0.CONS_INDX')
  const one = changed('one', createOptimised, () => ({ read: () => 1, save: () => new Uint8Array(), restore: () => undefined }))
  const theorem = proveScope(one, referenceModel, alphabet, CLEAN, region, { binds: (clause) => clause !== 'P172-ZERO' })
  expect(theorem.verdict).toBe('proved')
  expect(theorem.advice.map(({ clause }) => clause)).toEqual(['P172-ZERO'])
})

test('a device without save and restore is replayed, as deep as it may, and its theorem says so', () => {
  const theorem = proveScope(withoutSave(OPTIMISED), referenceModel, small('CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 attach', 'd0.STATUS'), CLEAN, region, { transitions: 200 })
  expect(theorem).toMatchObject({ verdict: 'open', replayed: true, closed: false, loud: true })
  expect(theorem.depth).toBeGreaterThan(1)
})

describe('every word', () => {
  const few = (): ReturnType<typeof wordsScope> => ({ ...wordsScope(region), letters: lettersOf(letters('VINTF0_CONFIG=1 CMDQ_ALLOC_MAP[0]=1', region), [], region, 2) })

  test('of the region is accessed from every state', () => {
    const theorem = proveWords(OPTIMISED, referenceModel, few(), CLEAN, region)
    expect(theorem).toMatchObject({ verdict: 'proved', states: 4 })
    // 81,920 words read and written with 4 bytes, half as many with 8, and what is read after a write to a register.
    expect(theorem.probes).toBeGreaterThan(4 * 3 * 81_920)
  })

  test('and a gap that reaches a register is found', () => {
    const create = milled({ file: 'routing.ts', find: '  claim(at.AT_ALLOC_MAP, queues)\n', replace: '  claim(at.AT_ALLOC_MAP, queues)\n  decode[0x4f80 >>> 2] = decode[at.AT_CONFIG >>> 2] ?? 0\n' })
    expect(proveWords({ name: 'hole', create }, referenceModel, few(), CLEAN, region)).toMatchObject({ verdict: 'refuted', refuting: { clause: 'DECODE-GAP' } })
  })
})

describe('images', () => {
  const [stored, numbers] = mirrorsFor(region)

  test('hold of the optimised device', () => {
    for (const one of [stored, numbers]) expect(one && proveMirrors(OPTIMISED, one.name, one.claim, one.cases())).toMatchObject({ holds: true })
  })

  test('a register of which one bit means something is not only stored', () => {
    const create = milled({ file: 'backing.ts', find: 'return queue >= 0 && this.rings.plausible(queue)', replace: 'return queue >= 0 && this.rings.plausible(queue) && ((this.words[at.queueWords(queue) + at.Q_CONS] ?? 0) & 0x400) === 0' })
    expect(stored && proveMirrors({ name: 'odd', create }, stored.name, stored.claim, stored.cases())).toMatchObject({ holds: false, against: { image: 'bit 10 of CONS_INDX flipped' } })
  })

  test('queues that are not treated alike are not exchanged', () => {
    const only = milled({ file: 'backing.ts', find: 'return queue >= 0 && this.rings.plausible(queue)', replace: 'return queue === 0 && this.rings.plausible(queue)' })
    expect(numbers && proveMirrors({ name: 'only 0', create: only }, numbers.name, numbers.claim, numbers.cases())).toMatchObject({ holds: false })
  })
})

test('what is only broken after a jump is no refutation: the device does not come back to where it was', () => {
  // It keeps what was written to VI_INT_MASK_0 beside its state.
  const lossy = changed('lossy', createOptimised, (device) => {
    let mask = 0
    return {
      ...wayBack(device),
      read: (offset, size) => (offset === 0x1c && size === 4 ? mask : device.read(offset, size)),
      write(offset, size, value) {
        if (offset === 0x1c) mask = Number(value) & 1
        device.write(offset, size, value)
      },
    }
  })
  const alphabet = small('VI_INT_MASK_0=1 VINTF0_CONFIG=1', 'VI_INT_MASK_0')
  expect(() => proveScope(lossy, referenceModel, alphabet, CLEAN, region)).toThrow(/^device lossy does not come back to where it was: restored on the way it breaks/)
})
