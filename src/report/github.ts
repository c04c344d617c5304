/** Annotations as a GitHub workflow reads them from the output of a step: one line each, the gravest first. */
import type { Note, Result, Results } from './results.js'

/** What may stand in the text of a workflow command: a line break would end it. */
const text = (value: string): string => value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
/** In a property a comma or a colon would end it, too. */
const property = (value: string): string => text(value).replaceAll(':', '%3A').replaceAll(',', '%2C')

type Level = 'error' | 'warning' | 'notice'

function annotation(level: Level, properties: Readonly<Record<string, string | undefined>>, message: string): string {
  const own = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(value)}`]))
  return `::${level} ${own.join(',')}::${text(message)}`
}

function resultLine({ clause, authority, advice, waiver, rule, observed, allowed, table, about, again, place }: Result): string {
  const level = waiver ? 'notice' : advice ? 'notice' : 'error'
  const title = `${clause} (${authority})${waiver ? `, waived until ${waiver.expires}` : advice ? ', advice' : ''}: ${observed}`
  const lines = [rule, ...(table === '' ? [] : [table]), `seen: ${observed}`, `allowed: ${allowed}`, about, ...(again === undefined ? [] : [again])]
  return annotation(level, { file: place?.file, line: place?.line === undefined ? undefined : String(place.line), title }, lines.join('\n'))
}

const noteLine = ({ text: note, fails }: Note): string => annotation(fails ? 'error' : 'notice', { title: 'cmdqv-check' }, note)

/** Notes that do not fail a run would drown the rest: a server shows ten annotations of a kind. */
const gravest = (notes: readonly Note[]): readonly Note[] => notes.filter(({ fails }) => fails)

/** The annotations, and a line for whoever reads the output of the step. */
export function formatGithub(all: readonly Results[]): string {
  return all.map(({ subject, verdict, about, figures, results, notes }) =>
    `${[...results.map(resultLine), ...gravest(notes).map(noteLine), `${verdict}: ${text(subject)}, ${about}; ${figures}`].join('\n')}\n`).join('')
}
