/** Coverage of the orderings: a table by gap that anybody can read, and the numbers of which a script draws every order. */
import type { Heat } from '../../check/heat.js'
import type { CheckReport, Count } from '../../check/report.js'
import { thousands } from '../columns.js'
import type { HtmlContext } from './facts.js'
import { html } from './markup.js'
import type { Markup } from './markup.js'
import { scrolled, word } from './words.js'

/** Runs of equal counts, a letter for each count and its length before it where that is not one. */
function packed(counts: Uint8Array): string {
  let text = ''
  for (let at = 0; at < counts.length; ) {
    let end = at
    while (counts[end] === counts[at]) end++
    text += `${end - at > 1 ? end - at : ''}${String.fromCharCode(0x41 + (counts[at] ?? 0))}`
    at = end
  }
  return text
}

/** One table of orders as the script draws it. */
export interface HeatData {
  readonly table: string
  readonly orders: readonly string[]
  readonly gaps: number
  readonly perGap: number
  /** `3Y5A`: three gaps with 24 cells, five with none. */
  readonly reached: string
  readonly unowed: string
}

export const heatData = (heat: readonly Heat[]): readonly HeatData[] => heat.map(({ reached, unowed, ...rest }) => ({ ...rest, reached: packed(reached), unowed: packed(unowed) }))

interface GapCount {
  readonly reached: number
  readonly unowed: number
  /** Orders whose cells in this gap were all reached. */
  readonly whole: number
}

function gapCount({ orders, gaps, perGap, reached, unowed }: Heat, gap: number): GapCount {
  const sums = { reached: 0, unowed: 0, whole: 0 }
  for (let order = 0; order < orders.length; order++) {
    const own = reached[order * gaps + gap] ?? 0
    sums.reached += own
    sums.unowed += unowed[order * gaps + gap] ?? 0
    sums.whole += own === perGap ? 1 : 0
  }
  return sums
}

const gapName = (gap: number, gaps: number): string => (gap === 0 ? 'before the first event' : gap === gaps - 1 ? 'after the last event' : `after event ${gap}`)

function gapTable(heat: Heat): Markup {
  const { table, orders, gaps, perGap } = heat
  const all = orders.length * perGap
  const rows = Array.from({ length: gaps }, (_, gap) => {
    const { reached, unowed, whole } = gapCount(heat, gap)
    return html`<tr${reached < all ? html` class="wrong"` : ''}><th scope="row">${gap}: ${gapName(gap, gaps)}</th><td class="number">${thousands(reached)} of ${thousands(all)}</td><td class="number">${thousands(unowed)}</td><td class="number">${whole} of ${orders.length}</td></tr>`
  })
  return scrolled(`Gaps of ${table}`, html`<table><caption>${table}: cells by gap</caption><thead><tr><th scope="col">gap</th><th scope="col">cells reached</th><th scope="col">of those unowed</th><th scope="col">whole orders</th></tr></thead><tbody>${rows}</tbody></table>`)
}

function picture(heat: Heat, place: number): Markup {
  if (heat.reached.every((count) => count === 0)) return html`<h3>${heat.table}</h3><p>No cell of these orders was reached: nothing in this run went through them.</p>`
  return html`<h3>${heat.table}</h3><div class="heat" data-heat="${place}" hidden></div>${gapTable(heat)}`
}

const of = ({ reached, possible }: Count): string => `${thousands(reached)} of ${thousands(possible)}`

function countsTable({ coverage }: CheckReport): Markup {
  const { orderings, cells, mmap, alloc, reset, backing } = coverage
  const rows: readonly (readonly [string, Count, string])[] = [
    ['orderings', orderings, 'orders of the lifecycle events'],
    ['cells', cells, `order × gap × register × aperture × direction; ${thousands(coverage.unowed)} unowed`],
    ['mmap', mmap, 'the page refused until each gap, or for good'],
    ['alloc', alloc, 'the hardware queue refused until each gap, or for good'],
    ['reset', reset, 'a system reset in each gap'],
    ['backing', backing, '(queue allocated?, page mapped?) × register × aperture × direction'],
  ]
  return scrolled('Coverage', html`<table><caption>What was reached of what there is</caption><tbody>${rows.map(([name, count, about]) => html`<tr><th scope="row">${name}</th><td class="number">${of(count)}</td><td>${about}</td></tr>`)}</tbody></table>`)
}

function armsTable({ arms }: CheckReport): Markup {
  return html`<details><summary>Arms of the run</summary>${scrolled('Arms', html`<table><caption>What each arm ran, and was the first to reach</caption><thead><tr><th scope="col">arm</th><th scope="col">programs</th><th scope="col">accesses</th><th scope="col">new</th></tr></thead><tbody>${arms.map(({ name, programs, accesses, newCoverage }) => html`<tr><th scope="row">${name}</th><td class="number">${thousands(programs)}</td><td class="number">${thousands(accesses)}</td><td class="number">${thousands(newCoverage)}</td></tr>`)}</tbody></table>`)}</details>`
}

/** The section. A run of some properties enumerates no orders: it says so. */
export function coverageSection(report: CheckReport, { heat }: HtmlContext): Markup {
  const none = heat.every(({ reached }) => reached.every((count) => count === 0))
  const body = none
    ? html`<p>This run enumerated no orderings: it is of some properties only, and random programs count towards no order. A run without <code>--property</code> goes through all of them.</p>`
    : html`<p>Six events bring a queue to life: attach, CMDQV enable, VINTF enable, ALLOC, BASE, queue enable. A column is one order of them, a row one gap of it, in which every Page0 register is read and written through both apertures. A filled cell was reached whole, a lower one in part, a framed one not at all; notches: some of its accesses are <strong>${word('owed', 'unowed')}</strong>, made where nothing is owed. A click or the arrow keys read one out.</p>${heat.map(picture)}`
  return html`<section id="coverage" tabindex="-1" aria-labelledby="coverage-title"><h2 id="coverage-title">What was covered</h2>${countsTable(report)}${body}${armsTable(report)}</section>`
}
