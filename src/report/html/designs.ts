/** The matrix of public designs and clauses that comes with the package, and the story behind every broken cell. */
import { counted } from '../columns.js'
import { replayCommand } from '../command.js'
import type { HtmlContext, ShippedCell, ShippedNone, ShippedRow } from './facts.js'
import { html, idOf } from './markup.js'
import type { Markup, Piece } from './markup.js'
import { storyParts } from './story.js'
import type { Stories } from './story-data.js'
import { authorityWords, clauseLink, clauseOf, ruleOf, scrolled, word } from './words.js'

const storyId = (design: string, clause: string): string => idOf('story', design, clause)
export const cellId = (design: string, clause: string): string => idOf('cell', design, clause)

const brokenText = ({ length, minimal, bystander }: ShippedCell): string => `${length}${minimal ? '' : '?'}${bystander ? '~' : ''}`
const noneText = ({ closed, depth, judged }: ShippedNone): string => (judged === 0 ? 'not judged' : closed ? 'closed' : `none to ${depth}`)

function cell(row: ShippedRow, clause: string): Markup {
  const broken = row.broken.find((one) => one.clause === clause)
  if (broken) return html`<td class="broken" id="${cellId(row.name, clause)}"><a href="#${storyId(row.name, clause)}" aria-label="${row.name} breaks ${clause} in ${counted(broken.length, 'operation')}"><span class="sign">✗</span> ${brokenText(broken)}</a></td>`
  const none = row.none.find((one) => one.clause === clause)
  return html`<td class="held">${none ? noneText(none) : ''}</td>`
}

function matrix(rows: readonly ShippedRow[], { clauses }: HtmlContext, advice: boolean): Markup {
  const own = clauses.filter(({ authority }) => (authority === 'judgement') === advice)
  const heads = rows.map(({ name, broken }) => html`<th scope="col">${broken.length > 0 ? html`<a href="#${idOf('design', name)}">${name}</a>` : name}</th>`)
  const body = own.map(({ id, authority }) => html`<tr><th scope="row"><a href="#clause-${id}">${id}</a></th><td>${authority}</td>${rows.map((row) => cell(row, id))}</tr>`)
  const title = advice ? 'Advice: clauses of our own, where the sources are silent' : 'Clauses that bind'
  return scrolled(title, html`<table class="matrix"><caption>${title}</caption><thead><tr><th scope="col">clause</th><th scope="col">authority</th>${heads}</tr></thead><tbody>${body}</tbody></table>`)
}

function causes({ causes: list, bystander }: ShippedCell): Piece {
  const mended = list.length === 0 ? html`<p>No single choice of the design mends this program.</p>` : html`<p>Cause: any of these single changes of the design mends the program.</p><ul>${list.map((line) => html`<li><code>${line}</code></li>`)}</ul>`
  return [bystander && html`<p class="note">The same value is wrong without some of these operations too: the clause is a ${word('bystander')}, and another one names the fault.</p>`, mended]
}

function told(row: ShippedRow, broken: ShippedCell, context: HtmlContext, stories: Stories): Markup {
  const { clause, observed, allowed, replay, timeline } = broken
  if (timeline) return storyParts({ id: storyId(row.name, clause), label: `${row.name}, ${clause}`, about: clause, device: row.device, program: timeline.program, timeline, replay, observed, allowed }, context, stories)
  return html`<p>As with two queues: <a href="#${storyId(row.device, clause)}">${row.device}, ${clause}</a>. Seen: ${observed}. Allowed: ${allowed}.</p><p><code class="command">${replayCommand(replay, row.device)}</code></p>`
}

function story(row: ShippedRow, broken: ShippedCell, context: HtmlContext, stories: Stories): Markup {
  const { clause, authority, length, minimal, alphabet, observed, allowed } = broken
  const least = minimal ? html`${word('minimal')} over the alphabet "${alphabet}"` : word('minimal', 'locally minimal')
  const source = clauseOf(context, clause)?.source
  return html`<details class="story"><summary><strong>${clause}</strong> (${authorityWords(authority)}), ${counted(length, 'operation')}: ${observed}, allowed ${allowed}</summary><div class="inner" id="${storyId(row.name, clause)}" tabindex="-1">
<p>${row.name} breaks ${clauseLink(context, clause)}: ${least}. <a href="#${cellId(row.name, clause)}">Back to its cell of the matrix</a></p>
<p class="rule">${ruleOf(context, clause)}${source === undefined ? '' : html` <span class="source">Source: ${source}.</span>`}</p>
${told(row, broken, context, stories)}${causes(broken)}</div></details>`
}

function chapter(row: ShippedRow, context: HtmlContext, stories: Stories): Markup | undefined {
  if (row.broken.length === 0) return undefined
  return html`<details class="design"><summary>${row.name}: ${counted(row.broken.length, 'story', 'stories')}</summary><div id="${idOf('design', row.name)}" tabindex="-1">${row.broken.map((broken) => story(row, broken, context, stories))}</div></details>`
}

/** The section. */
export function designsSection(context: HtmlContext, stories: Stories): Markup {
  const { designs, version } = context
  return html`<section id="designs" tabindex="-1" aria-labelledby="designs-title"><h2 id="designs-title">Public designs against every clause</h2>
<p>As it comes with cmdqv-check ${version}. A cell is a statement about a model of a design, made of choices that were described in public, and not about any code. ✗ and a number: broken, and the length of the canonical program; follow it to its story. "${word('none', 'none to N')}": no program up to that depth of the alphabets that look for it; "${word('closed')}": none of any length. "?": not shown to be the least. "~": the clause is a ${word('bystander')}.</p>
${matrix(designs, context, false)}${matrix(designs, context, true)}
<h3>The stories</h3>${designs.map((row) => chapter(row, context, stories))}</section>`
}
