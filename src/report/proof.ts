/** What a proof has shown, as text and as JSON. */
import type { Operation, Program } from '../check/contract.js'
import type { Region } from '../check/region.js'
import type { Argument, ProofReport, Refuting, Theorem } from '../check/theorem.js'
import { columns, counted, thousands } from './columns.js'
import { replayCommand } from './command.js'
import { plainProgram } from './json-program.js'
import { cellText, plainCell } from './matrix.js'
import { tellBriefly, tellLeft } from './story.js'
import { PLAIN } from './text.js'
import type { Paint } from './text.js'

export interface ProofContext {
  /** What each scope is about, by name. */
  readonly lines: ReadonlyMap<string, string>
  readonly region: Region
  readonly encodeToken: (program: Program) => string
  readonly paint?: Paint
}

/** Up to this many scopes have their alphabets told in full. */
const FEW = 3

/** The theorem in words. */
export function theoremOf({ verdict, claim, bound, depth, replayed, refuting }: Theorem): string {
  switch (verdict) {
    case 'proved':
      if (claim !== undefined) return claim
      return bound === undefined ? 'no program of any length over this alphabet diverges' : `no program of up to ${counted(bound, 'step')} over this alphabet diverges`
    case 'refuted':
      return `${counted(refuting?.program.operations.length ?? 0, 'operation')} ${refuting?.program.operations.length === 1 ? 'breaks' : 'break'} ${refuting?.clause ?? ''}`
    case 'open':
      return `no program of up to ${counted(depth, 'step')} over this alphabet diverges; beyond, nothing was looked at${replayed ? ': without save and restore each state is reached by doing all again' : ''}`
  }
}

const VERDICTS = { proved: 'closed', refuted: 'refuted', open: 'open' } as const
const closureOf = ({ verdict, bound }: Theorem): string => (verdict === 'proved' && bound !== undefined ? `to depth ${bound}` : VERDICTS[verdict])

function hostOf({ header }: Theorem): string {
  return [header.kernel, ...tellLeft(header)].join(', ')
}

function table(theorems: readonly Theorem[]): string {
  const head = ['scope', 'queues', 'host', 'states', 'steps', 'probes', 'depth', '']
  return columns([head, ...theorems.map((one) => [one.scope, String(one.header.queues), hostOf(one), thousands(one.states), thousands(one.transitions), thousands(one.probes), String(one.depth), closureOf(one)])])
}

const letters = (operations: readonly Operation[], { region }: ProofContext, queues: number): string => operations.map((operation) => tellBriefly(region, queues, operation)).join(', ')

/** One theorem with its alphabet. */
function theorem(one: Theorem, context: ProofContext): string {
  const { scope, header, steps, looks, loud } = one
  return [
    `${scope} (${context.lines.get(scope) ?? ''}), host ${hostOf(one)}: ${theoremOf(one)}`,
    `  steps  ${letters(steps, context, header.queues)}`,
    ...(looks.length > 0 ? [`  reads  ${letters(looks, context, header.queues)}; all of them at every state`] : []),
    ...(loud ? ['  Some read changes the device or the host: reads are steps like any other.'] : []),
  ].join('\n')
}

function refutation(scope: string, { clause, observed, allowed, program }: Refuting, device: string, context: ProofContext): string {
  const { region, encodeToken } = context
  return [
    `${clause}, over "${scope}", ${counted(program.operations.length, 'operation')}:`,
    ...program.operations.map((operation) => `  ${tellBriefly(region, program.queues, operation)}`),
    `  observed ${observed}; allowed ${allowed}`,
    `  replay   ${replayCommand(encodeToken(program), device)}`,
  ].join('\n')
}

function brokenTable({ row }: ProofReport): string[] {
  if (!row) return []
  const broken = row.cells.filter(({ counterexample }) => counterexample)
  const lines = broken.map((cell) => [cell.clause, cell.authority, cellText(cell), cell.counterexample?.alphabet ?? ''])
  return [`clauses broken over the alphabets of the matrix: length of the shortest program\n${columns(lines)}`]
}

/** What holds of all theorems together. */
function total(report: ProofReport): string {
  const { theorems, seconds, workers, collisionBound } = report
  const { states, transitions: steps, probes, bytesPerState } = totalsOf(theorems)
  const exact = theorems.filter((one) => one.exact).map(({ scope }) => `"${scope}"`)
  return [
    `${thousands(states)} states, ${thousands(steps)} steps and ${thousands(probes)} probes in ${seconds.toFixed(1)} s: ${thousands(states / seconds)} states and ${thousands(steps / seconds)} steps a second, ${counted(workers, 'worker')}`,
    `${bytesPerState.toFixed(1)} bytes a state in the set of states; the chance that two states were taken for one is below ${collisionBound.toExponential(0)}${exact.length > 0 ? `, and ${[...new Set(exact)].join(' and ')} was explored with whole states to the same end` : ''}`,
    'At most one fault is due to be reported at a time, and a refusal concerns the next call only.',
  ].join('\n')
}

/** Sums over all theorems; of the bytes a state the mean over all states. */
function totalsOf(theorems: readonly Theorem[]): Pick<Theorem, 'states' | 'transitions' | 'probes' | 'bytesPerState'> {
  const sum = (count: (one: Theorem) => number): number => theorems.reduce((all, one) => all + count(one), 0)
  const states = sum((one) => one.states)
  return { states, transitions: sum((one) => one.transitions), probes: sum((one) => one.probes), bytesPerState: sum((one) => one.bytesPerState * one.states) / Math.max(1, states) }
}

