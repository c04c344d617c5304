/**
 * Steps through a program: a swim-lane timeline, and the registers behind both apertures after every step. These functions
 * run in the browser, where they are put one beside the other: they call each other and refer to nothing else. What they
 * show reaches the document as text alone.
 */
import type { Hop, StoriesData, StoryData } from '../story-data.js'
import type { Item, Page } from './dom.js'

/** The data of all stories, and the document that they are shown in. */
interface Stage extends StoriesData {
  readonly page: Page
}

function make({ page }: Pick<Stage, 'page'>, name: string, className: string, ...inside: readonly (Item | string)[]): Item {
  const item = page.createElement(name)
  if (className !== '') item.className = className
  item.append(...inside)
  return item
}

function withAttributes(item: Item, attributes: Readonly<Record<string, string>>): Item {
  for (const [name, value] of Object.entries(attributes)) item.setAttribute(name, value)
  return item
}

/** One arrow between two lanes, with its words above it. */
function hopOf(stage: Stage, [from, to, said]: Hop): Item {
  const lanes = ['guest', 'device', 'host', 'hardware']
  const line = make(stage, 'i', `w${Math.min(from, to)}${Math.max(from, to)} ${from === to ? 'self' : from < to ? 'right' : 'left'}`)
  const way = from === to ? lanes[from] : `${lanes[from]} → ${lanes[to]}`
  const past = Math.abs(from - to) === lanes.length - 1
  return make(stage, 'div', past ? 'hop past' : 'hop', make(stage, 'span', '', make(stage, 'small', '', `${way}: `), stage.texts[said] ?? ''), withAttributes(line, { 'aria-hidden': 'true' }))
}

function stepItems(stage: Stage, { steps }: StoryData): readonly Item[] {
  return steps.map(({ say, hops, wrong }) =>
    make(stage, 'li', '', make(stage, 'strong', '', stage.texts[say] ?? ''), ...hops.map((hop) => hopOf(stage, hop)), ...wrong.map((one) => make(stage, 'p', 'bad', `✗ ${stage.texts[one]}`))))
}

/** Registers as rows, a queue through an aperture as columns; the cells by column. */
function registerTable(stage: Stage, columns: readonly string[]): { readonly table: Item; readonly cells: readonly (readonly Item[])[] } {
  const cells = columns.map(() => stage.registers.map(() => make(stage, 'td', '', '0x0')))
  const heads = ['register', ...columns].map((column) => withAttributes(make(stage, 'th', '', column), { scope: 'col' }))
  const rows = stage.registers.map((register, i) =>
    make(stage, 'tr', '', withAttributes(make(stage, 'th', '', ...register.split(/(?<=_BASE_)/).flatMap((part) => [make(stage, 'wbr', ''), part])), { scope: 'row' }), ...cells.flatMap((column) => column[i] ?? [])))
  const caption = make(stage, 'caption', '', 'What a guest would read now, through both apertures. • changed in this step, ✗ owed otherwise')
  return { table: make(stage, 'table', 'state', caption, make(stage, 'thead', '', make(stage, 'tr', '', ...heads)), make(stage, 'tbody', '', ...rows)), cells }
}

/** Fills the table with the state after a step: all changes up to it, those of the step itself marked. Answers what is owed otherwise. */
function showState(stage: Stage, { columns, steps }: StoryData, cells: readonly (readonly Item[])[], step: number): readonly string[] {
  const wrong = new Map<number, string>()
  const [answered, owedThen] = steps[step]?.answered ?? []
  for (const column of cells) for (const cell of column) [cell.textContent, cell.className] = ['0x0', '']
  steps.slice(0, step + 1).forEach(({ changes = [] }, at) => {
    for (const [number, value, owed] of changes) {
      const [column, row] = [Math.floor(number / stage.registers.length), number % stage.registers.length]
      const cell = cells[column]?.[row]
      if (!cell) continue
      wrong.delete(number)
      if (owed !== undefined) wrong.set(number, `✗ ${stage.registers[row]}, ${columns[column]}: ${value}; ${stage.texts[owed]}`)
      const changed = at === step && at > 0
      cell.textContent = owed === undefined ? `${value}${changed ? ' •' : ''}` : `✗ ${value}: ${stage.texts[owed]}`
      cell.className = owed === undefined ? (changed ? 'changed' : '') : 'owed'
    }
  })
  const cell = answered === undefined ? undefined : cells[Math.floor(answered / stage.registers.length)]?.[answered % stage.registers.length]
  if (cell && cell.className !== 'owed') [cell.textContent, cell.className] = [`✗ ${(cell.textContent ?? '').replace(' •', '')}: ${stage.texts[owedThen ?? 0]}`, 'owed']
  return [...(steps[step]?.wrong ?? []).map((one) => `✗ this step breaks ${stage.texts[one]}`), ...wrong.values()]
}

function button(stage: Stage, label: string, act: () => void): Item {
  const item = withAttributes(make(stage, 'button', '', label), { type: 'button' })
  item.addEventListener('click', act)
  return item
}

