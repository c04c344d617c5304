/** What obligations are made of: states before and after the parts of an operation, and the words for them. */
import type { Region } from '../../check/region.js'
import { readDevice, storeThroughWindow, storeWord, writeDevice } from './access.js'
import type { Access } from './access.js'
import { Guest } from './guest.js'
import { allOf, invariantAt, invariantAtRest } from './invariant.js'
import { Machine, small } from './machine.js'
import type { State } from './machine.js'
import { part } from './mapping.js'
import { PAGE_REGISTERS, anyState, queuesOf } from './parts.js'
import type { Encoded } from './parts.js'
import { settle } from './settle.js'
import { ACCESS, stepOf } from './steps.js'
import type { Step, StepName } from './steps.js'
import { TRUE, and, bvadd, bvand, eq, ite, not, truth, ult, variable, word } from './term.js'
import type { Term } from './term.js'

export interface Obligation {
  readonly name: string
  readonly clauses: readonly string[]
  /** The claim in words. */
  readonly claim: string
  readonly hypotheses: readonly Term[]
  readonly conclusion: Term
  /** What the conclusion is made of, where its parts have names: so that a broken one can be told. */
  readonly ties?: ReadonlyMap<string, Term>
}

/** The offset at which a state is looked at afterwards. */
export const LOOK = variable('look', 32)

export class Setting {
  readonly before: State
  readonly guest: Guest
  /** What holds before, at any time and at rest. */
  readonly anyTime: Term
  readonly atRest: Term
  private readonly steps = new Map<StepName, Step>()
  private readonly words = new Map<Term, State>()
  private settling: Machine | undefined

  constructor(readonly encoded: Encoded, region: Region) {
    this.before = anyState(encoded)
    this.guest = new Guest(encoded, region)
    this.anyTime = allOf(invariantAt(this.before, encoded))
    this.atRest = allOf(invariantAtRest(this.before, encoded))
  }

  get(name: string): Term {
    return part(this.before, name)
  }

  /** A whole operation. */
  step(name: StepName): Step {
    const known = this.steps.get(name) ?? stepOf(name, this.before, this.encoded)
    this.steps.set(name, known)
    return known
  }

  /** When a whole operation may come. */
  due(name: StepName): Term {
    return name === 'attach' ? not(this.get('attached')) : name === 'detach' ? this.get('attached') : TRUE
  }

  /** The state after one word was stored, alone or as half of 8 bytes, and before the host is asked for anything. */
  stored(offset: Term = ACCESS.offset): State {
    const known = this.words.get(offset)
    if (known) return known
    const m = new Machine(this.before)
    storeWord(m, this.encoded, offset, ACCESS.low, ACCESS.wide)
    this.words.set(offset, m.state)
    return m.state
  }

  /** The state after the guest stored one word through the window. */
  storedThroughWindow(): State {
    const m = new Machine(this.before)
    storeThroughWindow(m, this.encoded, ACCESS.offset, ACCESS.low)
    return m.state
  }

  /** The state after two words were stored, and before the host is asked for anything. */
  storedTwo(): State {
    const m = new Machine(this.stored())
    storeWord(m, this.encoded, this.second, ACCESS.high, TRUE)
    return m.state
  }

  /** The state after a whole trapped write, and before the host is asked for anything. */
  written(): State {
    const m = new Machine(this.before)
    writeDevice(m, this.encoded, ACCESS, () => undefined)
    return m.state
  }

  /** What settling makes of any state. */
  settled(): Machine {
    if (!this.settling) {
      this.settling = new Machine(this.before)
      settle(this.settling, this.encoded)
    }
    return this.settling
  }

  /** The state with a device attached or not, and with nothing known of guest memory. */
  with(attached: boolean, forgets: boolean): State {
    const changed = new Map(this.before).set('attached', truth(attached))
    if (forgets) for (const q of queuesOf(this.encoded)) changed.set(`known.${q}`, small(0))
    return changed
  }

  /** The state after hardware, kernel or guest changed whatever they like of slots that have a hardware queue. */
  ran(): State {
    const changed = new Map(this.before)
    for (const s of queuesOf(this.encoded)) {
      for (let r = 0; r < PAGE_REGISTERS; r++) changed.set(`slot.${s}.${r}`, ite(ult(small(s), this.get('held')), variable(`ran.${s}.${r}`, 32), this.get(`slot.${s}.${r}`)))
    }
    return changed
  }

  /** That two states differ in nothing. */
  same(one: State, other: State): Term {
    return and(...[...one.keys()].map((name) => eq(part(one, name), part(other, name))))
  }

  /** What a trapped read of the access's size gives. */
  trapped(access: Access = ACCESS): readonly [Term, Term] {
    return readDevice(this.before, this.encoded, access)
  }

  readonly second = bvadd(ACCESS.offset, word(4))
  readonly isWord = eq(bvand(ACCESS.offset, word(3)), word(0))
  readonly isAligned = eq(bvand(ACCESS.offset, ite(ACCESS.wide, word(7), word(3))), word(0))

  /** About any state there may be in the middle of an operation, and so about those at rest. */
  always(name: string, clauses: readonly string[], claim: string, hypotheses: readonly Term[], conclusion: Term): Obligation {
    return { name, clauses, claim, hypotheses: [this.anyTime, ...hypotheses], conclusion }
  }

  /** About any state between operations. */
  rests(name: string, clauses: readonly string[], claim: string, hypotheses: readonly Term[], conclusion: Term): Obligation {
    return { name, clauses, claim, hypotheses: [this.atRest, ...hypotheses], conclusion }
  }
}
