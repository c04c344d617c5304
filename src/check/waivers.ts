/** Waivers: divergences that somebody has answered for, until a day. */
import type { Divergence, JudgedWaiver, WaivedDivergence, Waiver, WaiverState } from './report.js'

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
