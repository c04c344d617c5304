/** `cmdqv-check clauses`: what is judged, on whose authority, which properties put it to the test, and what a green run says of it. */
import { CLAUSES } from '../../spec/index.js'
import { columns, thousands } from '../report/columns.js'
import { PROPERTIES } from './assembly.js'
import { shippedEvidence } from './evidence.js'
import type { ClauseEvidence, Evidence } from './evidence.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

export interface ClausesFlags {
  readonly reporter: 'text' | 'json'
}

const propertiesOf = (id: string): string[] => PROPERTIES.filter(({ clauses }) => clauses.includes(id)).map(({ id: property }) => property)

function evidenceOf(id: string, { clauses }: Evidence): ClauseEvidence {
  const own = clauses.find(({ clause }) => clause === id)
  if (!own) throw new UsageError(`docs/evidence.json has nothing about ${id}; run npm run evidence to make the file anew`)
  return own
}

const catches = ({ caught: { device, length } }: Pick<ClauseEvidence, 'caught'>): string => `${device.replace(/^optimised, but .*/, 'a planted bug')} in ${length}`

const proofs = ({ closures, obligations }: Pick<ClauseEvidence, 'closures' | 'obligations'>): string => `${closures}${obligations.length > 0 ? ` + ${obligations.length}` : ''}`

/** What the columns mean. */
function legend({ seed, accesses, theorems }: Evidence): string {
  return [
    `judged: how often in the default run of the optimised device, ${thousands(accesses)} accesses, seed ${seed}`,
    'catches: a device that this clause catches, by a program of so many operations; no other clause forbids anything in it',
    `proved: over so many of the ${theorems} closed theorems of prove it was judged and held, and so many obligations of prove --smt speak for it`,
  ].join('\n')
}

export function clauses({ reporter }: ClausesFlags, streams: Streams): number {
  const evidence = shippedEvidence()
  const all = CLAUSES.map((clause) => {
    const { clause: _, ...own } = evidenceOf(clause.id, evidence)
    return { ...clause, properties: propertiesOf(clause.id), evidence: own }
  })
  if (reporter === 'json') {
    const { seed, accesses, theorems } = evidence
    streams.out(`${JSON.stringify({ run: { seed, accesses }, theorems, clauses: all }, null, 2)}\n`)
    return 0
  }
  const head = ['clause', 'authority', 'judged', 'catches', 'proved', 'properties']
  const table = columns([head, ...all.map(({ id, authority, properties, evidence: own }) => [id, authority, thousands(own.reached), catches(own), proofs(own), properties.filter((name) => name !== 'linux').join(', ') || 'linux'])], '')
  const texts = all.map(({ id, source, rule, evidence: { caught, obligations } }) => {
    const solved = obligations.length > 0 ? `\n  solvers: ${obligations.join('; ')}` : ''
    return `${id}\n  ${rule}\n  source: ${source}\n  catches: ${caught.device}, replay ${caught.replay}${solved}`
  }).join('\n\n')
  streams.out(`${table}\n\n${legend(evidence)}\n\n${texts}\n`)
  return 0
}
