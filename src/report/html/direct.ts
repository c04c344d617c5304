/** The question that the project comes from: what was run to answer it, and the proof for every clause. */
import { counted } from '../columns.js'
import { replayCommand } from '../command.js'
import { hex } from '../story.js'
import { directId, endWords, proofLinks } from './answer.js'
import { cellId } from './designs.js'
import type { Consequence, DirectAnswer, Example, HtmlContext, Mode, ProgramEnd, RoutedDevice } from './facts.js'
import { html, idOf } from './markup.js'
import type { Markup } from './markup.js'
import { LEGEND, regionPicture, regionPictures } from './picture.js'
import { storyParts } from './story.js'
import type { Stories } from './story-data.js'
import { authorityWords, clauseLink, clauseOf, ruleOf, scrolled, word } from './words.js'

/** Where a reader writes the design under review with its direct Page0 exposed, and the device that the proofs are about. */
const DESIGN_FILE = './exposed.json'
const DEVICE_FILE = './exposed.mjs'

/** That device as a file of a reader's own. */
const DEVICE_SOURCE = `import { createOptimised } from 'cmdqv-check'
const DOWN = 0x20000 // from VINTF Page0 to direct Page0
export default (host, options) => createOptimised({
  ...host,
  guestMap(at, length) { host.guestMap(at, length); host.guestMap(at - DOWN, length) },
  guestUnmap(at, length) { host.guestUnmap(at - DOWN, length); host.guestUnmap(at, length) },
}, options)
`

/** The moment at which the two devices differ; the last there is, if they do not. */
export function tellingMode({ before, after }: DirectAnswer): Mode | undefined {
  const broken = after.modes.find(({ routes }) => routes.some((route) => route.broken.length + route.twinBroken.length > 0))
  return broken ?? before.modes.at(-1)
}

/** Consequences by their proof: where several clauses forbid the same, they are told together. */
function grouped(consequences: readonly Consequence[]): readonly (readonly Consequence[])[] {
  const groups = new Map<string, Consequence[]>()
  for (const one of consequences) groups.set(one.replay, [...(groups.get(one.replay) ?? []), one])
  return [...groups.values()]
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
  return html`<div class="compare">${one(direct.before, 'Direct Page0 trapped')}${one(direct.after, 'Direct Page0 exposed too (guest-direct)')}</div>${LEGEND}`
}

const verdictOf = (clauses: readonly string[]): Markup => (clauses.length === 0 ? html`<span class="sign good">✓</span> as owed, in this program` : html`<span class="sign">✗</span> breaks ${proofLinks(clauses)}`)

/** That the design under review is not right because one program is; or that it is no witness, because it breaks the same without the change. */
function reviewedNote({ designs, direct: { design } }: HtmlContext, { reviewed: { trapped, exposed } }: Example): Markup | undefined {
  if (trapped.broken.length > 0) return html`<p class="note">${design}, the design under review, is no witness here: with direct Page0 trapped it reads ${hex(trapped.value)} and breaks ${trapped.broken.join(', ')} already (exposed, it reads ${hex(exposed.value)}).</p>`
  const broken = designs.find(({ name }) => name === design)?.broken ?? []
  const same = broken.find(({ clause }) => clause === 'P176-DIRECT')
  if (broken.length === 0) return undefined
  return html`<p class="note">“As owed” is said of this one program. In others, and for other reasons, ${design} breaks ${broken.length} clauses with direct Page0 trapped already${same === undefined ? '' : html`, <a href="#${cellId(design, same.clause)}">${same.clause}</a> in ${counted(same.length, 'operation')} among them`}.</p>`
}

/** A design that breaks something without the change shows nothing with it. */
const isWitness = ({ trapped }: Example['reviewed']): boolean => trapped.broken.length === 0

/** The example's end, a row for each device. */
function endsTable(context: HtmlContext, example: Example, caption: string): Markup {
  const { trapped, exposed, reviewed } = example
  const { design } = context.direct
  const row = (device: string, page: string, value: string, broken: readonly string[]): Markup => html`<tr${broken.length > 0 ? html` class="wrong"` : ''}><th scope="row">${device}</th><td>${page}</td><td><code>${value}</code></td><td>${verdictOf(broken)}</td></tr>`
  const own = (page: string, timeline: Example['trapped']): Markup => row('optimised', page, endWords(timeline).value, endWords(timeline).broken)
  const other = (page: string, { value, broken }: ProgramEnd): Markup => row(`${design}, the design under review`, page, hex(value), broken)
  const [past, through] = ['exposed (guest-direct)', 'trapped']
  const table = html`<table><caption>${caption}</caption><thead><tr><th scope="col">device</th><th scope="col">direct Page0</th><th scope="col">reads</th><th scope="col">verdict</th></tr></thead><tbody>${own(through, trapped)}${own(past, exposed)}${isWitness(reviewed) && [other(through, reviewed.trapped), other(past, reviewed.exposed)]}</tbody></table>`
  return html`${scrolled(caption, table)}${reviewedNote(context, example)}`
}

interface Told {
  readonly id: string
  readonly number: number
  readonly title: string
  readonly caption: string
}

