/** The line of a terminal that says how far a run is. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { progressLine } from '../../src/cli/terminal.js'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

/** What is drawn at some moments of a run, without the codes that redraw the line. */
function drawn(live: boolean, budget?: number): readonly string[] {
  const lines: string[] = []
  const progress = progressLine({ out: () => undefined, err: (text) => void lines.push(text.replace('\r\u001b[K', '')), live, colour: false }, budget)
  vi.advanceTimersByTime(2000)
  progress.tell(1, 4, 10_000, () => 500)
  vi.advanceTimersByTime(50)
  progress.tell(2, 4, 15_000, () => 600)
  vi.advanceTimersByTime(1950)
  progress.tell(2, 4, 20_000, () => 620)
  vi.advanceTimersByTime(1000)
  progress.tell(3, 4, 30_000, () => 620)
  progress.clear()
  return lines
}

test('share, accesses, speed, what is new, and the time left; at most ten times a second', () => {
  expect(drawn(true)).toEqual([
    '25 %  10,000 accesses, 5,000 a second, 500 situations reached, 500 new, 6 s left',
    '50 %  20,000 accesses, 5,000 a second, 620 situations reached, 20 new, 4 s left',
    '75 %  30,000 accesses, 6,000 a second, 620 situations reached, 2 s left',
    '',
  ])
})

test('with a time to fill it is the time that is left', () => {
  expect(drawn(true, 10_000)[0]).toBe('20 %  10,000 accesses, 5,000 a second, 500 situations reached, 500 new, 8 s left')
})

test('nothing in a pipe', () => {
  expect(drawn(false)).toEqual([])
})
