/**
 * Draws the orders of a table: a column for each, a row for each gap, in blocks by the first event. Signs, not colours: a
 * filled cell was reached, one with notches is unowed in part, a framed one with a cross was not reached; arrow keys read out one after
 * another. These functions run in the browser, one beside the other, and refer to nothing else.
 */
import type { HeatData } from '../heat.js'
import type { Brush, Item, Page } from './dom.js'

/** Counts as they were before they were packed. */
function unpacked(text: string): readonly number[] {
  return [...text.matchAll(/(\d*)([A-Z])/g)].flatMap(([, times = '', letter = 'A']) => new Array<number>(times === '' ? 1 : Number(times)).fill(letter.charCodeAt(0) - 65))
}

/** Sizes in pixels, and how many orders begin with the same event. */
function layoutOf({ orders }: HeatData): { readonly width: number; readonly height: number; readonly head: number; readonly perBlock: number; readonly blocks: number } {
  const first = orders[0]?.split(' ')[0]
  const perBlock = orders.filter((order) => order.split(' ')[0] === first).length
  return { width: 6, height: 13, head: 20, perBlock, blocks: orders.length / perBlock }
}

function placeOf(data: HeatData, order: number, gap: number): { readonly x: number; readonly y: number } {
  const { width, height, head, perBlock } = layoutOf(data)
  const block = Math.floor(order / perBlock)
  return { x: (order % perBlock) * width, y: block * (head + data.gaps * height) + head + gap * height }
}

function drawCell(brush: Brush, x: number, y: number, share: number, unowed: number, ink: string, paper: string): void {
  if (share === 0) {
    brush.strokeStyle = ink
    brush.lineWidth = 1
    brush.strokeRect(x + 0.5, y + 0.5, 4, 10)
    brush.beginPath()
    brush.moveTo(x + 1, y + 1)
    brush.lineTo(x + 4, y + 10)
    brush.stroke()
    return
  }
  const full = Math.max(1, Math.round(11 * share))
  brush.fillStyle = ink
  brush.fillRect(x, y + 11 - full, 5, full)
  brush.fillStyle = paper
  for (let stripe = 0; stripe < Math.ceil(3 * unowed); stripe++) brush.fillRect(x + 1, y + 2 + stripe * 3, 3, 2)
}

function draw(page: Page, canvas: Item, data: HeatData, reached: readonly number[], unowed: readonly number[], cursor: number): void {
  const brush = canvas.getContext?.('2d')
  if (!brush) return
  const { width, height, head, perBlock, blocks } = layoutOf(data)
  const { gaps, perGap, orders } = data
  const colour = (name: string): string => page.defaultView.getComputedStyle(page.documentElement).getPropertyValue(name)
  const [ink, fill, paper, mark] = [colour('--ink'), colour('--link'), colour('--paper'), colour('--strong')]
  canvas.width = perBlock * width + 2
  canvas.height = blocks * (head + gaps * height) + 2
  brush.font = '12px system-ui, sans-serif'
  orders.forEach((order, i) => {
    const top = placeOf(data, i, 0)
    brush.fillStyle = ink
    if (i % perBlock === 0) brush.fillText(`${order.split(' ')[0] ?? ''} first`, 0, top.y - 5)
    for (let gap = 0; gap < gaps; gap++) {
      const own = reached[i * gaps + gap] ?? 0
      drawCell(brush, top.x, top.y + gap * height, own / perGap, (unowed[i * gaps + gap] ?? 0) / perGap, fill, paper)
    }
  })
  const { x, y } = placeOf(data, Math.floor(cursor / gaps), cursor % gaps)
  brush.strokeStyle = mark
  brush.lineWidth = 2
  brush.strokeRect(x - 1, y - 1, width + 1, height + 1)
}

function tellCell({ orders, gaps, perGap }: HeatData, reached: readonly number[], unowed: readonly number[], cursor: number): string {
  const [order, gap] = [orders[Math.floor(cursor / gaps)] ?? '', cursor % gaps]
  const words = order.split(' ')
  const where = gap === 0 ? 'before the first event' : `after ${words.slice(0, gap).join(', ')}`
  return `order ${words.join(', ')}; gap ${gap}, ${where}: ${reached[cursor] ?? 0} of ${perGap} cells reached, ${unowed[cursor] ?? 0} of them unowed`
}

/** Moves the cursor by keys: left and right through orders, up and down through gaps. */
function movedBy(key: string, cursor: number, { orders, gaps }: HeatData): number | undefined {
  const end = orders.length * gaps - 1
  const moves: Readonly<Record<string, number>> = { ArrowRight: cursor + gaps, ArrowLeft: cursor - gaps, ArrowDown: cursor + 1, ArrowUp: cursor - 1, Home: 0, End: end }
  const wanted = moves[key]
  return wanted === undefined ? undefined : Math.max(0, Math.min(end, wanted))
}

/** The cell that was clicked, or the one nearest to it. */
function cellAt(data: HeatData, x: number, y: number): number {
  const { width, height, head, perBlock, blocks } = layoutOf(data)
  const tall = head + data.gaps * height
  const block = Math.max(0, Math.min(blocks - 1, Math.floor(y / tall)))
  const order = block * perBlock + Math.max(0, Math.min(perBlock - 1, Math.floor(x / width)))
  const gap = Math.max(0, Math.min(data.gaps - 1, Math.floor((y - block * tall - head) / height)))
  return order * data.gaps + gap
}

function heatIn(page: Page, place: Item, data: HeatData): void {
  const [reached, unowed] = [unpacked(data.reached), unpacked(data.unowed)]
  const [scroll, canvas, told] = [page.createElement('div'), page.createElement('canvas'), page.createElement('p')]
  scroll.className = 'scroll'
  for (const [name, value] of [['role', 'application'], ['aria-label', `${data.table}: orders by gap; arrow keys move through them`], ['tabindex', '0']] as const) scroll.setAttribute(name, value)
  told.className = 'cursor'
  told.setAttribute('aria-live', 'polite')
  let cursor = 0
  const show = (): void => {
    draw(page, canvas, data, reached, unowed, cursor)
    told.textContent = tellCell(data, reached, unowed, cursor)
  }
  scroll.addEventListener('keydown', (event) => {
    const wanted = movedBy(event.key, cursor, data)
    if (wanted === undefined) return
    event.preventDefault()
    cursor = wanted
    show()
  })
  canvas.addEventListener('click', ({ offsetX, offsetY }) => {
    cursor = cellAt(data, offsetX, offsetY)
    show()
  })
  page.defaultView.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show)
  scroll.append(canvas)
  place.append(scroll, told)
  place.hidden = false
  show()
}

function startHeat(page: Page): void {
  const tables = JSON.parse(page.getElementById('heat-data')?.textContent ?? '[]') as readonly HeatData[] // heat.ts wrote it
  for (const place of page.querySelectorAll('[data-heat]')) {
    const data = tables[Number(place.dataset['heat'])]
    if (data) heatIn(page, place, data)
  }
}

const PARTS = [unpacked, layoutOf, placeOf, drawCell, draw, tellCell, movedBy, cellAt, heatIn, startHeat]

/** The script, as text. */
export const HEAT_MAP = `${PARTS.map(String).join('\n')}\n${startHeat.name}(document)`