function advice(theorems: readonly Theorem[]): string[] {
  const clauses = [...new Set(theorems.flatMap((one) => one.advice.map(({ clause }) => clause)))]
  return clauses.length === 0 ? [] : [`advice: ${clauses.join(', ')} (judgement: our own clauses, where the sources are silent) was broken on the way and refutes nothing`]
}

/** Why small alphabets say so much, as far as it was shown of this device. */
function argumentsOf({ arguments: all }: ProofReport, context: ProofContext): string[] {
  if (all.length === 0) return []
  return [`arguments\n${all.map((one) => `  ${argument(one, context)}`).join('\n')}`]
}

function argument({ name, claim, holds, images, states, transitions, against }: Argument, { region }: ProofContext): string {
  const effort = `${counted(images, 'image')}, ${thousands(states)} states, ${thousands(transitions)} steps`
  if (holds === true) return `${name}: ${claim}. Closed over ${effort}.`
  if (against === undefined) return `${name}: not shown; the search of ${effort} was not closed`
  const way = against.program.operations.map((operation) => tellBriefly(region, against.program.queues, operation)).join(', ')
  return `${name}: does not hold of this device, so that the theorems say no more than their alphabets. With ${against.image}, after ${way}: ${against.observed || 'nothing'} instead of ${against.allowed || 'nothing'}`
}

/** The proof for a terminal or a pipe. */
export function formatProofText(report: ProofReport, context: ProofContext): string {
  const { device, verdict, theorems } = report
  const paint = context.paint ?? PLAIN
  const closed = theorems.filter((one) => one.closed).length
  const head = `${(verdict === 'conforms' ? paint.good : paint.bad)(verdict)}: ${device}, ${counted(theorems.length, 'theorem')}, ${thousands(closed)} of them closed`
  const refuted = firstPerScope(theorems).flatMap(({ scope, refuting }) => (refuting ? [refutation(scope, refuting, device, context)] : []))
  const scopes = new Set(theorems.map(({ scope }) => scope))
  const told = scopes.size <= FEW ? [...scopes].flatMap((scope) => theorems.find((one) => one.scope === scope) ?? []).map((one) => theorem(one, context)) : []
  const what = theorems.every((one) => one.verdict === 'proved') ? ['"closed": no program of any length over the alphabet of the scope diverges; "to depth d": none of up to d steps. --scope NAME tells an alphabet.'] : []
  return `${[head, table(theorems), ...told, ...what, ...refuted, ...brokenTable(report), ...advice(theorems), ...argumentsOf(report, context), total(report)].join('\n\n')}\n`
}

/** A scope that is refuted on several hosts is told of once. */
function firstPerScope(theorems: readonly Theorem[]): readonly Theorem[] {
  const seen = new Set<string>()
  return theorems.filter(({ scope, refuting }) => refuting !== undefined && !seen.has(scope) && seen.add(scope))
}

function plainRefuting({ clause, observed, allowed, program }: Refuting, encodeToken: ProofContext['encodeToken']): object {
  return { clause, length: program.operations.length, observed, allowed, replay: encodeToken(program), program: plainProgram(program) }
}

/** One theorem as JSON: nothing in it depends on time but that a budget may have ended it. */
function plainTheorem(one: Theorem, context: ProofContext): object {
  const { scope, header: { kernel, queues, slots }, verdict, closed, bound, states, transitions, probes, depth, bytesPerState, exact, replayed, loud, judged, steps, looks, refuting } = one
  const tell = (operations: readonly Operation[]): string[] => operations.map((operation) => tellBriefly(context.region, queues, operation))
  return {
    scope, line: context.lines.get(scope), kernel, queues, slots, verdict, theorem: theoremOf(one), closed, ...(bound !== undefined && { bound }), states, transitions, probes, depth, bytesPerState, exact, replayed, loud, judged, steps: tell(steps), looks: tell(looks),
    ...(refuting && { refuting: plainRefuting(refuting, context.encodeToken) }),
    ...(one.advice.length > 0 && { advice: one.advice.map((found) => plainRefuting(found, context.encodeToken)) }),
  }
}

/** The proof as JSON: the fields of the contract, and one entry for each theorem. */
export function formatProofJson(report: ProofReport, context: ProofContext): string {
  const { device, verdict, theorems, row, seconds, workers, collisionBound } = report
  const { states, transitions, probes, bytesPerState } = totalsOf(theorems)
  const plain = {
    verdict, device, closed: theorems.every((one) => one.closed || (one.verdict === 'proved' && one.bound !== undefined)), states, transitions, probes, depth: Math.max(0, ...theorems.map(({ depth }) => depth)),
    seconds, statesPerSecond: states / seconds, transitionsPerSecond: transitions / seconds, bytesPerState, collisionBound, workers,
    scopes: theorems.map((one) => plainTheorem(one, context)),
    arguments: report.arguments.map(({ against, ...one }) => ({ ...one, ...(against && { against: { ...against, program: plainProgram(against.program) } }) })),
    divergences: row?.cells.flatMap((cell) => plainCell(cell, context.encodeToken) ?? []) ?? [],
  }
  return `${JSON.stringify(plain, null, 2)}\n`
}
