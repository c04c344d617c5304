/** How far searches looked, an alphabet a line. */
import type { Reach } from '../check/matrix.js'
import { columns, counted, thousands } from './columns.js'

/** `to depth 5`, `closed`: of several searches over one alphabet, the one that got least far. */
export function reachOf(searches: readonly Reach[]): string {
  if (searches.every(({ closed }) => closed)) return 'closed'
  const depth = Math.min(...searches.filter(({ closed }) => !closed).map(({ depth }) => depth))
  return `to depth ${depth}${searches.every(({ complete }) => complete) ? '' : ', stopped there'}`
}

/** Searches by their alphabet, in the order in which they were made. */
export function byAlphabet<T extends Reach>(searches: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const names = [...new Set(searches.map(({ alphabet }) => alphabet))]
  return new Map(names.map((name) => [name, searches.filter(({ alphabet }) => alphabet === name)]))
}

/** Searches of one alphabet from several hosts are one line. */
export function reachTable(searches: readonly Reach[], alphabets: ReadonlyMap<string, string>): string {
  return columns([...byAlphabet(searches)].map(([name, own]) => {
    const states = Math.max(...own.map((search) => search.states))
    return [name, alphabets.get(name) ?? '', reachOf(own), `${counted(states, 'state')}${own.length > 1 ? ' at most' : ''}`]
  }))
}

const sum = (searches: readonly Reach[], count: (search: Reach) => number): string => thousands(searches.reduce((total, search) => total + count(search), 0))

/** `1,908 states, 67,158 operations`: hardly any search has one. */
export const effortOf = (searches: readonly Reach[]): string => `${sum(searches, ({ states }) => states)} states, ${sum(searches, ({ transitions }) => transitions)} operations`
