/** `cmdqv-check clauses`: what is judged, on whose authority, and which properties put it to the test. */
import { CLAUSES } from '../../spec/index.js'
import { columns } from '../report/columns.js'
import { PROPERTIES } from './assembly.js'
import type { Streams } from './terminal.js'

export interface ClausesFlags {
  readonly reporter: 'text' | 'json'
}

const propertiesOf = (id: string): string[] => PROPERTIES.filter(({ clauses }) => clauses.includes(id)).map(({ id: property }) => property)

export function clauses({ reporter }: ClausesFlags, streams: Streams): number {
  const all = CLAUSES.map((clause) => ({ ...clause, properties: propertiesOf(clause.id) }))
  if (reporter === 'json') {
    streams.out(`${JSON.stringify({ clauses: all }, null, 2)}\n`)
    return 0
  }
  const head = ['clause', 'authority', 'properties']
  const table = columns([head, ...all.map(({ id, authority, properties }) => [id, authority, properties.filter((name) => name !== 'linux').join(', ') || 'linux'])], '')
  const texts = all.map(({ id, source, rule }) => `${id}\n  ${rule}\n  source: ${source}`).join('\n\n')
  streams.out(`${table}\n\n${texts}\n`)
  return 0
}
