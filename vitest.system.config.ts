import { defineConfig } from 'vitest/config'

/** What `npm test` shows on a sample is shown here on more: a million random steps, and every word in eight classes of state. */
const MORE = { CMDQV_STEPS: '500000', CMDQV_EVERY: '27' }

export default defineConfig({ test: { include: ['test/system/**/*.test.ts', 'test/judge/**/*.test.ts'], env: MORE, testTimeout: 300_000 } })
