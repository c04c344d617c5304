/** How operations, steps and values are called throughout the report. */
import type { Authority, Clause } from '../../check/contract.js'
import type { Told } from '../story.js'
import { hex, tellOperation } from '../story.js'
import type { HtmlContext, Moment, Seen, Timeline } from './facts.js'
import { html } from './markup.js'
import type { Markup } from './markup.js'

/** `R32 VCMDQ1_PROD_INDX 0x0`. */
export function oneLine({ what, where, value }: Told): string {
  return [what, where, value].filter((part) => part !== '').join(' ')
}

const START: Told = { what: 'start', where: '', aperture: '', value: '' }

/** A step in words; the device's start has a word of its own. */
export const tellMoment = ({ region }: HtmlContext, queues: number, { index, operation, response }: Moment): Told => (index < 0 ? START : tellOperation(region, queues, operation, response))

/** `step 5`, or `the start`. */
export const stepName = (index: number): string => (index < 0 ? 'the start' : `step ${index}`)

export const clauseOf = ({ clauses }: HtmlContext, id: string): Clause | undefined => clauses.find((clause) => clause.id === id)

/** What stands for the text of a clause where a device died, hung or garbled an answer. */
const DEVICE_RULE = 'Every device owes its checker an answer to every operation, and a number of the size asked for to every read.'
export const ruleOf = (context: HtmlContext, id: string): string => clauseOf(context, id)?.rule ?? DEVICE_RULE

export const authorityWords = (authority: Authority | 'device'): string => (authority === 'judgement' ? 'judgement, advice' : authority)

/** A clause by its id, as a link to its row; what every device owes has none. */
export const clauseLink = (context: HtmlContext, id: string): Markup => (clauseOf(context, id) ? html`<a href="#clause-${id}">${id}</a>` : html`<strong>${id}</strong>`)

/** A register that reads as it must not, and after which step. */
export interface Wrong {
  readonly index: number
  readonly seen: Seen
}

/** The first register that reads as it must not: by the clause that the story is about, else by one that binds, else by any. */
export function firstWrong({ clauses }: HtmlContext, { moments }: Timeline, about?: string): Wrong | undefined {
  const all = moments.flatMap(({ index, state }) => (state?.seen ?? []).filter(({ owed }) => owed !== undefined).map((seen): Wrong => ({ index, seen })))
  const binding = new Set(clauses.filter(({ authority }) => authority !== 'judgement').map(({ id }) => id))
  const by = (fits: (clause: string) => boolean): Wrong | undefined => all.find(({ seen }) => seen.owed?.clauses.some(fits))
  return by((clause) => clause === about) ?? by((clause) => binding.has(clause)) ?? all[0]
}

/** `after step 5 VCMDQ1_PROD_INDX reads 0x0 through the direct aperture, and 0x10 is owed`. */
export function tellWrong({ region }: HtmlContext, queues: number, { index, seen }: Wrong): string {
  const place = region.locate(seen.offset, queues)
  return `after ${stepName(index)} ${place?.name ?? hex(seen.offset)} reads ${hex(seen.value)} through the ${place?.aperture === 'vintf' ? 'VINTF' : 'direct'} aperture, and ${seen.owed?.allowed ?? ''} is owed (${seen.owed?.clauses.join(', ') ?? ''})`
}

/** A table wider than a phone: scrolled in a region of its own, by keyboard too. */
export const scrolled = (label: string, table: Markup): Markup => html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`

/** Where the glossary says what a word means. */
export const wordId = (id: string): string => `word-${id}`

/** A word, as a link to its meaning. */
export const word = (id: string, shown = id): Markup => html`<a class="word" href="#${wordId(id)}">${shown}</a>`
