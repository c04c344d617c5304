/** Where a device's accesses go: one value is written to each of the five pages at several moments of a guest's life, and looked for. */
import { Accesses, VINTF_ENABLE, allocEntry, baseValue } from '../../check/layout.js'
import type { Operation } from '../../check/contract.js'
import { CANONICAL_KERNEL } from '../../check/order.js'
import type { Subject } from '../../check/lockstep.js'
import type { Mode, PageName, Route, RoutedDevice } from '../../report/html/facts.js'
import type { ReplayStep } from '../../report/replay.js'
import { reasonOf } from '../../check/fault.js'
import { region } from '../assembly.js'
import { stepsOf } from '../replay.js'
import { byWeight } from './weight.js'

const to = new Accesses(region)
const ATTACH: Operation = { op: 'attach' }
const ENABLE = to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE)
const MAP = to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(0))
const RING = to.write64('direct', 'BASE_L', 0, baseValue(0x4000_0000, 4))
const RUN = to.write('vintf', 'CONFIG', 0, 1)

type Moment = Omit<Mode, 'routes'> & { readonly before: readonly Operation[] }

/** The moments that tell designs apart; the last is the mail's own. */
const MOMENTS: readonly Moment[] = [
  { id: 'power-on', title: 'at power-on', line: 'nothing is attached, queue 0 is not mapped', queue: 0, before: [] },
  { id: 'attached', title: 'attached', line: 'a device is attached, queue 0 is not mapped', queue: 0, before: [ATTACH] },
  { id: 'mapped', title: 'mapped, no hardware queue', line: 'VINTF is enabled and queue 0 mapped, but it has no BASE', queue: 0, before: [ATTACH, ENABLE, MAP] },
  { id: 'live', title: 'mapped and running', line: 'queue 0 is mapped, has a BASE and is enabled', queue: 0, before: [ATTACH, ENABLE, MAP, RING, RUN] },
  { id: 'neighbour', title: 'not mapped, beside a running queue', line: 'queue 0 runs; queue 1, which is accessed, is not mapped', queue: 1, before: [ATTACH, ENABLE, MAP, RING, RUN] },
]

/** What is written where, and where else the same register may be. */
interface Probe {
  readonly page: PageName
  readonly register: string
  readonly value: number
  readonly write: Operation
  readonly read: Operation
  readonly other?: { readonly page: PageName; readonly read: Operation }
}

const PAGE0_VALUE = 3
const PAGE1_VALUE = 0x2000

function probesOf(queue: number): readonly Probe[] {
  const config: Probe = { page: 'Config', register: 'VI_INT_MASK_0', value: 1, write: to.writeConfig('VI_INT_MASK_0', 1), read: to.readConfig('VI_INT_MASK_0') }
  const one = (page: PageName, aperture: 'direct' | 'vintf', register: 'PROD_INDX' | 'CONS_INDX_BASE_DRAM_L', value: number): Probe => {
    const other = aperture === 'direct' ? 'vintf' : 'direct'
    const place = { direct: 'direct', vintf: 'VINTF' }[other]
    const twin = `${place} ${register === 'PROD_INDX' ? 'Page0' : 'Page1'}` as PageName // one of four names by construction
    return { page, register, value, write: to.write(aperture, register, queue, value), read: to.read(aperture, register, queue), other: { page: twin, read: to.read(other, register, queue) } }
  }
  return [
    config,
    one('direct Page0', 'direct', 'PROD_INDX', PAGE0_VALUE),
    one('direct Page1', 'direct', 'CONS_INDX_BASE_DRAM_L', PAGE1_VALUE),
    one('VINTF Page0', 'vintf', 'PROD_INDX', PAGE0_VALUE),
    one('VINTF Page1', 'vintf', 'CONS_INDX_BASE_DRAM_L', PAGE1_VALUE),
  ]
}

/** What is forbidden of some steps, what binds first; what was broken before already is not theirs. */
function brokenIn(steps: readonly (ReplayStep | undefined)[], before: readonly ReplayStep[]): readonly string[] {
  const known = new Set(before.flatMap(({ forbidden }) => forbidden).map(({ clause }) => clause))
  const own = new Set(steps.flatMap((step) => step?.forbidden ?? []).map(({ clause }) => clause))
  return [...own].filter((clause) => !known.has(clause)).sort(byWeight)
}

/** Written, read back, and read through the other aperture. */
function routeOf(subject: Subject, queues: number, before: readonly Operation[], { page, register, value, write, read, other }: Probe): Route {
  const operations = [...before, write, read, ...(other ? [other.read] : [])]
  const unknown = { page, register, backing: undefined, readsBack: false, twin: undefined, broken: [], twinBroken: [] }
  try {
    const steps = stepsOf(subject, { kernel: CANONICAL_KERNEL, queues, slots: [], operations })
    const at = (place: number): ReplayStep | undefined => steps.find(({ index }) => index === before.length + place)
    const [written, back, twin] = [at(0), at(1), other && at(2)]
    const earlier = steps.filter(({ index }) => index < before.length)
    const broken = brokenIn([written, back], earlier)
    if (back?.response.value === undefined) return { ...unknown, broken, failed: 'the device gave no answer' }
    const same = (seen: number | bigint | undefined): boolean => seen !== undefined && Number(seen) === value
    const twinBroken = brokenIn([twin], earlier).filter((clause) => !broken.includes(clause))
    return { page, register, backing: written?.response.backing, readsBack: same(back.response.value), twin: other && same(twin?.response.value) ? other.page : undefined, broken, twinBroken }
  } catch (error) {
    return { ...unknown, failed: reasonOf(error) }
  }
}

/** How a device routes the region. With `attachFirst` it is asked nothing before it is attached. */
export function routesOf(subject: Subject, queues: number, attachFirst = false): RoutedDevice {
  let gone = false
  const modes = MOMENTS.filter(({ before, queue }) => queue < queues && !(attachFirst && before.length === 0)).map(({ before, ...mode }): Mode => {
    const routes = probesOf(mode.queue).flatMap((probe): readonly Route[] => {
      if (gone) return []
      const route = routeOf(subject, queues, before, probe)
      // A device that hangs would hang each time.
      if (route.failed !== undefined && subject.afar === true) gone = true
      return [route]
    })
    return { ...mode, routes }
  })
  return { device: subject.name, modes: modes.filter(({ routes }) => routes.length > 0) }
}
