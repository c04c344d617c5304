/** `cmdqv-check merge`: the reports of all shards of a run, made by `check --shard i/n --reporter json`, as the report of the whole. */
import { isDeepStrictEqual } from 'node:util'
import { Coverage } from '../check/coverage.js'
import { tablesOf } from '../check/plan.js'
import type { Divergence, Shard } from '../check/report.js'
import { TokenError, decodeToken } from '../check/token.js'
import { EXIT } from './ending.js'
import { MOST_SHARDS } from './options.js'
import { isReported, reportOf } from './decide.js'
import type { Asked, Left } from './decide.js'
import type { ReportFlags } from './reporters.js'
import { deliverReport, tryReports } from './reporters.js'
import { messageOf } from './places.js'
import { shareFrom, sumOf } from './record.js'
import type { Place, Share } from './record.js'
import { todayIs } from './run.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'
import { isObject, jsonIn, textOf } from './user-json.js'
import type { Fields } from './user-json.js'

const FORM = 'a report of check --shard i/n --reporter json is wanted'

/** One report as it is read again. */
interface ShardReport {
  readonly file: string
  readonly shard: Pick<Shard, 'number' | 'of'>
  readonly share: Share
  readonly divergences: readonly Divergence[]
  readonly crashes: readonly string[]
  readonly seconds: number
  readonly workers: number
}

const wrong = (file: string, what: string): UsageError => new UsageError(`${file}: ${what}; ${FORM}`)

const listIn = (whole: Fields, field: string, file: string): readonly unknown[] => {
  const list = whole[field]
  if (!Array.isArray(list)) throw wrong(file, `it has no ${field}`)
  return list
}

const countIn = (whole: Fields, field: string, file: string): number => {
  const value = whole[field]
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw wrong(file, `it has no ${field}`)
  return value
}

/** A divergence of a report: its program is in its token, everything else stands as it was written. */
function divergenceIn(one: unknown, file: string): Divergence {
  if (!isObject(one) || typeof one['replay'] !== 'string' || typeof one['clause'] !== 'string') throw wrong(file, 'a divergence in it has no clause or no replay token')
  const { waiver: _, ...rest } = one
  try {
    return { ...(rest as unknown as Divergence), program: decodeToken(one['replay']) } // written by ourselves; what decides, clause and token, was looked at
  } catch (error) {
    if (error instanceof TokenError) throw wrong(file, `the divergence on ${one['clause']}: ${error.message}`)
    throw error
  }
}

function shardIn(file: string): ShardReport {
  const whole = jsonIn(textOf(file, 'merge', FORM), file, FORM)
  const shard = isObject(whole) ? whole['shard'] : undefined
  if (!isObject(whole) || !isObject(shard) || typeof shard['record'] !== 'string') throw wrong(file, 'it is no report of a shard')
  const [number, of] = [countIn(shard, 'number', file), countIn(shard, 'of', file)]
  if (!Number.isInteger(number) || !Number.isInteger(of) || number < 1 || number > of || of > MOST_SHARDS) throw wrong(file, `there is no shard ${number} of ${of}`)
  let share: Share
  try {
    share = shareFrom(shard['record'])
  } catch (error) {
    throw wrong(file, `its record cannot be read (${messageOf(error)})`)
  }
  const divergences = [...listIn(whole, 'divergences', file), ...listIn(whole, 'waived', file)].map((one) => divergenceIn(one, file))
  const silent = share.places.find(({ clause }) => isReported(clause, share.asked) && !divergences.some((one) => one.clause === clause))
  if (silent) throw wrong(file, `its divergence on ${silent.clause} is gone`)
  return { file, shard: { number, of }, share, divergences, crashes: listIn(whole, 'crashes', file).map(String), seconds: countIn(whole, 'seconds', file), workers: countIn(whole, 'workers', file) }
}

/** The first thing that two shards were asked differently, as a piece of a line. */
function differing(a: Asked, b: Asked): string | undefined {
  const [one, other] = [a, b] as unknown as readonly [Fields, Fields] // looked at field by field
  const field = [...new Set([...Object.keys(one), ...Object.keys(other)])].find((key) => !isDeepStrictEqual(one[key], other[key]))
  return field === undefined ? undefined : `${field} ${JSON.stringify(one[field])} and ${JSON.stringify(other[field])}`
}

