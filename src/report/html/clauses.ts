/** The clauses against this run: judged, broken, and what is known of each apart from it. */
import type { Clause } from '../../check/contract.js'
import type { CheckReport } from '../../check/report.js'
import { thousands } from '../columns.js'
import { divergenceId } from './divergences.js'
import type { ClauseFacts, HtmlContext } from './facts.js'
import { html } from './markup.js'
import type { Markup } from './markup.js'
import { authorityWords, scrolled, word } from './words.js'

/** What the run says of one clause: with a sign and in words, never in colour alone. */
function outcome({ id }: Clause, report: CheckReport, { asked }: HtmlContext): Markup {
  const divergence = report.divergences.find(({ clause }) => clause === id)
  if (divergence) {
    const word = divergence.flaky ? 'flaky' : divergence.advice ? 'broken, advice' : 'broken'
    return html`<span class="sign">✗</span> <a href="#${divergenceId(divergence)}">${word}</a>`
  }
  if (asked?.includes(id) === false) return html`<span class="sign calm">–</span> not asked about`
  const waived = report.waived.find(({ clause }) => clause === id)
  if (waived) return html`<span class="sign">~</span> <a href="#${divergenceId(waived)}">broken, waived</a>`
  if (report.notApplicable.includes(id)) return html`<span class="sign calm">–</span> not applicable`
  if (!report.coverage.clauses[id]) return html`<span class="sign calm">?</span> never judged`
  return html`<span class="sign good">✓</span> held`
}

const caughtWords = ({ caught: { device, length } }: ClauseFacts): string => `${device}: in ${length}`

const provedWords = ({ closures, obligations }: ClauseFacts): string => `${closures}${obligations.length > 0 ? ` + ${obligations.length}` : ''}`

function row(clause: Clause, report: CheckReport, context: HtmlContext): Markup {
  const { id, authority, rule, source } = clause
  const own = context.facts.get(id)
  const broken = report.divergences.some((one) => one.clause === id)
  return html`<tr id="clause-${id}" tabindex="-1"${broken ? html` class="wrong"` : ''}><th scope="row">${id}</th><td>${authorityWords(authority)}</td><td class="outcome">${outcome(clause, report, context)}</td><td class="number">${thousands(report.coverage.clauses[id] ?? 0)}</td><td class="caught">${own ? caughtWords(own) : ''}</td><td class="number">${own ? provedWords(own) : ''}</td><td class="rule">${rule} <span class="source">${source}</span></td></tr>`
}

/** The section: one row for each clause, in the order of the device's chapters. */
export function clausesSection(report: CheckReport, context: HtmlContext): Markup {
  const head = ['clause', 'authority', 'this run', 'judged', 'catches', 'proved', 'what it says'].map((title) => html`<th scope="col">${title}</th>`)
  const table = html`<table class="clauses"><caption>${context.clauses.length} clauses: what this run says, and what is known apart from it</caption><thead><tr>${head}</tr></thead><tbody>${context.clauses.map((clause) => row(clause, report, context))}</tbody></table>`
  return html`<section id="clauses" tabindex="-1" aria-labelledby="clauses-title"><h2 id="clauses-title">Clause by clause</h2>
<p><strong>${word('judged')}</strong>: how often in this run the clause applied and could have forbidden the response. <strong>catches</strong>: a wrong device that it tells from a right one, by so many operations, and which other clauses forbid something in them too. <strong>proved</strong>: over so many of the ${context.theorems} closed theorems about the optimised device it was judged and held, and so many obligations for SMT solvers speak for it. Clauses of authority judgement are ours, where the sources are silent; they are ${word('advice')}. What breaks when direct Page0 is exposed to the guest is <a href="#direct-proofs">told apart from this run</a>.</p>
${scrolled('Clauses', table)}</section>`
}
