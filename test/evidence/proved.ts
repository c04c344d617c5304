/** What of a proof is evidence. */
export interface ProveJson {
  readonly verdict: string
  readonly scopes: readonly { readonly verdict: string; readonly closed: boolean; readonly judged: Readonly<Record<string, number>> }[]
}

/** The closed theorems, and those among them in which a clause was judged. */
export function closedIn({ scopes }: ProveJson): { readonly theorems: number; readonly about: (clause: string) => number } {
  const closed = scopes.filter((one) => one.closed && one.verdict === 'proved')
  return { theorems: closed.length, about: (clause) => closed.filter(({ judged }) => (judged[clause] ?? 0) > 0).length }
}

/** The names of the obligations that speak for a clause. */
export const speaking = (clause: string, obligations: readonly { readonly name: string; readonly clauses: readonly string[] }[]): readonly string[] =>
  obligations.filter(({ clauses }) => clauses.includes(clause)).map(({ name }) => name)