/** All of one run, each share once. Answers the numbers of those that are missing. */
function missingOf(reports: readonly ShardReport[]): readonly number[] {
  const [first, ...others] = reports
  if (!first) return []
  const { of } = first.shard
  for (const { file, shard, share } of others) {
    if (shard.of !== of) throw new UsageError(`${first.file} and ${file}: one is a share of ${of}, the other of ${shard.of}; merge the shards of one run`)
    const difference = differing(first.share.asked, share.asked)
    if (difference !== undefined) throw new UsageError(`${first.file} and ${file}: they are of different runs: ${difference}; merge the shards of one run`)
  }
  const twice = reports.find(({ shard }, i) => reports.findIndex((one) => one.shard.number === shard.number) < i)
  if (twice) throw new UsageError(`${twice.file}: shard ${twice.shard.number} of ${of} was given already; name each shard once`)
  return Array.from({ length: of }, (_, i) => i + 1).filter((number) => !reports.some(({ shard }) => shard.number === number))
}

/** Of each clause the divergence of that shard whose finding one run would have kept: the shortest, of equals that of the first part. */
function divergencesOf(reports: readonly ShardReport[]): readonly Divergence[] {
  const before = (a: Place, b: Place): number => a.length - b.length || a.order - b.order
  const found = reports.flatMap(({ share, divergences }) => divergences.flatMap((divergence) => {
    const place = share.places.find(({ clause }) => clause === divergence.clause)
    return place ? [{ divergence, place }] : []
  }))
  const least = new Map<string, (typeof found)[number]>()
  for (const one of found.toSorted((a, b) => before(a.place, b.place))) if (!least.has(one.place.clause)) least.set(one.place.clause, one)
  return [...least.values()].map(({ divergence }) => divergence)
}

/** What all shards together left. */
function leftBy(reports: readonly ShardReport[], asked: Asked, missing: readonly number[]): Left {
  const reached = new Coverage(tablesOf(asked))
  for (const { share } of reports) reached.add(share.reached)
  const all = reports.flatMap(({ share }) => share.arms)
  const order = [...new Set(reports.flatMap(({ share }) => share.arms.map(({ arm }) => arm)))]
  const names = reports[0]?.share.names ?? []
  const placeOf = (arm: string): number => reports[0]?.share.parts.findIndex((part) => names[part.arm] === arm) ?? 0
  const arms = order.toSorted((a, b) => placeOf(a) - placeOf(b)).map((name) => sumOf(all.filter(({ arm }) => arm === name), name))
  const of = reports[0]?.shard.of ?? 0
  const crashes = [
    ...reports.flatMap(({ shard, crashes: own, share }) => [...own, ...(share.interrupted === undefined ? [] : [share.interrupted])].map((why) => `shard ${shard.number} of ${of}: ${why}`)),
    ...missing.map((number) => `shard ${number} of ${of}: its report was not given`),
  ]
  return { names, parts: reports[0]?.share.parts ?? [], arms, whole: sumOf(all), crashes, reached }
}

/** Exit codes as of `check`: the rules of a full run are applied to the whole. */
export async function merge(files: readonly string[], flags: ReportFlags, streams: Streams): Promise<number> {
  tryReports(flags)
  const reports = files.map(shardIn).toSorted((a, b) => a.shard.number - b.shard.number)
  const missing = missingOf(reports)
  const asked = reports[0]?.share.asked
  if (!asked) throw new UsageError(`merge: ${FORM}`)
  const left = leftBy(reports, asked, missing)
  const [seconds, workers] = [Math.max(0.001, ...reports.map((one) => one.seconds)), Math.max(...reports.map((one) => one.workers))]
  const report = reportOf(asked, left, divergencesOf(reports), { seconds, workers, today: todayIs() })
  await deliverReport({ report, reached: left.reached, asked }, flags, streams)
  return EXIT[report.verdict]
}
