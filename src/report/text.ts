/** The report of a check as text for a terminal or a pipe. */
import type { CheckReport, Count, Divergence } from '../check/report.js'
import type { Region } from '../check/region.js'
import { columns, counted, thousands } from './columns.js'
import { replayCommand } from './command.js'
import { groupDivergences } from './grouping.js'
import { programRows } from './story.js'

/** Colours of a terminal, or plain text. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly dim: (text: string) => string
  readonly strong: (text: string) => string
}
const same = (text: string): string => text
export const PLAIN: Paint = { good: same, bad: same, dim: same, strong: same }

const of = ({ reached, possible }: Count): string => `${thousands(reached)} of ${thousands(possible)}`

function verdictLine({ verdict, device, queues, kernels, attach }: CheckReport, paint: Paint): string {
  const colour = verdict === 'conforms' ? paint.good : paint.bad
  return `${colour(verdict)}: ${device}, ${counted(queues, 'queue')}, host kernel ${kernels.join(' and ')}${attach === 'first' ? ', attached first (orders without attach)' : ''}`
}

function coverageTable({ coverage }: CheckReport): string {
  return columns([
    ['orderings', of(coverage.orderings), 'orders of the lifecycle events'],
    ['cells', of(coverage.cells), `order × gap × register × aperture × direction; ${thousands(coverage.unowed)} unowed`],
    ['mmap', of(coverage.mmap), 'the page refused until each gap, or for good'],
    ['alloc', of(coverage.alloc), 'the hardware queue refused until each gap, or for good'],
    ['reset', of(coverage.reset), 'a system reset in each gap'],
    ['backing', of(coverage.backing), '(queue allocated?, page mapped?) × register × aperture × direction'],
  ])
}

/** Clauses with the number of judgements, in as many columns as fit. */
function clauseTable({ coverage, notApplicable }: CheckReport, clauses: readonly string[]): string {
  const cells = clauses.map((id) => [id, notApplicable.includes(id) ? 'not applicable' : thousands(coverage.clauses[id] ?? 0)])
  const perRow = 3
  return columns(Array.from({ length: Math.ceil(cells.length / perRow) }, (_, row) => cells.slice(row * perRow, (row + 1) * perRow).flat()))
}

/** How sure it is that nothing less breaks the clause. */
function labelOf({ flaky, step, minimal, alphabet }: Divergence): string {
  if (flaky) return `flaky at step ${step}`
  if (!minimal) return 'locally minimal'
  return alphabet === undefined ? 'minimal' : `minimal over the alphabet "${alphabet}"`
}

/** One divergence: clause, program as a table, what was seen and what was allowed, and how to see it again. */
export function tellDivergence(divergence: Divergence, device: string, region: Region, queues: number, rule: string, paint: Paint = PLAIN): string {
  const { clause, authority, property, program, observed, allowed, replay, advice, length, unproved } = divergence
  const head = `${paint.bad(advice ? 'advice' : 'divergence')} on ${paint.strong(clause)} (${authority}; property ${property}), ${counted(length, 'operation')}, ${labelOf(divergence)}`
  return [
    head,
    `  ${paint.dim(rule)}`,
    columns(programRows(region, queues, program.operations), '    '),
    `  seen     ${observed}`,
    `  allowed  ${allowed}`,
    `  replay   ${replayCommand(replay, device)}`,
    ...(unproved === undefined ? [] : [`  not shown to be the least: ${unproved}`]),
  ].join('\n')
}

export interface TextContext {
  readonly region: Region
  /** Clause texts by id. */
  readonly rules: ReadonlyMap<string, string>
  readonly paint?: Paint
}

/** What stands for the text of a clause where a device died or garbled an answer. */
export const DEVICE_RULE = 'Every device owes its checker an answer to every operation, and a number of the size asked for to every read.'

/** The other clauses that the same mistake breaks, a line each: program length and token to see it. */
function tellOthers(others: readonly Divergence[]): string {
  if (others.length === 0) return ''
  const rows = others.map(({ clause, authority, advice, length, replay }) => [clause, advice ? `${authority}, advice` : authority, String(length), replay])
  return `\n  the same accesses, or some more around them, also break\n${columns(rows, '    ')}`
}

function divergences(report: CheckReport, { region, rules, paint = PLAIN }: TextContext): string[] {
  return groupDivergences(report.divergences).map(({ first, others }) => tellDivergence(first, report.device, region, report.queues, rules.get(first.clause) ?? DEVICE_RULE, paint) + tellOthers(others))
}

/** Every waiver, whatever became of it: one that is forgotten would hide what it waives. */
function waiverSection({ waivers, waived }: CheckReport, paint: Paint): string[] {
  if (waivers.length === 0) return []
  const rows = waivers.map(({ clause, owner, expires, reason, state }) => {
    const divergence = waived.find((one) => one.clause === clause)
    return [clause, WAIVER_STATES[state], expires, owner, divergence === undefined ? '' : counted(divergence.length, 'operation'), reason]
  })
  const again = waived.map(({ clause, replay }) => `  ${clause}: ${paint.dim(replay)}`)
  return [`waivers\n${columns([['clause', 'state', 'until', 'owner', 'broken in', 'reason'], ...rows])}${again.length === 0 ? '' : `\n${again.join('\n')}`}`]
}

const WAIVER_STATES = { holds: 'waived', expired: 'expired: it does not hold any more', unused: 'not needed any more: remove it', unseen: 'not met in this part' } as const

/** What was not reached; of a run that was ended early no more than how much that is. */
function gapSection({ gaps, partial, interrupted }: CheckReport): string[] {
  if (gaps.length === 0) return []
  if (interrupted !== undefined) return [`${counted(gaps.length, 'thing')} that can occur ${gaps.length === 1 ? 'was' : 'were'} not reached by then`]
  return [`${partial ? 'not reached in this part' : 'can occur and was not reached'}\n${gaps.map((gap) => `  ${gap}`).join('\n')}`]
}

/** What did not come to its end. */
function brokenOff({ crashes, interrupted, shard }: CheckReport): string[] {
  return [
    ...(crashes.length > 0 ? [`not all of the run came to its end: what the rest found is above\n${crashes.map((crash) => `  ${crash}`).join('\n')}`] : []),
    ...(interrupted === undefined ? [] : [`${interrupted}; what they found is above`]),
    ...(shard === undefined ? [] : [`shard ${shard.number} of ${shard.of}: with --reporter json its report and those of the others can be merged`]),
  ]
}

/** The whole report. */
export function formatText(report: CheckReport, context: TextContext): string {
  const { paint = PLAIN, rules } = context
  const seen = Object.values(report.coverage.witnesses).filter((count) => count > 0).length
  const sections = [
    verdictLine(report, paint),
    coverageTable(report),
    ...divergences(report, context),
    ...waiverSection(report, paint),
    `clauses judged\n${clauseTable(report, [...rules.keys()])}`,
    `arms\n${columns([['programs', 'accesses', 'new', ''], ...report.arms.map(({ name, programs, accesses, newCoverage }) => [thousands(programs), thousands(accesses), thousands(newCoverage), name])])}`,
    ...gapSection(report),
    ...brokenOff(report),
    `${thousands(report.accesses)} accesses judged in ${report.seconds.toFixed(1)} s, ${thousands(report.accessesPerSecond)} a second, ${counted(report.workers, 'worker')}, seed ${report.seed}; ${seen} ${seen === 1 ? 'witness' : 'witnesses'} reached`,
    `verdict: ${report.verdict}`,
  ]
  return `${sections.join('\n\n')}\n`
}
