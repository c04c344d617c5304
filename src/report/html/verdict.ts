/** The top of the report: the verdict, what was checked, and where to start. */
import type { CheckReport, Verdict } from '../../check/report.js'
import { counted, thousands } from '../columns.js'
import { shortAnswer } from './direct.js'
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

function runFacts(report: CheckReport, { version }: HtmlContext): Markup {
  const { device, queues, kernels, attach, seed, runs, accesses, seconds, accessesPerSecond, workers } = report
  return html`<dl class="facts">${item('device', html`<bdi>${device}</bdi>`)}${item('queues', queues)}${item('host kernels', kernels.join(' and '))}${item('attach', attach === 'first' ? 'first: every program starts with it' : 'at any time')}${item('seed', seed)}${item('programs per property', thousands(runs))}${item('accesses judged', `${thousands(accesses)} in ${seconds.toFixed(1)} s, ${thousands(accessesPerSecond)} a second, ${counted(workers, 'worker')}`)}${item('cmdqv-check', version)}</dl>`
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
  return partial ? html`<p><strong>This run is part of a whole</strong>: what it did not reach is listed and does not fail.</p>` : undefined
}

/** Verdict, the facts of the run, and what keeps it from being a whole one. */
export function verdictHeader(report: CheckReport, context: HtmlContext): Markup {
  const { verdict, device, partial, gaps, crashes, interrupted } = report
  return html`<header class="${verdict}"><h1><span class="sign" aria-hidden="true">${SIGNS[verdict]}</span> ${verdict}: <bdi>${device}</bdi></h1><p>${EXITS[verdict]}</p>${partWords(report)}${runFacts(report, context)}</header>
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

/** Questions that readers come with, and their answers or where they are. */
export function startHere(report: CheckReport, context: HtmlContext): Markup {
  return html`<section id="start" aria-labelledby="start-title"><h2 id="start-title">Start here</h2>
<h3>What breaks when the direct aperture is mapped into the guest?</h3>${shortAnswer(context)}
<h3>What does this device break?</h3>${found(report)}
<h3>Where to look for what</h3>
<nav aria-label="Sections"><ul class="sections"><li><a href="#direct">Mapping the direct aperture</a>: the question answered, step by step</li><li><a href="#divergences">What this device breaks</a>: programs, timelines, replay tokens</li><li><a href="#routes">How this device routes the region</a>: five pages, who serves them when</li><li><a href="#clauses">Clause by clause</a>: text, source, evidence</li><li><a href="#coverage">What was covered</a>: orderings, gap by gap</li><li><a href="#designs">Public designs</a>: the matrix, a story behind every cell</li></ul></nav></section>`
}
