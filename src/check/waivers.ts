/** Waivers: divergences that somebody has answered for, until a day. */
import type { Divergence } from './report.js'

/** One entry of a file of waivers. */
export interface Waiver {
  readonly clause: string
  readonly reason: string
  readonly owner: string
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly expires: string
}

/**
 * What became of a waiver: it `holds` for a divergence of this run; it is `expired`; nothing triggered it (`unused`), or nothing
 * did in this part of a run (`unseen`), which says little. Expired and unused ones fail the run.
 */
export type WaiverState = 'holds' | 'expired' | 'unused' | 'unseen'

export interface JudgedWaiver extends Waiver {
  readonly state: WaiverState
}

/** A divergence that a waiver answers for. */
export interface WaivedDivergence extends Divergence {
  readonly waiver: Waiver
}

export interface Waived {
  /** Those that nobody answers for. */
  readonly divergences: readonly Divergence[]
  readonly waived: readonly WaivedDivergence[]
  readonly waivers: readonly JudgedWaiver[]
}

/** Sorts divergences by whether a waiver holds for them on `today` (`YYYY-MM-DD`). In a part of a run an unused waiver is only `unseen`. */
export function applyWaivers(divergences: readonly Divergence[], waivers: readonly Waiver[], today: string, partial: boolean): Waived {
  const holding = new Map(waivers.filter(({ expires }) => expires >= today).map((waiver) => [waiver.clause, waiver]))
  const waived = divergences.flatMap((divergence): WaivedDivergence[] => {
    const waiver = holding.get(divergence.clause)
    return waiver ? [{ ...divergence, waiver }] : []
  })
  const triggered = new Set(waived.map(({ clause }) => clause))
  const stateOf = ({ clause, expires }: Waiver): WaiverState => (expires < today ? 'expired' : triggered.has(clause) ? 'holds' : partial ? 'unseen' : 'unused')
  return {
    divergences: divergences.filter(({ clause }) => !triggered.has(clause)),
    waived,
    waivers: waivers.map((waiver) => ({ ...waiver, state: stateOf(waiver) })),
  }
}

/** What keeps a run from passing though nothing diverges, one line each. */
export const staleWaivers = (waivers: readonly JudgedWaiver[]): readonly string[] =>
  waivers.flatMap(({ clause, owner, expires, state }) => {
    if (state === 'expired') return [`the waiver on ${clause} expired on ${expires}: ask ${owner}, then mend the device or set a new day`]
    return state === 'unused' ? [`the waiver on ${clause} is not needed any more: nothing breaks the clause; remove it from the file`] : []
  })