/** The lanes of one story, and what shows a step in them: it is scrolled to where a reader asked for it. */
function lanesOf(stage: Stage, story: StoryData, label: string, chosen: (step: number) => void): { readonly lanes: Item; readonly mark: (step: number, scroll: boolean) => void } {
  const items = stepItems(stage, story)
  const heads = ['guest', 'device', 'host', 'hardware'].map((lane) => make(stage, 'span', '', lane))
  const lanes = withAttributes(make(stage, 'div', 'lanes', make(stage, 'div', 'heads', ...heads), make(stage, 'ol', 'steps', ...items)), { tabindex: '0', role: 'region', 'aria-label': `Lanes: ${label}` })
  items.forEach((item, i) => item.addEventListener('click', () => chosen(i)))
  const mark = (step: number, scroll: boolean): void => {
    items.forEach((item, i) => {
      item.className = i > step ? 'later' : ''
      if (i === step) item.setAttribute('aria-current', 'step')
      else item.removeAttribute('aria-current')
    })
    const item = items[step]
    if (item && scroll) lanes.scrollTop = Math.max(0, item.offsetTop + item.offsetHeight - lanes.clientHeight)
  }
  return { lanes, mark }
}

/** Buttons and keys that go to a step. Keys work where they do not scroll a table. */
function controlsOf(stage: Stage, { steps, first }: StoryData, at: () => number, go: (step: number) => void): { readonly controls: Item; readonly listen: (item: Item) => void; readonly ends: () => void } {
  const last = steps.length - 1
  const [next, before, start, end] = [() => go(at() + 1), () => go(at() - 1), () => go(0), () => go(last)]
  const back = [button(stage, '« first', start), button(stage, '‹ back', before)]
  const forth = [button(stage, 'next ›', next), button(stage, 'last »', end)]
  const wrong = first === undefined ? [] : [button(stage, '✗ first wrong value', () => go(first))]
  const controls = make(stage, 'div', 'controls', ...back, ...forth, ...wrong, make(stage, 'span', 'note', 'arrow keys, Home and End step too'))
  const keys: Readonly<Record<string, () => void>> = { ArrowRight: next, ArrowDown: next, ArrowLeft: before, ArrowUp: before, Home: start, End: end }
  const listen = (item: Item): void =>
    item.addEventListener('keydown', (event) => {
      const act = keys[event.key]
      if (!act) return
      event.preventDefault()
      act()
    })
  const ends = (): void => {
    for (const one of back) one.setAttribute('aria-disabled', String(at() === 0))
    for (const one of forth) one.setAttribute('aria-disabled', String(at() === last))
  }
  return { controls, listen, ends }
}

/** Everything of one story, put into its place. */
function stepping(stage: Stage, place: Item, story: StoryData): void {
  const label = place.dataset['label'] ?? ''
  const last = story.steps.length - 1
  let step = 0
  const { table, cells } = registerTable(stage, story.columns)
  const now = withAttributes(make(stage, 'p', 'now'), { 'aria-live': 'polite' })
  const [held, owed] = [make(stage, 'p', 'held'), make(stage, 'ul', 'wrongs')]
  const go = (wanted: number, scroll = true): void => {
    step = Math.max(0, Math.min(last, wanted))
    const one = story.steps[step]
    now.textContent = `${stage.texts[one?.say ?? 0]} (${step === last ? 'the last step' : `the last is step ${story.last}`})`
    held.textContent = one?.held === undefined ? 'The state after this step was not looked at; the table has an earlier one.' : (stage.texts[one.held] ?? '')
    mark(step, scroll)
    owed.replaceChildren(...showState(stage, story, cells, step).map((line) => make(stage, 'li', '', line)))
    ends()
  }
  const { lanes, mark } = lanesOf(stage, story, label, (chosen) => go(chosen, false))
  const { controls, listen, ends } = controlsOf(stage, story, () => step, go)
  listen(controls)
  listen(lanes)
  const scroll = withAttributes(make(stage, 'div', 'scroll', table), { tabindex: '0', role: 'region', 'aria-label': `Registers: ${label}` })
  place.append(controls, now, make(stage, 'div', 'panes', lanes, make(stage, 'div', '', held, owed, scroll)))
  go(story.first ?? 0)
}

/** Builds what is shown for the first time: there are hundreds. */
function buildShown(stage: Stage, places: Iterable<Item>): void {
  for (const place of places) {
    const story = stage.stories[place.dataset['story'] ?? '']
    let around: Item | null = place
    while (around !== null && around.open !== false) around = around.parentElement
    if (around !== null || !place.hidden || !story) continue
    place.hidden = false
    withAttributes(place, { role: 'group', 'aria-label': `Timeline: ${place.dataset['label'] ?? ''}` })
    stepping(stage, place, story)
  }
}

function startSteppers(page: Page): void {
  const data = JSON.parse(page.getElementById('stories-data')?.textContent ?? '{}') as StoriesData // story-data.ts wrote it
  const stage = { ...data, page }
  page.addEventListener('toggle', ({ target }) => buildShown(stage, target.querySelectorAll('[data-story]')), true)
  buildShown(stage, page.querySelectorAll('[data-story]'))
}

const PARTS = [make, withAttributes, hopOf, stepItems, registerTable, showState, button, lanesOf, controlsOf, stepping, buildShown, startSteppers]

/** The script, as text. */
export const STEPPER = `${PARTS.map(String).join('\n')}\n${startSteppers.name}(document)`
