/** How operations, steps and values are called throughout the report. */
import type { Authority, Clause } from '../../check/contract.js'
import type { Told } from '../story.js'
import { hex, tellOperation } from '../story.js'
import type { HtmlContext, Moment, Seen, Timeline } from './facts.js'
import { html } from './markup.js'
import type { Markup } from './markup.js'

/** `3: R32 VCMDQ1_PROD_INDX 0x0`, in one line. */
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

/** The first register that reads as it must not, after which step. */
export interface FirstWrong {
  readonly index: number
  readonly seen: Seen
}

export function firstWrong({ moments }: Timeline): FirstWrong | undefined {
  for (const { index, state } of moments) {
    const seen = state?.seen.find(({ owed }) => owed !== undefined)
    if (seen) return { index, seen }
  }
  return undefined
}

/** `after step 5 VCMDQ1_PROD_INDX reads 0x0 through the direct aperture, and 0x10 is owed`. */
export function tellWrong({ region }: HtmlContext, queues: number, { index, seen }: FirstWrong): string {
  const place = region.locate(seen.offset, queues)
  return `after ${stepName(index)} ${place?.name ?? hex(seen.offset)} reads ${hex(seen.value)} through the ${place?.aperture === 'vintf' ? 'VINTF' : 'direct'} aperture, and ${seen.owed?.allowed ?? ''} is owed (${seen.owed?.clause ?? ''})`
}

/** A table wider than a phone: scrolled in a region of its own, by keyboard too. */
export const scrolled = (label: string, table: Markup): Markup => html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`
