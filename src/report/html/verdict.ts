/** The top of the report: the verdict, what was checked, and where to start. */
import type { CheckReport, Verdict } from '../../check/report.js'
import { counted, thousands } from '../columns.js'
import { documentWords, shortAnswer } from './answer.js'
import { divergenceId } from './divergences.js'
import type { HtmlContext } from './facts.js'
import { html } from './markup.js'
import type { Markup, Piece } from './markup.js'

const SIGNS: Readonly<Record<Verdict, string>> = { conforms: '✓', diverges: '✗', undecided: '?' }
const EXITS: Readonly<Record<Verdict, string>> = {
  conforms: 'exit code 0: no binding clause forbids any response',
  diverges: 'exit code 1: a binding clause forbids a response, or the device gave no answer',
  undecided: 'exit code 3: something that can occur was not reached, the run did not come to its end, or a waiver is stale; that is not a pass',
}

const item = (name: string, value: Piece): Markup => html`<div><dt>${name}</dt><dd>${value}</dd></div>`

/** The device that comes with the package; a reader has not heard of it. */
const USUAL = 'optimised'

/** What was checked. */
function runFacts({ device, queues, kernels, attach }: CheckReport): Markup {
  const own = device === USUAL ? 'The checker’s own model, which comes with the package, of' : 'A model of'
  const when = attach === 'first' ? 'attach first: every program starts with it' : 'attach at any time'
  return html`<p>${own} the NVIDIA Tegra241 CMDQV; ${counted(queues, 'queue')}, host ${kernels.length > 1 ? 'kernels' : 'kernel'} ${kernels.join(' and ')}, ${when}.</p>`
}

/** How much of it, below what a reader came for. */
function figures(report: CheckReport, { version }: HtmlContext): Markup {
  const { seed, runs, accesses, seconds, accessesPerSecond, workers } = report
  return html`<details><summary>Figures of this run: seed, programs, accesses, time</summary><dl class="facts">${item('seed', seed)}${item('programs per property', thousands(runs))}${item('accesses judged', `${thousands(accesses)} in ${seconds.toFixed(1)} s, ${thousands(accessesPerSecond)} a second, ${counted(workers, 'worker')}`)}${item('cmdqv-check', version)}</dl></details>`
}

/** More lines than these are folded: what follows must not be pushed out of sight. */
const MOST_LINES = 3

function lines(title: string, list: readonly string[], id: string): Markup | undefined {
  if (list.length === 0) return undefined
  const body = html`<ul>${list.map((line) => html`<li>${line}</li>`)}</ul>`
  const all = list.length <= MOST_LINES ? body : html`<details><summary>${counted(list.length, 'line')}</summary>${body}</details>`
  return html`<div class="warning" id="${id}" tabindex="-1"><h2>${title}</h2>${all}</div>`
}

const WAIVER_STATES: Readonly<Record<CheckReport['waivers'][number]['state'], string>> = {
  holds: 'holds for a divergence of this run',
  expired: 'has expired: ask its owner, then mend the device or set a new day',
  unused: 'is not needed any more: nothing breaks the clause; remove it from the file',
  unseen: 'was not needed in this part of a run',
}

const waiverLines = ({ waivers }: CheckReport): readonly string[] =>
  waivers.map(({ clause, reason, owner, expires, state }) => `the waiver on ${clause}, by ${owner} until ${expires} (${reason}), ${WAIVER_STATES[state]}`)

function partWords({ partial, shard }: CheckReport): Markup | undefined {
  if (shard) return html`<p><strong>This is share ${shard.number} of ${shard.of} of a run</strong>: merge makes one report of all.</p>`
  return partial ? html`<p><strong>This run checked only a part</strong> (some clauses, properties or programs were left out when it was started): what it did not reach is listed and does not make it fail.</p>` : undefined
}

/** Verdict, the facts of the run, and what keeps it from being a whole one. */
export function verdictHeader(report: CheckReport, context: HtmlContext): Markup {
  const { verdict, device, partial, gaps, crashes, interrupted } = report
  return html`<header class="${verdict}"><h1><span class="sign" aria-hidden="true">${SIGNS[verdict]}</span> ${verdict}: <bdi>${device}</bdi></h1><p>${EXITS[verdict]}</p>${partWords(report)}${runFacts(report)}<p class="note">p.172 and the like: pages of ${documentWords(context)}.</p></header>
${lines('The run was interrupted', interrupted === undefined ? [] : [interrupted], 'interrupted')}${lines('A worker died: what the others found is in this report', crashes, 'crashes')}${lines('Waivers', waiverLines(report), 'waivers')}${lines(partial ? 'Not reached in this part' : 'Can occur and was not reached', gaps, 'gaps')}`
}

const MOST_NAMED = 6

function found({ divergences, device }: CheckReport): Markup {
  const binding = divergences.filter(({ advice }) => !advice)
  const advice = divergences.length - binding.length
  const also = advice > 0 ? `; ${counted(advice, 'piece')} of advice` : ''
  if (binding.length === 0) return html`<p>Nothing that binds: no response of <bdi>${device}</bdi> is forbidden${also}.${advice > 0 ? html` <a href="#divergences">See the advice</a>` : ''}</p>`
  const named = binding.slice(0, MOST_NAMED).map((one) => html`<li><a href="#${divergenceId(one)}">${one.clause}</a>: ${one.observed}, allowed ${one.allowed} (${counted(one.length, 'operation')})</li>`)
  const more = binding.length > MOST_NAMED ? html`<li><a href="#divergences">and ${binding.length - MOST_NAMED} more</a></li>` : ''
  return html`<p>${counted(binding.length, 'clause')}${also}. The shortest programs first:</p><ul>${named}${more}</ul>`
}

/** Where what is; what is empty is said to be. */
function sections({ divergences, waived, device }: CheckReport, { direct: { consequences } }: HtmlContext): Markup {
  const [some, none] = ['programs, timelines, replay commands', 'nothing in this run']
  const entries: readonly (readonly [id: string, name: string, what: Piece])[] = [
    ['direct', 'Exposing direct Page0', 'the question answered, step by step'],
    ['direct-proofs', 'Every clause that this breaks', `${consequences.length}, each with its proof`],
    ['divergences', 'What this device breaks', divergences.length + waived.length > 0 ? some : none],
    ['routes', 'How this device routes the region', html`five pages of <bdi>${device}</bdi>, who serves them when`],
    ['clauses', 'Clause by clause', 'text, source, evidence'],
    ['coverage', 'What was covered', 'orderings, gap by gap'],
    ['designs', 'Public designs', 'the matrix, a story behind every cell'],
    ['words', 'Words', 'what is meant by mapped, owed, closed, bystander'],
  ]
  return html`<nav aria-label="Sections"><ul class="sections">${entries.map(([id, name, what]) => html`<li><a href="#${id}">${name}</a>: ${what}</li>`)}</ul></nav>`
}

/** Questions that readers come with, and their answers or where they are. */
export function startHere(report: CheckReport, context: HtmlContext): Markup {
  return html`<section id="start" aria-labelledby="start-title"><h2 id="start-title">Start here</h2>
<h3>What breaks when the direct aperture is exposed to the guest, too?</h3>${shortAnswer(context)}
<h3>What does this device break?</h3>${found(report)}${figures(report, context)}
<h3>Where to look for what</h3>
${sections(report, context)}</section>`
}
