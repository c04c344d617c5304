/** The question that the project comes from, answered: what breaks when the direct aperture is mapped into the guest. */
import { replayCommand } from '../command.js'
import { hex } from '../story.js'
import type { Consequence, DirectAnswer, HtmlContext, Mode, RoutedDevice } from './facts.js'
import { html, idOf } from './markup.js'
import type { Markup } from './markup.js'
import { LEGEND, regionPicture, regionPictures } from './picture.js'
import { storyParts } from './story.js'
import type { Stories } from './story-data.js'
import { authorityWords, clauseLink, clauseOf, ruleOf } from './words.js'

/** Where a reader writes the design under review with its direct aperture mapped. */
const MAPPED_FILE = './mapped.json'

/** The moment at which the two devices differ; the last there is, if they do not. */
export function tellingMode({ before, after }: DirectAnswer): Mode | undefined {
  const broken = after.modes.find(({ routes }) => routes.some((route) => route.broken.length + route.twinBroken.length > 0))
  return broken ?? before.modes.at(-1)
}

const idFor = (clause: string): string => idOf('direct', clause)

/** Consequences by what is seen: where several clauses forbid the same, they are told together. */
function grouped(consequences: readonly Consequence[]): readonly (readonly Consequence[])[] {
  const groups = new Map<string, Consequence[]>()
  for (const one of consequences) groups.set(one.replay, [...(groups.get(one.replay) ?? []), one])
  return [...groups.values()]
}

/** `VCMDQ1_PROD_INDX reads 0x0 where 0x10 is owed`, of the example's last step. */
function exampleWords({ mapped }: DirectAnswer): { readonly seen: string; readonly owed: string; readonly clauses: readonly string[] } {
  const forbidden = mapped.moments.at(-1)?.forbidden ?? []
  return { seen: forbidden[0]?.observed ?? 'nothing is wrong', owed: forbidden[0]?.allowed ?? '', clauses: forbidden.map(({ clause }) => clause) }
}

/** The answer in a few sentences, for the top of the report. */
export function shortAnswer(context: HtmlContext): Markup {
  const { direct } = context
  const { seen, owed, clauses } = exampleWords(direct)
  const links = direct.consequences.map(({ clause }, i) => html`${i > 0 ? ', ' : ''}${clauseLink(context, clause)}`)
  const crossed = direct.consequences.some(({ clause }) => clause === 'ROUTE-LVCMDQ')
  if (clauses.length === 0) return html`<p>Nothing that was tried: ${direct.tried} programs ran on a device with both apertures mapped, and no clause forbids any response.</p>`
  return html`<p class="answer"><strong>A VCMDQ that is not mapped loses what the guest programs.</strong> The write goes past the device to a slot of the host page that has no queue, and the hardware drops it, as p.172 says it must. But p.176 lets software program a VCMDQ through the direct aperture before it is mapped: ${seen} where ${owed} is owed.${crossed ? ' And where physical and logical numbers differ, a direct access reaches another queue.' : ''}</p>
<p>Clauses broken by this one change: ${links}. <a href="#direct">The example side by side, and the proof of each</a> · <a href="#direct-mapped">step through it</a></p>`
}

/** What the two devices did with the same last accesses. */
function sideBySide(context: HtmlContext): Markup {
  const { direct } = context
  const mode = tellingMode(direct)
  if (mode === undefined) return html``
  const one = (device: RoutedDevice, title: string): Markup => {
    const own = device.modes.find(({ id }) => id === mode.id)
    return html`<div><h4>${title}</h4>${own ? regionPicture(device, own, 'compared') : ''}</div>`
  }
  return html`<div class="compare">${one(direct.before, 'Direct Page0 trapped')}${one(direct.after, 'Direct Page0 mapped too: guest-direct')}</div>`
}

const verdictOf = (context: HtmlContext, clauses: readonly string[]): Markup => (clauses.length === 0 ? html`<span class="sign good">✓</span> as owed` : html`<span class="sign">✗</span> breaks ${clauses.map((clause, i) => html`${i > 0 ? ', ' : ''}${clauseLink(context, clause)}`)}`)

