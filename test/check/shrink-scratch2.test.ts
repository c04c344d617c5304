import fc from 'fast-check'
import { test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import type { Device, Host, Operation, Program } from '../../src/check/contract.js'
import { firstDivergence, runProgram } from '../../src/check/lockstep.js'
import { formatOperation } from '../../src/check/program.js'
import { shrink } from '../../src/check/shrink/index.js'
import * as dev from '../../src/device/index.js'
import { startOf } from './shrink-starts.js'
const make = (dev as unknown as Record<string, (h: Host, o: { queues: number }) => Device>)['createOptimised'] ?? (dev as any).create ?? (dev as any).optimised
type Wrap = (h: Host) => { host?: Partial<Host>, device?: (d: Device) => Partial<Device> }
const mutants: Record<string, Wrap> = {
  droppedDirectProd: () => { let a = false; return { device: d => ({ attach() { a = true; d.attach() }, write(o, s, v) { if (a && o >= 0x10000 && o < 0x20000 && (o & 0x7f) === 4) return; d.write(o, s, v) } }) } },
  noEvent: () => ({ device: () => ({ event() {} }) }),
  wrongRing: (h) => ({ host: { hwQueueAlloc: (i, a, l) => h.hwQueueAlloc(i, a === 0x40000000n ? a : a ^ 0x100000n, l) } }),
  noReset: () => ({ device: () => ({ reset() {} }) }),
  noAttach: () => ({ device: () => ({ attach() {} }) }),
  halfBase: () => ({ device: d => ({ write(o, s, v) { if (o >= 0x20000 && s === 4 && (o & 0x7f) === 4) { d.write(o - 4, 4, 0) } d.write(o, s, v) } }) }),
  enableResets: () => ({ device: d => ({ write(o, s, v) { d.write(o, s, v); if (o === 0x1000 && Number(v) & 1) for (let q = 0; q < 2; q++) d.write(0x10000 + q * 0x80 + 4, 4, 0) } }) }),
  forgetsRefusal: (h) => { let f = false; return { host: { hwQueueAlloc: (i, a, l) => { if (f) return -12; const r = h.hwQueueAlloc(i, a, l); if (r < 0) f = true; return r } } } },
  leak: (h) => ({ host: { hwQueueDestroy: (id) => id === 0x101 ? 0 : h.hwQueueDestroy(id) } }),
}
const subject = (w: Wrap) => ({ name: 'm', create: (host: Host, o: { queues: number }): Device => {
  const x = w(host)
  const h: Host = new Proxy(host, { get: (t, k) => (x.host as any)?.[k] ?? (t as any)[k].bind(t) })
  const d = make(h, o)
  const ov = x.device?.(d) ?? {}
  return { read: (...a) => d.read(...a), write: ov.write ?? ((...a) => d.write(...a)), attach: ov.attach ?? (() => d.attach()), detach: () => d.detach(), reset: ov.reset ?? (() => d.reset()), event: ov.event ?? ((...a) => d.event(...a)) }
} })
const boot = (q: number, l: number, base: number): Operation[] => [
  { op: 'attach' },
  { op: 'write', offset: 0x1000, size: 4, value: 1 }, { op: 'write', offset: 0x200 + 4 * q, size: 4, value: 1 | (l << 1) },
  { op: 'write', offset: 0x20000 + 0x80 * q, size: 8, value: BigInt(base) }, { op: 'write', offset: 0x10008 + 0x80 * q, size: 4, value: 1 },
  { op: 'write', offset: 0x10004 + 0x80 * q, size: 4, value: 5 }, { op: 'consume', l, n: 3 }, { op: 'fault', l, code: 1 }, { op: 'deliver' }, { op: 'consume', l, n: 9 }, { op: 'read', offset: 0x30004 + 0x80 * l, size: 4 }]
const start = fc.tuple(startOf(2, 0, 25), fc.boolean(), fc.boolean(), fc.constantFrom(0x40000008, 0x50001005, 0x80100004), fc.boolean(), fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 })).map(([p, qx, lx, base, shuffle, r]): Program => {
  const a = boot(qx ? 1 : 0, lx ? 1 : 0, base), b = boot(qx ? 0 : 1, lx ? 0 : 1, base + 0x200000)
  const boots = [...a, ...b]
  if (shuffle) boots.forEach((_, i) => { const j = r[i]! % boots.length; [boots[i], boots[j]] = [boots[j]!, boots[i]!] })
  const ops = [...boots]
  p.operations.forEach((o, i) => ops.splice(r[i + 25]! % (ops.length + 1), 0, o))
  return { ...p, operations: ops }
})
test('scratch', () => {
  for (const [name, w] of Object.entries(mutants)) {
    const s = subject(w)
    const byClause = new Map<string, Program[]>()
    for (const p of fc.sample(start, { seed: 7, numRuns: 1500 })) {
      const seen = new Set<string>()
      runProgram(s, referenceModel, p, { step({ forbidden }) { for (const f of forbidden) seen.add(f.clause) } })
      for (const c of seen) byClause.set(c, [...(byClause.get(c) ?? []), p])
    }
    for (const [clause, ps] of byClause) {
      const ends = new Map<string, number>(); const ex: number[] = []; let inF = 0, all = 0
      for (const p of ps.slice(0, 100)) {
        const t0 = performance.now()
        const r = shrink(p, (c) => { const t = performance.now(); const x = firstDivergence(s, referenceModel, c, clause); inF += performance.now() - t; return x }, { region, maxExecutions: 5000 })
        all += performance.now() - t0
        ex.push(r.executions)
        const key = [r.program.kernel, JSON.stringify(r.program.slots), ...r.program.operations.map(formatOperation)].join('\n    ')
        ends.set(key, (ends.get(key) ?? 0) + 1)
      }
      ex.sort((a, b) => a - b)
      console.log(name, clause, 'starts', ex.length, 'ends', ends.size, 'median', ex[ex.length >> 1], 'max', ex.at(-1), 'ms all', (all / ex.length).toFixed(2), 'own', ((all - inF) / ex.length).toFixed(2))
      for (const [k, c] of [...ends].sort((a, b) => b[1] - a[1]).slice(0, 3)) console.log('  ', c, k)
    }
  }
})
