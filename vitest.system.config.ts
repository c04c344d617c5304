import { defineConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/** Those that take minutes, the longest first: begun last, one of them would leave a core idle for as long (489 s in all, 250 of them the first). */
const SLOW = ['system/prove', 'judge/compiled', 'system/html', 'prove/golden', 'system/row', 'system/smt']
const rank = ({ moduleId }: TestSpecification): number => {
  const place = SLOW.findIndex((name) => moduleId.includes(`/test/${name}.test.`))
  return place < 0 ? SLOW.length : place
}

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

/** What `npm test` shows on a sample is shown here on more: a million random steps, every word in four classes of state, 100 starts of each cell, a million steps of the encoding. */
const MORE = { CMDQV_STEPS: '500000', CMDQV_EVERY: '54', CMDQV_STARTS: '100', CMDQV_SEEDS: '1500', CMDQV_SMT_STEPS: '1000000' }

export default defineConfig({ test: { include: ['test/system/**/*.test.ts', 'test/judge/**/*.test.ts', 'test/prove/golden.test.ts', 'test/prove/smt/encoding.test.ts'], env: MORE, sequence: { sequencer: SlowFirst }, maxWorkers: '100%', testTimeout: 300_000 } })
