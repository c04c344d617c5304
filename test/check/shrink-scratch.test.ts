import { test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { formatOperation } from '../../src/check/program.js'
import { shrink } from '../../src/check/shrink/index.js'
import { DEFECTS } from './shrink-defects.js'
import { failingStarts, startOf } from './shrink-starts.js'
test('scratch', () => {
  for (const { name, fails } of DEFECTS) {
    const starts = failingStarts(fails, 300, startOf(2, 10, 60))
    const ends = new Map<string, number>(); const ex: number[] = []
    const t=performance.now()
    for (const s of starts) {
      const r = shrink(s, fails, { region, maxExecutions: 5000 })
      ex.push(r.executions)
      const key = [r.program.kernel, JSON.stringify(r.program.slots), ...r.program.operations.map(formatOperation)].join('\n    ')
      ends.set(key, (ends.get(key) ?? 0) + 1)
    }
    const ms=(performance.now()-t)/starts.length
    ex.sort((a,b)=>a-b)
    console.log(name, 'starts', starts.length, 'ends', ends.size, 'median', ex[ex.length>>1], 'max', ex.at(-1), 'ms', ms.toFixed(2))
    for (const [k,c] of [...ends].sort((a,b)=>b[1]-a[1]).slice(0,4)) console.log('  ',c,k)
  }
})
