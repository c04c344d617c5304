/**
 * fast-check's shrinker alone against the canonical one, on the same failures, in one run:
 *
 *     npm run bench:shrink            a table; and bench/results/shrink.json
 *
 * For each pair of a public design and a clause that it breaks, fast-check draws programs from seed 1, 2, 3 … until one
 * breaks the clause. That program is shrunk twice: by fast-check, which made it, and by the canonical shrinker.
 * Canonical is the program of docs/designs.json. Executions are runs of a candidate; times are of this process.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import fc from 'fast-check'
import { referenceModel, region } from '../dist/properties/adapter.js'
import { firstDivergence } from '../dist/src/check/lockstep.js'
import { comparePrograms } from '../dist/src/check/order.js'
import { Rerun } from '../dist/src/check/rerun.js'
import { shrink } from '../dist/src/check/shrink/index.js'
import { decodeToken } from '../dist/src/check/token.js'
import { createDesign, designById } from '../dist/src/designs/index.js'

const QUEUES = 2
const PAIRS = [
  ['rfc-2025-12', 'P172-DROP'], ['rfc-2025-12', 'ALIAS'], ['rfc-2025-12', 'HOST-LEAK'], ['rust-fork-2026', 'P176-DIRECT'], ['rust-fork-2026', 'TRANSPARENT'],
  ['v4-2026-04', 'ROUTE-LVCMDQ'], ['v4-2026-04', 'HOST-ORDER'], ['v5-2026-05', 'VINTF-STATUS'], ['fixed-2026-07', 'ENABLES-KEEP'], ['fixed-2026-07', 'RING'], ['fixed-2026-07', 'LIVE'],
]
const SEEDS = Number(process.argv[2] ?? 50)
const RUNS = 20_000

const QUEUE_REGISTERS = ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN', 'BASE_L', 'BASE_H']
const offset = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('direct', 'vintf'), fc.constantFrom(...QUEUE_REGISTERS), fc.nat(QUEUES - 1)).map(([aperture, register, q]) => region.queueRegister(aperture, register, q)) },
  { weight: 2, arbitrary: fc.constantFrom(region.configRegister('CONFIG'), region.configRegister('VINTF0_CONFIG'), region.configRegister('CMDQ_ALLOC_MAP', 0), region.configRegister('CMDQ_ALLOC_MAP', 1)) },
)
const value = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0, 1, 3, 5, 0x4000_0008, 0x4010_0004) }, { weight: 1, arbitrary: fc.nat(0xffff_ffff) })
const operation = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant('read'), offset, size: fc.constant(4) }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('write'), offset, size: fc.constant(4), value }) },
  { weight: 1, arbitrary: fc.constantFrom({ op: 'attach' }, { op: 'detach' }, { op: 'reset' }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('consume'), l: fc.nat(QUEUES - 1), n: fc.integer({ min: 1, max: 3 }) }) },
)
const slot = fc.record({ prod: fc.nat(3), cons: fc.nat(3), config: fc.nat(1), gerror: fc.nat(1), gerrorn: fc.nat(1) })
const program = fc.record({ kernel: fc.constantFrom('6.18.9', '6.17'), queues: fc.constant(QUEUES), slots: fc.array(slot, { maxLength: 1 }), operations: fc.array(operation, { minLength: 1, maxLength: 40, size: 'max' }) })

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN
const matrix = JSON.parse(readFileSync(new URL('../docs/designs.json', import.meta.url), 'utf8'))

function canonicalOf(design, clause) {
  const cell = matrix.designs.find(({ name }) => name === design)?.divergences.find((one) => one.clause === clause)
  if (!cell) throw new Error(`docs/designs.json has no ${design} ${clause}: choose another pair`)
  return decodeToken(cell.replay)
}

/** The first seeds whose programs break the clause, with the program before any shrinking. */
function failuresOf(subject, clause) {
  const broken = (candidate) => firstDivergence(subject, referenceModel, candidate, clause) >= 0
  const found = []
  for (let seed = 1; found.length < SEEDS && seed <= 20 * SEEDS; seed++) {
    const details = fc.check(fc.property(program, (one) => !broken(one)), { seed, numRuns: RUNS / 20, endOnFailure: true })
    if (details.failed) found.push({ seed, first: details.counterexample[0] })
  }
  return found
}

