/**
 * What breaks when the direct aperture is mapped into the guest, answered by doing it: the device that breaks no clause,
 * and the same one with a single change. Wherever it installs a window at VINTF Page0, one is installed at direct Page0 too.
 */
import type { Clause, Device, DeviceOptions, Forbidden, Host, Operation, Program } from '../../check/contract.js'
import { Accesses, VINTF_ENABLE, allocEntry, baseValue } from '../../check/layout.js'
import { CANONICAL_KERNEL, comparePrograms } from '../../check/order.js'
import { runProgram } from '../../check/lockstep.js'
import type { Subject } from '../../check/lockstep.js'
import { shrinkDivergence } from '../../check/shrink/divergence.js'
import { encodeToken } from '../../check/token.js'
import { designById, flips } from '../../designs/index.js'
import type { Design } from '../../designs/index.js'
import { createOptimised } from '../../device/index.js'
import type { Consequence, DirectAnswer, Timeline } from '../../report/html/facts.js'
import { CLAUSES } from '../../../spec/index.js'
import { referenceModel, region } from '../assembly.js'
import { subjectOf } from '../devices.js'
import { stepsOf } from '../replay.js'
import type { ShippedMatrix } from '../shipped.js'
import { routesOf } from './routes.js'
import { timelineOf } from './timeline.js'
import { programIn } from './tokens.js'

const FROM_VINTF_TO_DIRECT = region.queueRegister('direct', 'CONS_INDX', 0) - region.queueRegister('vintf', 'CONS_INDX', 0)

/** A host on which a window at VINTF Page0 never comes alone. */
function mappingBoth(host: Host): Host {
  return {
    ...host,
    guestMap(offset, length) {
      host.guestMap(offset, length)
      host.guestMap(offset + FROM_VINTF_TO_DIRECT, length)
    },
    guestUnmap(offset, length) {
      host.guestUnmap(offset + FROM_VINTF_TO_DIRECT, length)
      host.guestUnmap(offset, length)
    },
  }
}

const BEFORE: Subject = { name: 'optimised', create: createOptimised }
const AFTER: Subject = { name: 'optimised, with direct Page0 mapped too', create: (host: Host, options: DeviceOptions): Device => createOptimised(mappingBoth(host), options) }

const QUEUES = 2
const to = new Accesses(region)
/** Queue 0 runs, its window is in the guest. */
const LIVE: readonly Operation[] = [{ op: 'attach' }, to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE), to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(0)), to.write64('direct', 'BASE_L', 0, baseValue(0x4000_0000, 4)), to.write('vintf', 'CONFIG', 0, 1)]
/** Queue 0 is VCMDQ 1, and queue 1 is VCMDQ 0. */
const CROSSED: readonly Operation[] = [
  { op: 'attach' },
  to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE),
  to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(0), 1),
  to.write64('direct', 'BASE_L', 1, baseValue(0x4000_0000, 4)),
  to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(1), 0),
  to.write64('direct', 'BASE_L', 0, baseValue(0x5000_0000, 4)),
]

const programOf = (operations: readonly Operation[]): Program => ({ kernel: CANONICAL_KERNEL, queues: QUEUES, slots: [], operations })

/** As the mail has it: the guest allocates VCMDQ 0 alone, then writes PROD of VCMDQ 1 through the direct aperture and reads it back. */
const EXAMPLE = programOf([...LIVE, to.write('direct', 'PROD_INDX', 1, 0x10), to.read('direct', 'PROD_INDX', 1)])

/** Programs to try: those of the matrix as they stand, and with a queue, or two crossed ones, that run already. */
function programsFor({ designs }: ShippedMatrix): readonly Program[] {
  const tokens = new Set(designs.filter(({ queues }) => queues === QUEUES).flatMap(({ divergences }) => divergences.map(({ replay }) => replay)))
  const programs = [...tokens].map(programIn)
  const crossing = [0, 1].flatMap((queue) => [programOf([...CROSSED, to.write('direct', 'PROD_INDX', queue, 3), to.read('vintf', 'PROD_INDX', 1 - queue)]), programOf([...CROSSED, to.write('vintf', 'PROD_INDX', queue, 3), to.read('direct', 'PROD_INDX', 1 - queue)])])
  return [EXAMPLE, ...crossing, ...programs, ...programs.map((program) => ({ ...program, operations: [...LIVE, ...program.operations] }))]
}

