/** What solvers have shown of a device's encoding: plain data, as a report shows it. */
import type { Operation } from './contract.js'

/** One solver's answer to one question. `failed` says why in `note`: it died, or it answered what is no answer. */
export interface SolverAnswer {
  readonly solver: string
  readonly answer: 'unsat' | 'sat' | 'unknown' | 'failed'
  readonly seconds: number
  readonly note: string | undefined
}

/** Values with which an obligation does not hold, as a solver gave them. */
export interface SmtCounterexample {
  readonly solver: string
  /** The access, where the obligation is about one, and where it is looked. */
  readonly access: readonly string[]
  /** Parts of the state and of the host's answers that are not as at power-on or 0. */
  readonly values: readonly { readonly name: string; readonly value: number }[]
  /** Named parts of the claim that do not hold then. */
  readonly broken: readonly string[]
  /** The encoding, worked out over these values, breaks the claim as well. */
  readonly confirmed: boolean
}

export interface ShownObligation {
  readonly name: string
  readonly clauses: readonly string[]
  readonly claim: string
  /**
   * `proved`: at least one solver finds no values that break it, and none finds any. `refuted`: some does. `disputed`: both.
   * `empty`: nothing satisfies its hypotheses, so that it says nothing. `open`: no solver knows.
   */
  readonly verdict: 'proved' | 'refuted' | 'disputed' | 'empty' | 'open'
  readonly answers: readonly SolverAnswer[]
  readonly counterexample: SmtCounterexample | undefined
}

/** Random steps of device and encoding side by side. */
export interface ShownCorrespondence {
  readonly steps: number
  readonly branches: number
  readonly unreached: readonly string[]
  readonly difference: { readonly operations: readonly Operation[]; readonly what: string } | undefined
}

/** What `prove --smt` has shown in all. */
export interface SmtReport {
  readonly device: string
  readonly queues: number
  /** `conforms`: every obligation is proved, and the encoding is the device's. `diverges`: one is refuted. */
  readonly verdict: 'conforms' | 'diverges' | 'undecided'
  readonly solvers: readonly { readonly name: string; readonly version: string }[]
  readonly obligations: readonly ShownObligation[]
  readonly correspondence: ShownCorrespondence
  /** Registers that the compiled table has, and terms that the encoding takes. */
  readonly registers: number
  readonly terms: number
  readonly seconds: number
}
