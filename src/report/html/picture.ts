/** The region as its five pages, and where each one's accesses go at one moment: drawn from what was seen, as SVG and as a table. */
import type { Mode, PageName, Route, RoutedDevice } from './facts.js'
import { html, idOf } from './markup.js'
import type { Markup, Piece } from './markup.js'
import { scrolled } from './words.js'

const OFFSETS: Readonly<Record<PageName, string>> = { Config: '0x00000', 'direct Page0': '0x10000', 'direct Page1': '0x20000', 'VINTF Page0': '0x30000', 'VINTF Page1': '0x40000' }
const PAGES = Object.keys(OFFSETS) as readonly PageName[] // its keys, by its type

/** Where a write ended. */
export type End = 'cache' | 'page' | 'guest-direct' | 'dropped by the device' | 'guest-direct, dropped by hardware' | 'lost' | 'device' | 'no answer'

/** What the pieces of a route add up to. */
export function endOf({ backing, readsBack, twin, failed }: Route): End {
  if (failed !== undefined) return 'no answer'
  const kept = readsBack || twin !== undefined
  if (backing === 'window') return kept ? 'guest-direct' : 'guest-direct, dropped by hardware'
  if (backing === 'page') return kept ? 'page' : 'lost'
  if (!kept) return 'dropped by the device'
  return backing === 'cache' ? 'cache' : 'device'
}

const LABELS: Readonly<Record<End, string>> = {
  cache: 'register cache',
  page: 'trapped → host page',
  'guest-direct': 'guest-direct',
  'dropped by the device': 'dropped',
  'guest-direct, dropped by hardware': 'guest-direct, dropped',
  lost: 'trapped → page, dropped',
  device: 'device',
  'no answer': 'no answer',
}

/** The Config page has no second place that a register could be in. */
const labelOf = (route: Route, end: End): string => (route.page === 'Config' && end === 'cache' ? 'device' : LABELS[end])

const ROW = 52
const TOP = 34
const [BOX, BOX_END, DEVICE, DEVICE_END, HARDWARE, HARDWARE_END] = [50, 140, 164, 260, 284, 354]
const middle = (page: PageName): number => TOP + PAGES.indexOf(page) * ROW + ROW / 2

/** How far a route gets: into the device, or past it to the hardware. */
const REACH: Readonly<Record<End, number>> = {
  cache: DEVICE + 20, device: DEVICE + 20, 'dropped by the device': DEVICE + 20, 'no answer': DEVICE + 20,
  page: HARDWARE + 20, lost: HARDWARE + 20, 'guest-direct': HARDWARE + 20, 'guest-direct, dropped by hardware': HARDWARE + 8,
}

const isDropped = (end: End): boolean => /dropped|lost|no answer/.test(end)

/** What is told at the line of a route; where another page shows what it must not, that is told at the bracket. */
const brokenBy = ({ broken, twin, twinBroken }: Route): readonly string[] => (twin === undefined ? [...broken, ...twinBroken] : broken)
const allBroken = ({ broken, twinBroken }: Route): readonly string[] => [...broken, ...twinBroken]

/** As many names as fit beside a page, in two lines; how many do not is said, and the table has them. */
function brokenLines(list: readonly string[]): readonly string[] {
  if (list.length === 0) return []
  const [first, rest] = [list.slice(0, 2), list.slice(2)]
  const second = rest.length === 0 ? [] : [rest.length <= 2 ? rest.join(', ') : `and ${rest.length} more: see the table`]
  return [`✗ ${first.join(', ')}${rest.length > 0 ? ',' : ''}`, ...second]
}

/** A line from a page to whoever took the write: thick past the device, with a stop where it is dropped, rightly or not. */
function routeLine(route: Route): Markup {
  const [end, y] = [endOf(route), middle(route.page)]
  const x = REACH[end]
  const kind = `route${end.startsWith('guest-direct') ? ' direct' : ''}${isDropped(end) ? ' dropped' : ''}`
  const mark = isDropped(end) ? html`<path class="stop" d="M${x} ${y - 7}v14"/>` : html`<circle class="dot" cx="${x}" cy="${y}" r="4.5"/>`
  const trapped = end === 'page' || end === 'lost' ? html`<circle class="trap" cx="${DEVICE + 20}" cy="${y}" r="4.5"/>` : undefined
  const broken = brokenLines(brokenBy(route)).map((line, i) => html`<text class="bad" x="${BOX_END + 6}" y="${y + 17 + 13 * i}">${line}</text>`)
  return html`<g class="${kind}"><path d="M${BOX_END} ${y}H${x}"/>${trapped}${mark}<text x="${BOX_END + 6}" y="${y - 8}">${labelOf(route, end)}</text>${broken}</g>`
}

function pageBox(page: PageName): Markup {
  const y = middle(page)
  return html`<g class="page"><rect x="${BOX}" y="${y - 20}" width="${BOX_END - BOX}" height="40" rx="3"/><text x="${BOX + 7}" y="${y - 3}">${page}</text><text class="offset" x="${BOX + 7}" y="${y + 13}">${OFFSETS[page]}</text></g>`
}

