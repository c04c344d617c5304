/**
 * What breaks when direct Page0 is exposed to the guest, answered by doing it: the device that breaks no clause, and the
 * same one with a single change. Wherever it installs a window at VINTF Page0, one is installed at direct Page0 too.
 */
import type { Device, DeviceOptions, Host, Operation, Program } from '../../check/contract.js'
import { Accesses, VINTF_ENABLE, allocEntry, baseValue } from '../../check/layout.js'
import { CANONICAL_KERNEL, comparePrograms } from '../../check/order.js'
import { runProgram } from '../../check/lockstep.js'
import type { Subject } from '../../check/lockstep.js'
import { shrinkDivergence } from '../../check/shrink/divergence.js'
import { encodeToken } from '../../check/token.js'
import { designById, flips } from '../../designs/index.js'
import type { Design } from '../../designs/index.js'
import { createOptimised } from '../../device/index.js'
import type { Consequence, DirectAnswer, Example, ProgramEnd, Timeline } from '../../report/html/facts.js'
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
function exposingBoth(host: Host): Host {
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
const AFTER: Subject = { name: 'optimised, with direct Page0 exposed too', create: (host: Host, options: DeviceOptions): Device => createOptimised(exposingBoth(host), options) }

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

/** As the mail has it: the guest maps VCMDQ 0 alone, then writes PROD of VCMDQ 1 through the direct aperture and reads it back. */
const LOST = programOf([...LIVE, to.write('direct', 'PROD_INDX', 1, 0x10), to.read('direct', 'PROD_INDX', 1)])

/** VCMDQ 1 runs as queue 0; PROD of VCMDQ 0, which is not mapped, is written through the direct aperture, and the running queue read. */
const OTHER = programOf([
  { op: 'attach' },
  to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE),
  to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(0), 1),
  to.write64('direct', 'BASE_L', 1, baseValue(0x4000_0000, 4)),
  to.write('vintf', 'CONFIG', 0, 1),
  to.write('direct', 'PROD_INDX', 0, 0x10),
  to.read('vintf', 'PROD_INDX', 0),
])

/** Programs to try: those of the matrix as they stand, and with a queue, or two crossed ones, that run already. */
function programsFor({ designs }: ShippedMatrix): readonly Program[] {
  const tokens = new Set(designs.filter(({ queues }) => queues === QUEUES).flatMap(({ divergences }) => divergences.map(({ replay }) => replay)))
  const programs = [...tokens].map(programIn)
  const crossing = [0, 1].flatMap((queue) => [programOf([...CROSSED, to.write('direct', 'PROD_INDX', queue, 3), to.read('vintf', 'PROD_INDX', 1 - queue)]), programOf([...CROSSED, to.write('vintf', 'PROD_INDX', queue, 3), to.read('direct', 'PROD_INDX', 1 - queue)])])
  return [LOST, OTHER, ...crossing, ...programs, ...programs.map((program) => ({ ...program, operations: [...LIVE, ...program.operations] }))]
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

const breaksAtEnd = ({ moments }: Timeline, id: string): boolean => moments.at(-1)?.forbidden.some(({ clause }) => clause === id) === true

/** The least program found for a clause, as it ran. */
function proofOf(clause: string, program: Program | undefined): Timeline | undefined {
  const small = program && shrinkDivergence(AFTER, referenceModel, program, clause, { region, maxExecutions: MOST_EXECUTIONS }).program
  const timeline = small && timelineOf(AFTER, small)
  return timeline && breaksAtEnd(timeline, clause) ? timeline : undefined
}

/** A program for every value that is owed otherwise while a proof runs: it ends with reading that value. */
function readingWrong({ program, moments }: Timeline): readonly Program[] {
  return moments.flatMap(({ index, state }) =>
    (state?.seen ?? []).filter(({ owed }) => owed !== undefined).map(({ offset }) => ({ ...program, operations: [...program.operations.slice(0, index + 1), { op: 'read', offset, size: 4 } as const] })))
}

/**
 * Every clause that exposing breaks, each with a proof that ends by breaking it. A proof shows other clauses broken on its
 * way: these are followed until there is none left without a proof of its own, so that no picture names more than the list.
 */
function consequencesOf(examples: readonly Timeline[], programs: readonly Program[]): readonly Consequence[] {
  const proofs = [...examples]
  const found = new Map<string, Timeline>()
  for (let more = programs, known = -1; known < found.size; more = proofs.flatMap((proof) => [proof.program, ...readingWrong(proof)])) {
    known = found.size
    const broken = brokenBy(AFTER, more)
    for (const { id } of CLAUSES) {
      const shared = found.get(id) ?? proofs.find((proof) => breaksAtEnd(proof, id))
      const proof = shared ?? proofOf(id, broken.get(id))
      if (proof) found.set(id, proof)
      if (proof && !shared) proofs.push(proof)
    }
  }
  return CLAUSES.flatMap(({ id }) => {
    const timeline = found.get(id)
    const forbidden = timeline?.moments.at(-1)?.forbidden.find(({ clause }) => clause === id)
    return timeline && forbidden ? [{ clause: id, replay: encodeToken(timeline.program), observed: forbidden.observed, allowed: forbidden.allowed, timeline }] : []
  })
}

/** A design whose direct aperture traps, and the same with that one choice changed. */
function withDirectExposed(design: Design): Design | undefined {
  return flips(design).find(({ choice, line }) => choice === 'directPage0' && line.endsWith('guest-direct'))?.design
}

/** The design that the mail is about. */
const REVIEWED = 'v5-2026-05'

/** What a program ends with on a device. */
function endOf(subject: Subject, program: Program): ProgramEnd {
  const last = stepsOf(subject, program).at(-1)
  return { value: Number(last?.response.value ?? 0), broken: last?.forbidden.map(({ clause }) => clause) ?? [] }
}

function told(subject: Subject, program: Program): Timeline {
  const timeline = timelineOf(subject, program)
  if (timeline === undefined) throw new Error(`${subject.name} does not start`)
  return timeline
}

function exampleOf(program: Program): Example {
  const design = designById(REVIEWED)
  const exposed = design && withDirectExposed(design)
  if (design === undefined || exposed === undefined) throw new Error(`no design ${REVIEWED} whose direct aperture traps`)
  return {
    replay: encodeToken(program),
    trapped: told(BEFORE, program),
    exposed: told(AFTER, program),
    reviewed: { trapped: endOf(subjectOf(design), program), exposed: endOf(subjectOf(exposed), program) },
  }
}

/** Runs the question. */
export function directAnswer(matrix: ShippedMatrix): DirectAnswer {
  const programs = programsFor(matrix)
  const [crossed, lost] = [exampleOf(OTHER), exampleOf(LOST)]
  return {
    before: routesOf(BEFORE, QUEUES),
    after: routesOf(AFTER, QUEUES),
    crossed,
    lost,
    tried: programs.length,
    brokenBefore: brokenBy(BEFORE, programs).size,
    consequences: consequencesOf([crossed.exposed, lost.exposed], programs),
    design: REVIEWED,
  }
}