/** The shortest program for each clause that is broken, cut where it is. */
function brokenBy(subject: Subject, programs: readonly Program[]): ReadonlyMap<string, Program> {
  const least = new Map<string, Program>()
  for (const program of programs) {
    const first = new Map<string, number>()
    runProgram(subject, referenceModel, program, {
      step({ index, forbidden }) {
        for (const { clause } of forbidden) if (!first.has(clause)) first.set(clause, index)
      },
    })
    for (const [clause, index] of first) {
      const cut = { ...program, operations: program.operations.slice(0, index + 1) }
      const known = least.get(clause)
      if (known === undefined || comparePrograms(cut, known, region) < 0) least.set(clause, cut)
    }
  }
  return least
}

const MOST_EXECUTIONS = 2_000

/** The least program found for a clause; one that another clause led to is taken if it breaks this one at its end as well. */
function consequenceOf({ id }: Clause, program: Program, before: readonly Consequence[]): Consequence | undefined {
  const same = before.find(({ timeline }) => timeline.moments.at(-1)?.forbidden.some(({ clause }) => clause === id) === true && timeline.program.operations.length <= program.operations.length)
  const small = same?.timeline.program ?? shrinkDivergence(AFTER, referenceModel, program, id, { region, maxExecutions: MOST_EXECUTIONS }).program
  const timeline = same?.timeline ?? timelineOf(AFTER, small)
  const forbidden = timeline?.moments.at(-1)?.forbidden.find(({ clause }) => clause === id)
  if (timeline === undefined || forbidden === undefined) return undefined
  return { clause: id, replay: encodeToken(small), observed: forbidden.observed, allowed: forbidden.allowed, timeline }
}

/** What the mapping breaks, clause by clause. */
function consequencesOf(broken: ReadonlyMap<string, Program>): readonly Consequence[] {
  const found: Consequence[] = []
  for (const clause of CLAUSES) {
    const program = broken.get(clause.id)
    const consequence = program && consequenceOf(clause, program, found)
    if (consequence) found.push(consequence)
  }
  return found
}

/** A design whose direct aperture traps, and the same with that one choice changed. */
function withDirectMapped(design: Design): Design | undefined {
  return flips(design).find(({ choice, line }) => choice === 'directPage0' && line.endsWith('guest-direct'))?.design
}

/** The design that the mail is about. */
const REVIEWED = 'v5-2026-05'

/** What the example ends with on a device. */
function endOf(subject: Subject): { readonly value: number; readonly broken: readonly Forbidden[] } {
  const last = stepsOf(subject, EXAMPLE).at(-1)
  return { value: Number(last?.response.value ?? 0), broken: last?.forbidden ?? [] }
}

function reviewed(): DirectAnswer['reviewed'] {
  const design = designById(REVIEWED)
  const mapped = design && withDirectMapped(design)
  if (design === undefined || mapped === undefined) throw new Error(`no design ${REVIEWED} whose direct aperture traps`)
  const [before, after] = [endOf(subjectOf(design)), endOf(subjectOf(mapped))]
  return { design: REVIEWED, trapped: before.value, mapped: after.value, broken: after.broken.map(({ clause }) => clause) }
}

const told = (subject: Subject): Timeline => {
  const timeline = timelineOf(subject, EXAMPLE)
  if (timeline === undefined) throw new Error(`${subject.name} does not start`)
  return timeline
}

/** Runs the question. */
export function directAnswer(matrix: ShippedMatrix): DirectAnswer {
  const programs = programsFor(matrix)
  const broken = brokenBy(AFTER, programs)
  return {
    before: routesOf(BEFORE, QUEUES),
    after: routesOf(AFTER, QUEUES),
    trapped: told(BEFORE),
    mapped: told(AFTER),
    replay: encodeToken(EXAMPLE),
    tried: programs.length,
    brokenBefore: brokenBy(BEFORE, programs).size,
    consequences: consequencesOf(broken),
    reviewed: reviewed(),
  }
}