/** A bracket at the left joins two pages that are the same registers at this moment. */
function alias(routes: readonly Route[], page: PageName, twin: PageName, x: number): Markup | undefined {
  const joined = routes.filter((route) => (route.page === page && route.twin === twin) || (route.page === twin && route.twin === page))
  if (joined.length === 0) return undefined
  const [from, to] = [middle(page), middle(twin)]
  const wrong = joined.some(({ twinBroken }) => twinBroken.length > 0)
  return html`<path class="alias${wrong ? ' bad' : ''}" d="M${BOX} ${from}H${x}V${to}H${BOX}"/><text class="alias${wrong ? ' bad' : ''}" x="${x - 12}" y="${(from + to) / 2 + 4}">${wrong ? '✗' : '='}</text>`
}

/** Pages that alias, in words. */
function aliasWords(routes: readonly Route[]): string {
  const pairs = routes.flatMap(({ page, twin }) => (twin !== undefined && PAGES.indexOf(page) < PAGES.indexOf(twin) ? [`${page} = ${twin}`] : []))
  return pairs.length === 0 ? 'no two pages show the same register' : pairs.join(', ')
}

const sentence = ({ routes }: Mode): string => `${routes.map((route) => `${route.page}: ${labelOf(route, endOf(route))}${allBroken(route).length > 0 ? ` (breaks ${allBroken(route).join(', ')})` : ''}`).join('; ')}. ${aliasWords(routes)}.`

/** The picture of one moment. */
export function regionPicture({ device }: RoutedDevice, mode: Mode, place = ''): Markup {
  const { title, line, routes } = mode
  const height = TOP + PAGES.length * ROW + 6
  const id = idOf('picture', device, mode.id, place)
  return html`<figure class="region"><svg viewBox="0 0 360 ${height}" role="img" aria-labelledby="${id}"><title id="${id}">${device}, ${title}. ${sentence(mode)}</title>
<text class="lane" x="${BOX}" y="14">guest</text><text class="lane" x="${DEVICE}" y="14">device</text><text class="lane" x="${HARDWARE}" y="14">hardware</text>
<g class="body"><rect x="${DEVICE}" y="22" width="${DEVICE_END - DEVICE}" height="${height - 28}" rx="4"/><rect x="${HARDWARE}" y="22" width="${HARDWARE_END - HARDWARE}" height="${height - 28}" rx="4"/></g>
${PAGES.map(pageBox)}${alias(routes, 'direct Page0', 'VINTF Page0', 36)}${alias(routes, 'direct Page1', 'VINTF Page1', 15)}${routes.map(routeLine)}</svg>
<figcaption><strong>${title}</strong>: ${line}</figcaption></figure>`
}

const yes = (word: boolean): Piece => (word ? 'yes' : 'no')

function routeRow(route: Route, { title }: Mode): Markup {
  const { page, register, twin, failed } = route
  const broken = allBroken(route)
  const end = endOf(route)
  return html`<tr${broken.length > 0 ? html` class="wrong"` : ''}><td>${title}</td><th scope="row">${page}</th><td><code>${register}</code></td><td>${failed ?? (page === 'Config' && end === 'cache' ? 'device' : end)}</td><td>${yes(route.readsBack)}</td><td>${page === 'Config' ? '' : (twin ?? 'no')}</td><td>${broken.map((clause) => html`<span class="sign">✗</span> <a href="#clause-${clause}">${clause}</a> `)}</td></tr>`
}

/** The same as a table, for who does not see the pictures, or wants to copy it. */
export function routeTable({ device, modes }: RoutedDevice): Markup {
  const rows = modes.flatMap((mode) => mode.routes.map((route) => routeRow(route, mode)))
  const table = html`<table><caption>${device}: one value written to each page, and where it is read afterwards</caption><thead><tr><th scope="col">when</th><th scope="col">page</th><th scope="col">register</th><th scope="col">the write ends in</th><th scope="col">reads back</th><th scope="col">reads the same</th><th scope="col">breaks</th></tr></thead><tbody>${rows}</tbody></table>`
  return scrolled(`Routes of ${device}`, table)
}

/** One line of the legend: as it is drawn, and in words. */
const sample = (kind: string, end: Markup, words: string): Markup => html`<li><svg viewBox="0 0 46 16" aria-hidden="true"><g class="route${kind}"><path d="M2 8H38"/>${end}</g></svg> ${words}</li>`
const DOT = html`<circle class="dot" cx="40" cy="8" r="4.5"/>`
const STOP = html`<path class="stop" d="M39 1v14"/>`
const VIA = html`<circle class="trap" cx="18" cy="8" r="4.5"/>`

/** How to read the pictures: every line, every end and every sign. */
export const LEGEND = html`<ul class="legend">${[
  sample('', DOT, 'trapped: the device serves it, from its register cache'),
  sample('', html`${VIA}${DOT}`, 'trapped: the device serves it from the host page'),
  sample(' direct', DOT, 'guest-direct: past the device, onto the host page'),
  sample(' dropped', STOP, 'dropped by the device, or no answer'),
  sample(' dropped', html`${VIA}${STOP}`, 'trapped, and dropped by a slot of the host page'),
  sample(' direct dropped', STOP, 'guest-direct, and dropped by a slot without a hardware queue'),
]}<li><strong class="twin">=</strong> with a bracket: two pages are the same registers</li><li><span class="sign">✗</span> a clause is broken: the names stand beside it. On a dashed bracket: the pages must not be the same. To drop alone breaks nothing.</li></ul>`

/** All moments of one device. */
export const regionPictures = (device: RoutedDevice): Markup => html`<div class="figures">${device.modes.map((mode) => regionPicture(device, mode))}</div><details><summary>The same as a table</summary>${routeTable(device)}</details>`
