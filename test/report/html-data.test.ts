/** What the scripts are given says the same as what was gathered. */
import { expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { CLAUSES } from '../../spec/index.js'
import type { Heat } from '../../src/check/heat.js'
import type { Subject } from '../../src/check/lockstep.js'
import { decodeToken } from '../../src/check/token.js'
import { loadSubject } from '../../src/cli/devices.js'
import { timelineOf } from '../../src/cli/html/timeline.js'
import { shippedMatrix } from '../../src/cli/shipped.js'
import { createOptimised } from '../../src/device/index.js'
import { errnoName } from '../../src/host/index.js'
import type { HtmlContext, Timeline } from '../../src/report/html/facts.js'
import { heatData } from '../../src/report/html/heat.js'
import { Stories } from '../../src/report/html/story-data.js'
import type { StoriesData } from '../../src/report/html/story-data.js'

const PROD = region.queueRegister('direct', 'PROD_INDX', 0)
const context: Pick<HtmlContext, 'region' | 'errnoName' | 'clauses'> = { region, errnoName, clauses: CLAUSES }
const stories = (): Stories => new Stories(context as HtmlContext) // it asks for nothing else

/** As the script fills its table: cell by cell, one step's changes after another. */
function replayed({ stories: all, texts, registers }: StoriesData, id: string): readonly (readonly string[])[] {
  const { steps = [], columns = [] } = all[id] ?? {}
  const cells = new Array<string>(columns.length * registers.length).fill('0x0')
  return steps.map(({ changes = [] }) => {
    for (const [cell, value, owed] of changes) cells[cell] = owed === undefined ? value : `${value} / ${texts[owed]}`
    return [...cells]
  })
}

function gathered({ moments, queues, program }: Timeline): readonly (readonly string[])[] {
  return moments.map(({ state }) =>
    queues.flatMap((queue) => (['direct', 'vintf'] as const).flatMap((aperture) =>
      region.locations(program.queues).filter((place) => place.aperture === aperture && place.index === queue).map(({ offset }) => {
        const seen = state?.seen.find((one) => one.offset === offset)
        return `0x${(seen?.value ?? 0).toString(16)}${seen?.owed ? ` / ${seen.owed.allowed} owed, ${seen.owed.clauses.join(', ')}` : ''}`
      }))))
}

test('every state of every story of the matrix, register by register', async () => {
  const told = stories()
  const all = new Map<string, Timeline>()
  for (const { device, divergences } of shippedMatrix().designs.filter(({ queues }) => queues === 2)) {
    const subject = await loadSubject(device)
    for (const { clause, replay } of divergences) {
      const timeline = timelineOf(subject, decodeToken(replay))
      if (timeline === undefined) throw new Error(`${device} ${clause} cannot be run`)
      all.set(`${device} ${clause}`, timeline)
      told.add(`${device} ${clause}`, timeline, clause)
    }
  }
  const data = told.data()
  expect(all.size).toBeGreaterThan(200)
  const rows = (states: readonly (readonly string[])[]): readonly string[] => states.map((state) => state.join(' '))
  for (const [id, timeline] of all) expect([id, rows(replayed(data, id))]).toEqual([id, rows(gathered(timeline))])
})

test('an access past the device is an arrow from guest to hardware, a trapped one ends at the device', async () => {
  const told = stories()
  const program = { kernel: '6.18.9', queues: 2, slots: [], operations: [{ op: 'write', offset: 0x1_0000, size: 4, value: 1 }, { op: 'read', offset: 0x1_0000, size: 4 }] } as const
  for (const device of ['rust-fork-2026', 'optimised']) {
    const timeline = timelineOf(await loadSubject(device), program)
    if (timeline) told.add(device, timeline)
  }
  const { stories: all, texts } = told.data()
  const hops = (device: string): unknown => all[device]?.steps.slice(1).map(({ hops: own }) => own.map(([from, to, text]) => [from, to, texts[text]]))
  expect(hops('rust-fork-2026')).toEqual([[[0, 3, 'write, guest-direct: past the device, to slot 0, which has no queue and drops it']], [[0, 3, 'read, guest-direct: past the device, to slot 0, which has no queue'], [3, 0, '0x0']]])
  expect(hops('optimised')).toEqual([[[0, 1, 'write, trapped: served from the register cache']], [[0, 1, 'read, trapped: served from the register cache'], [1, 0, '0x1']]])
  expect([all['rust-fork-2026']?.first, all['optimised']?.first]).toEqual([1, undefined])
})

test('a wrong answer is told at the register that was read', async () => {
  const told = stories()
  const program = { kernel: '6.18.9', queues: 2, slots: [], operations: [{ op: 'write', offset: PROD, size: 4, value: 1 }, { op: 'read', offset: PROD, size: 4 }] } as const
  const timeline = timelineOf(await loadSubject('rust-fork-2026'), program)
  if (timeline) told.add('wrong', timeline)
  const { stories: all, texts, registers } = told.data()
  expect(all['wrong']?.steps.map(({ answered }) => answered && [answered[0], texts[answered[1]]])).toEqual([undefined, undefined, [registers.indexOf('PROD_INDX'), '0x1 was owed, P176-DIRECT, DIRECT-EN']])
  expect(all['wrong']?.last).toBe(1)
})

test('a register that could not be read is no zero', () => {
  const program = { kernel: '6.18.9', queues: 2, slots: [], operations: [{ op: 'write', offset: PROD, size: 4, value: 5 }] } as const
  const half: Subject = {
    name: 'half',
    create(host, options) {
      const device = createOptimised(host, options)
      return {
        read(offset, size) {
          if (offset > PROD) throw new Error('not that one')
          return device.read(offset, size)
        },
        write: (offset, size, value) => device.write(offset, size, value),
        attach() {}, detach() {}, reset() {}, event() {},
      }
    },
  }
  const timeline = timelineOf(half, program)
  const told = stories()
  if (timeline) told.add('half', timeline)
  expect(replayed(told.data(), 'half').map((cells) => cells.slice(0, 4))).toEqual([['0x0', '0x0', '?', '?'], ['0x0', '0x5', '?', '?']])
})

test('counts are packed and lose nothing', () => {
  const reached = Uint8Array.from([24, 24, 24, 0, 0, 7, 24])
  const heat: Heat = { table: 'one', orders: ['a'], gaps: 7, perGap: 24, reached, unowed: new Uint8Array(7) }
  expect(heatData([heat])).toEqual([{ table: 'one', orders: ['a'], gaps: 7, perGap: 24, reached: '3Y2AHY', unowed: '7A' }])
})
