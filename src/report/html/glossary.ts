/** The words of the report that a reader may not know, each in a sentence. */
import { html } from './markup.js'
import type { Markup } from './markup.js'
import { wordId } from './words.js'

/** By id. */
const WORDS: Readonly<Record<string, readonly [name: string, meaning: string]>> = {
  aperture: ['aperture', 'One of the two ways to the registers of a queue: direct (VCMDQ by physical number) or VINTF (LVCMDQ by logical number, as the guest’s Virtual Interface has it).'],
  page0: ['Page0, Page1', 'The two pages of each aperture. Page0 has indices, CONFIG, STATUS and errors; Page1 has the addresses, BASE and the DRAM address of CONS.'],
  'host-page': ['host page', 'The page of hardware registers that the kernel lends the device (it is mmapped): one slot for each logical queue. A slot without a hardware queue drops what is written to it.'],
  mapped: ['mapped', 'Of a VCMDQ, and of nothing else: one entry of CMDQ_ALLOC_MAP names it as a logical queue, and the VINTF is enabled.'],
  trapped: ['trapped', 'An access that the device serves, from its register cache or from the host page.'],
  'guest-direct': ['guest-direct, exposed, window', 'A page is exposed to the guest when it is installed there as a window onto the host page: accesses then go past the device, straight to the hardware.'],
  hardware: ['hardware', 'In this report always the checker’s model of it.'],
  owed: ['owed', 'What a clause says must be answered. Unowed: made where nothing is owed.'],
  judged: ['judged', 'A clause applied to a response and could have forbidden it.'],
  advice: ['advice', 'A clause of authority “judgement” is ours, where the sources are silent: to break it does not fail a run.'],
  bystander: ['bystander', 'A clause that a program breaks because another is broken: some of its operations are not needed for the wrong value.'],
  minimal: ['minimal', 'No shorter program over the same alphabet of operations breaks the clause. Locally minimal: none was found by leaving something out.'],
  closed: ['closed', 'Every state that the alphabet can reach was visited: no program of any length breaks the clause.'],
  none: ['none to N', 'No program of up to N operations of that alphabet breaks the clause; longer ones were not tried.'],
  token: ['token', 'The text after “replay” that holds a whole program: it runs again with the command that stands there.'],
}

/** The section. */
export function glossarySection(): Markup {
  const body = Object.entries(WORDS).map(([id, [name, meaning]]) => html`<dt id="${wordId(id)}" tabindex="-1">${name}</dt><dd>${meaning}</dd>`)
  return html`<section id="words" tabindex="-1" aria-labelledby="words-title"><h2 id="words-title">Words</h2><dl class="words">${body}</dl></section>`
}
