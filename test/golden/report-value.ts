/** A report with one of everything, so that its form is frozen apart from what any run finds. */
import type { CheckReport, Divergence, Waiver } from '../../src/check/report.js'

const count = (reached: number, possible: number) => ({ reached, possible })

const FOUND: Divergence = {
  clause: 'P172-DROP',
  authority: 'spec',
  property: 'dropped-access',
  program: {
    kernel: '6.18.9',
    queues: 2,
    slots: [{ prod: 1, cons: 0, config: 1, gerror: 0, gerrorn: 0 }],
    operations: [
      { op: 'refuse', call: 'hwQueueAlloc', errno: 'ENOMEM', times: 1 },
      { op: 'attach' },
      { op: 'write', offset: 0x4_0000, size: 8, value: 0x4000_0004n },
      { op: 'write', offset: 0x3_0004, size: 4, value: 0x10 },
      { op: 'consume', l: 0, n: 1 },
      { op: 'read', offset: 0x1_0004, size: 4 },
    ],
  },
  length: 6,
  minimal: true,
  observed: 'VCMDQ0_PROD_INDX reads 0x10',
  allowed: '0x0',
  step: 5,
  replay: 'cq1.TOKEN',
  advice: false,
  flaky: false,
}

const WAIVER: Waiver = { clause: 'ROUTE-LVCMDQ', reason: 'the map comes with the next release', owner: 'A. Author', expires: '2027-01-31' }

export const REPORT: CheckReport = {
  verdict: 'diverges',
  device: './my-device.mjs',
  queues: 2,
  kernels: ['6.17', '6.18.9'],
  attach: 'first',
  seed: 20260521,
  runs: 1000,
  accesses: 1234567,
  seconds: 12.345,
  accessesPerSecond: 100005,
  workers: 2,
  coverage: {
    orderings: count(120, 120), cells: count(17280, 17280), mmap: count(840, 840), alloc: count(839, 840), reset: count(720, 720),
    backing: count(95, 96),
    unowed: 42,
    clauses: { 'P172-DROP': 12345, ALIAS: 7 },
    witnesses: { 'dropped-access': 3, routing: 0 },
    tables: [{ name: 'queue 0 of 2', orderings: count(120, 120), cells: count(17280, 17280), mmap: count(840, 840), alloc: count(839, 840), reset: count(720, 720), unowed: 42 }],
  },
  arms: [
    { name: 'orderings: queue 0 of 2', programs: 3480, accesses: 1200000, newCoverage: 19679 },
    { name: 'property: dropped-access', programs: 1000, accesses: 34567, newCoverage: 0 },
  ],
  divergences: [
    FOUND,
    { ...FOUND, clause: 'P172-ZERO', authority: 'judgement', advice: true, minimal: false, length: 1, step: 0, program: { ...FOUND.program, slots: [], operations: [{ op: 'read', offset: 0x3_0004, size: 4 }] } },
    { ...FOUND, clause: 'DEVICE-DIED', authority: 'device', flaky: true, minimal: false, observed: 'divided by zero', allowed: 'an answer to every access, and no exception' },
  ],
  waived: [{ ...FOUND, clause: 'ROUTE-LVCMDQ', authority: 'vendor', waiver: WAIVER }],
  waivers: [
    { ...WAIVER, state: 'holds' },
    { clause: 'ALIAS', reason: 'the old page', owner: 'B', expires: '2026-01-31', state: 'expired' },
    { clause: 'RESET', reason: 'mended', owner: 'B', expires: '2027-12-31', state: 'unused' },
    { clause: 'IRQ', reason: 'no interrupts yet', owner: 'C', expires: '2027-12-31', state: 'unseen' },
  ],
  notApplicable: ['HOST-RETRY'],
  gaps: ['queue 0 of 2: 839 of 840 alloc reached', 'clause IRQ was never judged'],
  partial: false,
  crashes: ['out of memory'],
}

/** What a device, a file name or a person may write, against every format that is made of it. */
const HOSTILE = `<b>|\u0000 "quoted" & 'so' ]]> \u2028 %0A::error::x, y: z \`\`\`\n| a | b |`

export const HOSTILE_REPORT: CheckReport = {
  ...REPORT,
  device: `./dir with blanks/${HOSTILE}.mjs`,
  divergences: REPORT.divergences.map((one) => ({ ...one, observed: HOSTILE, unproved: HOSTILE })),
  waived: REPORT.waived.map((one) => ({ ...one, observed: HOSTILE, waiver: { ...one.waiver, reason: HOSTILE, owner: HOSTILE } })),
  gaps: [HOSTILE],
  crashes: [HOSTILE],
}
