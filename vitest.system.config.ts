import { defineConfig } from 'vitest/config'

/** What `npm test` shows on a sample is shown here on more: a million random steps, every word in four classes of state, 100 starts of each cell, a million steps of the encoding. */
const MORE = { CMDQV_STEPS: '500000', CMDQV_EVERY: '54', CMDQV_STARTS: '100', CMDQV_SEEDS: '1500', CMDQV_SMT_STEPS: '1000000' }

export default defineConfig({ test: { include: ['test/system/**/*.test.ts', 'test/judge/**/*.test.ts', 'test/prove/golden.test.ts', 'test/prove/smt/encoding.test.ts'], env: MORE, maxWorkers: '100%', testTimeout: 300_000 } })
