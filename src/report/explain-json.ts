/** The story of a cell, and what is known of a clause, as JSON: the fields of `designs --reporter json`, and why. */
import type { Header } from '../check/contract.js'
import type { Reach } from '../check/matrix.js'
import type { CellStory, ClauseStory, DesignStory, Link, Told } from './explanation.js'
import { plainProgram } from './json-program.js'

const plainTold = ({ program, observed, allowed, replay }: Told): object => ({ length: program.operations.length, observed, allowed, replay, program: plainProgram(program) })

const plainHeader = ({ kernel, slots }: Header): object => ({ kernel, slots })

const plainReach = ({ alphabet, header, states, transitions, depth, closed, complete }: Reach): object => ({ alphabet, ...plainHeader(header), states, transitions, depth, closed, complete })

const plainLink = ({ choice, mend, still, before, own, searched, causes, undone }: Link): object =>
  ({ mended: { choice, ...mend }, design: own, still: still ? { ...plainTold(still), before, causes, undone } : null, searches: searched.map(plainReach) })

const plainDesign = ({ causes, pairs, chains }: DesignStory): object => ({ causes, pairs, chains: chains.map((chain) => chain.map(plainLink)) })

const written = (value: object): string => `${JSON.stringify(value, null, 2)}\n`

export function formatCellJson({ device, queues, clause, cell, searches, replayed, died, told, others, design, known }: CellStory): string {
  const { minimal, depth, closed, judged, counterexample } = cell
  const found = told && { ...plainTold(told), minimal, alphabet: counterexample?.alphabet, others }
  const seen = { broken: told !== undefined, depth, closed, judged, counterexample: found ?? null }
  return written({ device, queues, clause, ...seen, design: design ? plainDesign(design) : null, known, replayed, died: died ?? null, searches: searches.map(plainReach) })
}

export function formatClauseJson({ clause, properties, known, shortest, alphabets }: ClauseStory): string {
  return written({ clause, properties, known, shortest: shortest ? { device: shortest.device, ...plainTold(shortest.told) } : null, alphabets })
}
