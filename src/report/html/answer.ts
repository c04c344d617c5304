/** The question that the project comes from, answered in a few sentences for the top of the report. */
import { hex } from '../story.js'
import type { DirectAnswer, HtmlContext, Timeline } from './facts.js'
import { html, idOf } from './markup.js'
import type { Markup } from './markup.js'
import { clauseOf, tellMoment, word } from './words.js'

export const directId = (clause: string): string => idOf('direct', clause)

/** A clause, as a link to the proof that exposing direct Page0 breaks it. */
const proofLink = (clause: string): Markup => html`<a href="#${directId(clause)}">${clause}</a>`

/** Several. */
export const proofLinks = (clauses: readonly string[]): Markup => html`${clauses.map((clause, i) => html`${i > 0 ? ', ' : ''}${proofLink(clause)}`)}`

/** Where the page numbers are from, as the table of clauses names it: its sources end with the page. */
export function documentWords(context: HtmlContext): string {
  const source = clauseOf(context, 'P172-DROP')?.source ?? ''
  return source.replace(/, p\.\d+$/, '')
}

/** The last write of a program and what the read after it shows: `VCMDQ1_PROD_INDX reads 0x0 where 0x10 is owed`. */
function seenIn(context: HtmlContext, { program, moments }: Timeline): Markup | undefined {
  const wrong = moments.at(-1)?.forbidden[0]
  const write = moments.findLast(({ operation }) => operation.op === 'write')
  if (wrong === undefined || write === undefined) return undefined
  const { where, value } = tellMoment(context, program.queues, write)
  return html`the guest writes ${value} to ${where}, and ${wrong.observed} where ${wrong.allowed} is ${word('owed')}`
}

/** That a mapped queue loses writes as well, if it was seen. */
function mappedToo(context: HtmlContext, { consequences }: DirectAnswer): Markup | undefined {
  const alias = consequences.find(({ clause }) => clause === 'ALIAS')
  const seen = alias && seenIn(context, alias.timeline)
  return seen === undefined ? undefined : html` A mapped VCMDQ loses writes too, where its two numbers differ: with VCMDQ1 as LVCMDQ0 ${seen} (${proofLink('ALIAS')}).`
}

/** What was seen, the graver first: each with one access. */
function bullets(context: HtmlContext): Markup {
  const { direct } = context
  const [crossed, lost] = [seenIn(context, direct.crossed.exposed), seenIn(context, direct.lost.exposed)]
  const other = crossed !== undefined && html`<li><strong>A write changes another queue, and that one runs.</strong> The host page has its slots in logical order, direct Page0 in physical order. With VCMDQ1 running as LVCMDQ0, ${crossed}: the hardware takes this for new commands. <a href="#example-1">Example 1</a></li>`
  const none = lost !== undefined && html`<li><strong>A write is lost.</strong> It goes past the device to a slot that has no hardware queue, and is dropped, as p.172 says of VINTF pages; but p.176 lets software program a VCMDQ through its direct ${word('aperture')} before it is ${word('mapped')}. With VCMDQ0 running, ${lost}.${mappedToo(context, direct)} <a href="#example-2">Example 2</a></li>`
  return html`<ol class="answer">${other}${none}</ol>`
}

/** What to do instead, if the same programs say so. */
const instead = ({ tried, brokenBefore }: DirectAnswer): Markup | undefined =>
  brokenBefore > 0 ? undefined : html`<p><strong>Instead:</strong> leave direct Page0 trapped and expose VINTF Page0 alone. The same ${tried} programs then break no clause.</p>`

/** The answer. */
export function shortAnswer(context: HtmlContext): Markup {
  const { direct } = context
  const clauses = direct.consequences.map(({ clause }) => clause)
  if (clauses.length === 0) return html`<p>Nothing that was tried: ${direct.tried} programs ran on a device with direct Page0 exposed, and no clause forbids any response.</p>`
  return html`<p class="answer">If the guest gets direct ${word('page0', 'Page0')} as a window onto the host page (${word('guest-direct')}), beside VINTF Page0 (both Page1 stay ${word('trapped')}), <strong>its writes can reach the wrong queue, or none</strong>:</p>
${bullets(context)}
<p>${clauses.length} clauses are broken by this one change: ${proofLinks(clauses)}. <a href="#direct-proofs">The proof of each</a></p>
${instead(direct)}
<p class="note">“The hardware” is the checker’s model of it, made from public sources: nothing ran on a Tegra241.</p>`
}

/** The last value of an example and what forbids it. */
export const endWords = ({ moments }: Timeline): { readonly value: string; readonly broken: readonly string[] } => {
  const last = moments.at(-1)
  return { value: hex(last?.response.value ?? 0), broken: last?.forbidden.map(({ clause }) => clause) ?? [] }
}
