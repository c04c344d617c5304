/** One program as it ran: a table that needs no script, and a place for the timeline that the script steps through. */
import type { Program } from '../../check/contract.js'
import { counted } from '../columns.js'
import { replayCommand } from '../command.js'
import { hex, tellHost, tellOperation } from '../story.js'
import type { HtmlContext, Moment, Timeline } from './facts.js'
import { html } from './markup.js'
import type { Markup, Piece } from './markup.js'
import type { Stories } from './story-data.js'
import { firstWrong, scrolled, stepName, tellMoment, tellWrong } from './words.js'

/** Of a program that could not be run again, the last operations. */
const MOST_ROWS = 40

/** What is told of a program besides its steps. */
export interface Story {
  readonly id: string
  readonly label: string
  /** The clause that it is about, if it is about one. */
  readonly about?: string
  readonly device: string
  readonly program: Program
  readonly timeline: Timeline | undefined
  readonly replay: string
  readonly observed?: string
  readonly allowed?: string
}

const row = (cells: readonly Piece[], wrong: boolean): Markup => html`<tr${wrong ? html` class="wrong"` : ''}>${cells.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`

/** The name of a register, which a phone may break where it has a gap. */
const nameCell = (name: string): Markup => html`<code>${name.split(/(?<=_)/).map((part, i) => [i > 0 && html`<wbr>`, part])}</code>`

const SERVED: Readonly<Record<string, string>> = { cache: 'device, register cache', page: 'device, host page', window: 'guest-direct window' }

function momentRow(context: HtmlContext, program: Program, moment: Moment): Markup {
  const { what, where, value, aperture } = tellMoment(context, program.queues, moment)
  const { index, operation, response, forbidden } = moment
  const shown = operation.op === 'read' && response.value !== undefined ? hex(response.value) : value
  const wrong = forbidden.map(({ clause }) => html` <span class="sign">✗</span> ${clause}`)
  return row([index < 0 ? 'start' : index, index < 0 ? '' : what, nameCell(where), html`<code>${shown}</code>`, aperture, html`${SERVED[response.backing ?? ''] ?? ''}${wrong}`], wrong.length > 0)
}

function rowsOf(context: HtmlContext, { program, timeline }: Story): readonly Markup[] {
  const told = timeline?.moments.filter(({ index, response, forbidden }) => index >= 0 || response.log.length > 0 || forbidden.length > 0)
  if (told) return told.map((moment) => momentRow(context, program, moment))
  const first = Math.max(0, program.operations.length - MOST_ROWS)
  return program.operations.slice(first).map((operation, i) => {
    const { what, where, value, aperture } = tellOperation(context.region, program.queues, operation)
    return row([first + i, what, nameCell(where), html`<code>${value}</code>`, aperture, ''], false)
  })
}

const note = (text: string): Markup => html`<p class="note">${text}</p>`

function notesOf({ program, timeline }: Story): readonly Markup[] {
  const skipped = timeline?.skipped ?? Math.max(0, program.operations.length - MOST_ROWS)
  return [
    ...(skipped > 0 ? [note(`The program has ${counted(program.operations.length, 'operation')}; the first ${skipped} are done and not shown. The token has them all.`)] : []),
    ...(timeline === undefined ? [note('The device could not be run again: this is the program as it was found, without the steps.')] : timeline.notes.map(note)),
    ...(program.operations.length === 0 ? [note('There is no operation: the device breaks the clause while it is made.')] : []),
  ]
}

/** The first value that is owed otherwise, where that shows before the last answer. */
function wrongLine(context: HtmlContext, { about, program, timeline }: Story): Markup | undefined {
  const wrong = timeline && firstWrong(context, timeline, about)
  if (wrong) return html`<p><span class="sign">✗</span> The first value owed otherwise: ${tellWrong(context, program.queues, wrong)}.</p>`
  const broken = timeline?.moments.find(({ forbidden }) => forbidden.length > 0)
  return broken && html`<p>No register reads wrong between the steps: it is the response to ${stepName(broken.index)} that is forbidden.</p>`
}

/** A program, step by step. Its timeline goes to `stories`. */
export function storyParts(story: Story, context: HtmlContext, stories: Stories): Markup {
  const { id, label, about, device, program, timeline, replay, observed, allowed } = story
  if (timeline) stories.add(id, timeline, about)
  const table = html`<table class="program"><caption>${label}: ${tellHost(program)}</caption>
<thead><tr><th scope="col">step</th><th scope="col">what</th><th scope="col">where</th><th scope="col">value</th><th scope="col">aperture</th><th scope="col">served by</th></tr></thead>
<tbody>${rowsOf(context, story)}</tbody></table>`
  return html`${scrolled(`Program: ${label}`, table)}
<dl class="verdicts">${observed === undefined || observed === '' ? '' : html`<dt>seen</dt><dd>${observed}</dd>`}${allowed === undefined || allowed === '' ? '' : html`<dt>allowed</dt><dd>${allowed}</dd>`}<dt>replay</dt><dd><code class="command">${replayCommand(replay, device)}</code></dd></dl>
${notesOf(story)}${wrongLine(context, story)}
${timeline ? html`<div class="stepper" data-story="${id}" data-label="${label}" hidden></div>` : ''}`
}
