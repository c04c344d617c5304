/** The divergences of the run, each with its program, its timeline, and what the clause says. */
import type { CheckReport, Divergence } from '../../check/report.js'
import { counted } from '../columns.js'
import { groupDivergences } from '../grouping.js'
import type { HtmlContext } from './facts.js'
import { html, idOf } from './markup.js'
import type { Markup } from './markup.js'
import { storyParts } from './story.js'
import type { Stories } from './story-data.js'
import { authorityWords, clauseLink, clauseOf, ruleOf } from './words.js'

export const divergenceId = ({ clause }: Divergence): string => idOf('divergence', clause)

/** How sure it is that nothing less breaks the clause. */
export function labelOf({ flaky, step, minimal, alphabet }: Divergence): string {
  if (flaky) return `flaky at step ${step}`
  if (!minimal) return 'locally minimal'
  return alphabet === undefined ? 'minimal' : `minimal over the alphabet "${alphabet}"`
}

const kindOf = ({ advice }: Divergence): string => (advice ? 'advice' : 'divergence')

function article(divergence: Divergence, report: CheckReport, context: HtmlContext, stories: Stories): Markup {
  const { clause, authority, property, observed, allowed, length, replay, program, unproved } = divergence
  const timeline = context.timelines.get(clause)
  const source = clauseOf(context, clause)?.source
  return html`<article id="${divergenceId(divergence)}" tabindex="-1" class="${kindOf(divergence)}"><h3>${clause}${observed === '' ? '' : `: ${observed}`}</h3>
<p>${kindOf(divergence)} on ${clauseLink(context, clause)} (${authorityWords(authority)}; property ${property}), ${counted(length, 'operation')}, ${labelOf(divergence)}</p>
<p class="rule">${ruleOf(context, clause)}${source === undefined ? '' : html` <span class="source">Source: ${source}.</span>`}</p>
${storyParts({ id: divergenceId(divergence), label: clause, about: clause, device: report.device, program, timeline, replay, observed, allowed }, context, stories)}
${unproved === undefined ? '' : html`<p class="note">Not shown to be the least: ${unproved}</p>`}</article>`
}

/** What follows from one that is told in full: the same mistake, met by other clauses. */
function others(list: readonly Divergence[], report: CheckReport, context: HtmlContext, stories: Stories): Markup | undefined {
  if (list.length === 0) return undefined
  const one = (divergence: Divergence): Markup => html`<details class="story ${kindOf(divergence)}"><summary><strong>${divergence.clause}</strong> (${authorityWords(divergence.authority)}), ${counted(divergence.length, 'operation')}: ${divergence.observed}, allowed ${divergence.allowed}</summary><div class="inner">${article(divergence, report, context, stories)}</div></details>`
  return html`<p>The same accesses, or some more around them, also break ${counted(list.length, 'clause')}:</p>${list.map(one)}`
}

/** What somebody has answered for. */
function waivedParts({ waived, ...report }: CheckReport, context: HtmlContext, stories: Stories): Markup | undefined {
  if (waived.length === 0) return undefined
  const one = ({ waiver: { owner, expires, reason }, ...divergence }: CheckReport['waived'][number]): Markup =>
    html`<details class="story"><summary><strong>${divergence.clause}</strong>, waived by ${owner} until ${expires}: ${reason}</summary><div class="inner">${article(divergence, { ...report, waived }, context, stories)}</div></details>`
  return html`<h3>Waived</h3>${waived.map(one)}`
}

/** The section; of a run without divergences it says so. */
export function divergencesSection(report: CheckReport, context: HtmlContext, stories: Stories): Markup {
  const groups = groupDivergences(report.divergences)
  const body = groups.map(({ first, others: rest }) => html`${article(first, report, context, stories)}${others(rest, report, context, stories)}`)
  return html`<section id="divergences" tabindex="-1" aria-labelledby="divergences-title"><h2 id="divergences-title">What this device breaks</h2>${body.length > 0 ? body : html`<p>Nothing${report.waived.length > 0 ? ' but what is waived' : ''}: no ${report.waived.length > 0 ? 'other ' : ''}clause forbids any response of ${report.device} in this run.</p>`}${waivedParts(report, context, stories)}</section>`
}