/** The example's end on four devices, a row each. */
function endsTable(context: HtmlContext): Markup {
  const { trapped, mapped, reviewed, replay } = context.direct
  const end = (timeline: typeof trapped): string => hex(timeline.moments.at(-1)?.response.value ?? 0)
  const clauses = (timeline: typeof trapped): readonly string[] => timeline.moments.at(-1)?.forbidden.map(({ clause }) => clause) ?? []
  const rows = [
    html`<tr><th scope="row">optimised, which breaks no clause</th><td>trapped</td><td><code>${end(trapped)}</code></td><td>${verdictOf(context, clauses(trapped))}</td></tr>`,
    html`<tr class="wrong"><th scope="row">optimised</th><td>mapped into the guest</td><td><code>${end(mapped)}</code></td><td>${verdictOf(context, clauses(mapped))}</td></tr>`,
    html`<tr><th scope="row">${reviewed.design}, the design under review</th><td>trapped</td><td><code>${hex(reviewed.trapped)}</code></td><td>${verdictOf(context, [])}</td></tr>`,
    html`<tr class="wrong"><th scope="row">${reviewed.design}</th><td>mapped into the guest</td><td><code>${hex(reviewed.mapped)}</code></td><td>${verdictOf(context, reviewed.broken)}</td></tr>`,
  ]
  return html`<div class="scroll" role="region" aria-label="The example on four devices" tabindex="0"><table><caption>The guest maps VCMDQ 0 alone, writes 0x10 to VCMDQ1_PROD_INDX through the direct aperture, and reads it back</caption><thead><tr><th scope="col">device</th><th scope="col">direct Page0</th><th scope="col">reads</th><th scope="col">verdict</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="note">To run it yourself: write <code>{ "extends": "${reviewed.design}", "directPage0": "guest-direct" }</code> to <code>mapped.json</code>, then <code class="command">${replayCommand(replay, MAPPED_FILE)}</code></p>`
}

function consequenceParts(group: readonly Consequence[], context: HtmlContext, stories: Stories): Markup {
  const [first] = group
  if (first === undefined) return html``
  const names = group.map(({ clause }) => clause).join(', ')
  const rules = group.map(({ clause }) => html`<p id="${idFor(clause)}"><strong>${clauseLink(context, clause)}</strong> (${authorityWords(clauseOf(context, clause)?.authority ?? 'device')}): ${ruleOf(context, clause)}</p>`)
  const { timeline, replay, observed, allowed } = first
  const parts = storyParts({ id: idOf('direct-story', first.clause), label: `${names} broken`, about: first.clause, device: 'optimised', program: timeline.program, timeline, replay, observed, allowed }, context, stories)
  return html`<details class="story"><summary><strong>${names}</strong>: ${observed}, allowed ${allowed}</summary><div class="inner">${rules}${parts}<p class="note">The replay command runs the program with direct Page0 trapped: there nothing is forbidden.</p></div></details>`
}

/** The section. */
export function directSection(context: HtmlContext, stories: Stories): Markup {
  const { direct } = context
  const { trapped, mapped, replay, tried, brokenBefore, consequences } = direct
  const story = (id: string, label: string, device: string, timeline: typeof trapped): Markup => storyParts({ id, label, device, program: timeline.program, timeline, replay }, context, stories)
  return html`<section id="direct" tabindex="-1" aria-labelledby="direct-title"><h2 id="direct-title">What breaks when the direct aperture is mapped into the guest</h2>
<p>Answered by doing it. The optimised device, which breaks no clause, ran ${tried} programs as it is (${brokenBefore === 0 ? 'no clause broken' : `${brokenBefore} clauses broken`}), and again with one change: wherever it installs a window at VINTF Page0, a window onto the same host page is installed at direct Page0 too. What is broken then is broken by the mapping and by nothing else.</p>
<h3>The example</h3>${endsTable(context)}${sideBySide(context)}${LEGEND}
<h3 id="direct-mapped" tabindex="-1">Step by step, mapped</h3>${story('example-mapped', 'direct Page0 mapped into the guest', MAPPED_FILE, mapped)}
<details class="story"><summary>The same with direct Page0 trapped</summary><div class="inner">${story('example-trapped', 'direct Page0 trapped', 'optimised', trapped)}</div></details>
<h3>Every clause that it breaks</h3>${grouped(consequences).map((group) => consequenceParts(group, context, stories))}
<h3>All moments, mapped</h3><details><summary>Where each page goes from power-on to a running queue, with direct Page0 mapped</summary>${regionPictures(direct.after)}</details>
<details><summary>The same with direct Page0 trapped</summary>${regionPictures(direct.before)}</details></section>`
}
