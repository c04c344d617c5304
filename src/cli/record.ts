/** What one share of a run hands to `merge`, as a word of text: counts, findings by place, and all that was reached. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { Coverage } from '../check/coverage.js'
import type { PartResult } from '../check/findings.js'
import { Total } from '../check/findings.js'
import { tablesOf } from '../check/plan.js'
import type { Asked, Left } from './decide.js'
import type { Gathered } from './gather.js'

/** Where a share found the program that it reports for a clause: which of several shares' stands is decided as within one run. */
export interface Place {
  readonly clause: string
  readonly length: number
  readonly order: number
}

/** Counts of an arm, without its findings. */
type Counts = Omit<PartResult, 'findings' | 'reaching'>

/** Plain data. */
interface Written {
  readonly version: number
  readonly asked: Asked
  readonly names: readonly string[]
  readonly parts: readonly number[]
  readonly arms: readonly Counts[]
  readonly places: readonly Place[]
  readonly interrupted: string | undefined
  /** The memory of the coverage, in base 64. */
  readonly reached: string
}

/** A share as it is read again. */
export interface Share extends Omit<Left, 'interrupted' | 'crashes'> {
  readonly asked: Asked
  readonly places: readonly Place[]
  readonly interrupted: string | undefined
}

const VERSION = 1
const ALPHABET = 'base64'

const countsOf = ({ findings: _, reaching: __, ...counts }: PartResult): Counts => counts

/** What was asked without what is this machine's alone. */
const askedOf = ({ device, queues, kernels, attachFirst, seed, runs, rounds, selection, clauses, authorities, partial, waivers }: Asked): Asked => ({
  device, queues, kernels, attachFirst, seed, runs, ...(rounds !== undefined && { rounds }),
  // What a folder of kept programs holds may change from shard to shard: whoever is first may have kept something.
  selection: { properties: selection.properties, ...(selection.saved && { saved: { divergences: [], coverage: [] } }) },
  clauses, authorities, partial, ...(waivers && { waivers }),
})

/** The record of a share. */
export function recordOf(asked: Asked, { names, parts, arms, found, reached, interrupted }: Left & Pick<Gathered, 'found'>): string {
  const written: Written = {
    version: VERSION, asked: askedOf(asked), names,
    parts: parts.map(({ arm }) => arm),
    arms: arms.map(countsOf),
    places: found.map(({ finding, order }) => ({ clause: finding.clause, length: finding.program.operations.length, order })),
    interrupted: interrupted?.why,
    reached: Buffer.from(reached.memory).toString(ALPHABET),
  }
  return deflateRawSync(JSON.stringify(written)).toString(ALPHABET)
}

/** Reads a record again. Throws for a text that is none. */
export function shareFrom(record: string): Share {
  const written = JSON.parse(inflateRawSync(Buffer.from(record, ALPHABET)).toString()) as Written // checked by its version below: no other text inflates to JSON
  if (written.version !== VERSION) throw new Error(`it was written by another version (${String(written.version)})`)
  const { asked, names, parts, arms, places, interrupted, reached } = written
  const coverage = new Coverage(tablesOf(asked))
  const bytes = Buffer.from(reached, ALPHABET)
  if (bytes.length !== coverage.memory.byteLength) throw new Error('its coverage is of another size')
  new Uint8Array(coverage.memory).set(bytes)
  const results = arms.map((counts) => ({ ...counts, findings: [] }))
  return { asked, names, parts: parts.map((arm) => ({ arm })), arms: results, whole: sumOf(results), places, interrupted, reached: coverage }
}

/** Several results as one, findings apart. */
export function sumOf(results: readonly PartResult[], arm = ''): PartResult {
  const total = new Total(arm)
  for (const result of results) total.add({ ...result, findings: [] }, 0)
  return total.result()
}
