import { defineConfig } from 'vitest/config'

/** The suite, in two files, since each costs a worker of its own, that mutants of spec/ and src/device/ are run against; whole, it takes less than 2 s (docs/strength.md). */
export default defineConfig({
  test: { include: ['test/strength/*.suite.ts'], maxWorkers: '100%' },
})