/** What fast-check makes of the failure of a seed, cut behind the failing operation as any report would. */
function byFastCheck(subject, clause, seed) {
  let executions = 0
  const fails = (candidate) => {
    executions++
    return firstDivergence(subject, referenceModel, candidate, clause)
  }
  let [before, started] = [0, 0]
  const details = fc.check(fc.property(program, (one) => {
    const failed = fails(one) >= 0
    // What came before was drawing: only shrinking is compared.
    if (failed && before === 0) [before, started] = [executions, performance.now()]
    return !failed
  }), { seed, numRuns: RUNS / 20 })
  const end = details.counterexample[0]
  const last = firstDivergence(subject, referenceModel, end, clause)
  return { end: { ...end, operations: end.operations.slice(0, last + 1) }, executions: executions - before, ms: performance.now() - started }
}

function byUs(subject, clause, first) {
  const rerun = new Rerun(subject, referenceModel, clause)
  const started = performance.now()
  const { program: end, executions } = shrink(first, rerun.fails, { region, maxExecutions: 20_000 })
  return { end, executions, ms: performance.now() - started }
}

const rows = PAIRS.map(([design, clause]) => {
  const subject = { name: design, create: createDesign(designById(design)) }
  const canonical = canonicalOf(design, clause)
  const failures = failuresOf(subject, clause)
  const told = (results) => ({
    canonical: results.filter(({ end }) => comparePrograms(end, canonical, region) === 0).length,
    distinct: new Set(results.map(({ end }) => JSON.stringify(end, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner)))).size,
    operations: middle(results.map(({ end }) => end.operations.length)),
    executions: middle(results.map(({ executions }) => executions)),
    ms: middle(results.map(({ ms }) => ms)),
  })
  return { design, clause, length: canonical.operations.length, failures: failures.length, fastCheck: told(failures.map(({ seed }) => byFastCheck(subject, clause, seed))), ours: told(failures.map(({ first }) => byUs(subject, clause, first))) }
})

const line = (cells) => cells.map((cell, i) => String(cell).padEnd([16, 14, 9][i] ?? 13)).join('').trimEnd()
console.log(line(['design', 'clause', 'failures', 'fast-check', 'ours', 'executions', '', 'ms', '', 'distinct ends']))
console.log(line(['', '', '', 'canonical', 'canonical', 'fast-check', 'ours', 'fast-check', 'ours', 'fast-check, ours']))
for (const { design, clause, failures, fastCheck, ours } of rows) {
  console.log(line([design, clause, failures, `${fastCheck.canonical}`, `${ours.canonical}`, fastCheck.executions, ours.executions, fastCheck.ms.toFixed(1), ours.ms.toFixed(2), `${fastCheck.distinct}, ${ours.distinct}`]))
}
const share = (side) => rows.reduce((sum, row) => sum + row[side].canonical, 0) / rows.reduce((sum, { failures }) => sum + failures, 0)
console.log(`canonical at once, before any search: fast-check ${(100 * share('fastCheck')).toFixed(1)} %, ours ${(100 * share('ours')).toFixed(1)} %; median executions ${middle(rows.map(({ fastCheck }) => fastCheck.executions))} and ${middle(rows.map(({ ours }) => ours.executions))}`)
mkdirSync(new URL('results/', import.meta.url), { recursive: true })
writeFileSync(new URL('results/shrink.json', import.meta.url), `${JSON.stringify({ machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`, node: process.version, seeds: SEEDS, rows }, null, 2)}\n`)