const CROSSED: Told = { id: 'example-crossed', number: 1, title: 'a write changes another queue, which runs', caption: 'The guest maps VCMDQ1 as LVCMDQ0 and lets it run, writes 0x10 to VCMDQ0_PROD_INDX through the direct aperture, and reads LVCMDQ0_PROD_INDX' }
const LOST: Told = { id: 'example-lost', number: 2, title: 'a write is lost', caption: 'The guest maps VCMDQ0 alone, writes 0x10 to VCMDQ1_PROD_INDX through the direct aperture, and reads it back' }

function exampleParts({ id, number, title, caption }: Told, example: Example, context: HtmlContext, stories: Stories): Markup {
  const { trapped, exposed, replay } = example
  const label = `Example ${number}`
  const story = (own: string, state: string, device: string, timeline: typeof trapped): Markup => storyParts({ id: own, label: `${label}, direct Page0 ${state}`, device, program: timeline.program, timeline, replay }, context, stories)
  return html`<h3 id="example-${number}" tabindex="-1">${label}: ${title}</h3>${endsTable(context, example, caption)}
${number === LOST.number ? sideBySide(context) : ''}
<h4>Step by step, direct Page0 exposed</h4>${story(id, 'exposed', DEVICE_FILE, exposed)}
<details class="story"><summary>The same with direct Page0 trapped</summary><div class="inner">${story(`${id}-trapped`, 'trapped', 'optimised', trapped)}</div></details>
${isWitness(example.reviewed) && html`<p class="note">On ${context.direct.design} with direct Page0 exposed: <code class="command">${replayCommand(replay, DESIGN_FILE)}</code></p>`}`
}

/** What a reader needs to run all of it again. */
const byYourself = ({ direct: { design } }: HtmlContext): Markup => html`<details><summary>To run the programs of this section yourself: two files</summary><p>The replay commands name them. <code>${DEVICE_FILE}</code> is the optimised device with the one change:</p><pre id="exposed-device" tabindex="0"><code>${DEVICE_SOURCE}</code></pre><p><code>${DESIGN_FILE}</code> is ${design} with the one choice changed: <code>{ "extends": "${design}", "directPage0": "guest-direct" }</code></p></details>`

/** The proof itself, or where it stands already. */
function proofParts(names: string, { clause, timeline, replay, observed, allowed }: Consequence, { direct }: HtmlContext): { readonly example: number } | Parameters<typeof storyParts>[0] {
  if (replay === direct.crossed.replay) return { example: CROSSED.number }
  if (replay === direct.lost.replay) return { example: LOST.number }
  return { id: idOf('direct-story', clause), label: `${names} broken`, about: clause, device: DEVICE_FILE, program: timeline.program, timeline, replay, observed, allowed }
}

function consequenceParts(group: readonly Consequence[], context: HtmlContext, stories: Stories): Markup {
  const [first] = group
  if (first === undefined) return html``
  const names = group.map(({ clause }) => clause).join(', ')
  const rules = group.map(({ clause }) => html`<p id="${directId(clause)}" tabindex="-1"><strong>${clause}</strong> (${authorityWords(clauseOf(context, clause)?.authority ?? 'device')}): ${ruleOf(context, clause)} <span class="note">What this report’s own run, without this change, says of it: ${clauseLink(context, clause)}</span></p>`)
  const proof = proofParts(names, first, context)
  const parts = 'example' in proof ? html`<p>The proof is <a href="#example-${proof.example}">example ${proof.example}</a>.</p>` : html`${storyParts(proof, context, stories)}<p class="note">The same without <code>--device</code> runs it with direct Page0 trapped: there nothing is forbidden.</p>`
  return html`<details class="story"><summary><strong>${names}</strong>: ${first.observed}, allowed ${first.allowed}</summary><div class="inner">${rules}${parts}</div></details>`
}

/** The section. */
export function directSection(context: HtmlContext, stories: Stories): Markup {
  const { direct } = context
  const { tried, brokenBefore, consequences } = direct
  const parts = (told: Told, example: Example): Markup => exampleParts(told, example, context, stories)
  return html`<section id="direct" tabindex="-1" aria-labelledby="direct-title"><h2 id="direct-title">What breaks when direct Page0 is exposed to the guest</h2>
<p>Answered by doing it. The device called optimised, which comes with cmdqv-check, ran ${tried} programs as it is (${brokenBefore === 0 ? 'no clause broken' : `${brokenBefore} clauses broken`}), and again with one change: wherever it installs a ${word('guest-direct', 'window')} at VINTF Page0, a window onto the same host page is installed at direct Page0 too. Both Page1 stay trapped. What is broken then is broken by that and by nothing else.</p>
${byYourself(context)}
${parts(CROSSED, direct.crossed)}${parts(LOST, direct.lost)}
<h3 id="direct-proofs" tabindex="-1">Every clause that it breaks: ${consequences.length}</h3><p>Where an example breaks the clause, it is the proof. For the others the least program that was found; programs differ because no single one breaks all of them.</p>${grouped(consequences).map((group) => consequenceParts(group, context, stories))}
<h3>All moments, direct Page0 exposed</h3><details><summary>Where each page goes from power-on to a running queue, with direct Page0 exposed</summary>${regionPictures(direct.after)}</details>
<details><summary>The same with direct Page0 trapped</summary>${regionPictures(direct.before)}</details></section>`
}
