import { defineConfig } from 'vitest/config'

/** What tests write to temporary folders is a user's: Node loads it, as it does for users, and not Vite. */
const outside = new RegExp(`^(?!.*${import.meta.dirname.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&')}/)(file://)?/.*\\.[cm]?[jt]s$`)

/** Of two cores the runner would leave one idle: 291 s on one, 218 s on both (68 files). */
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], exclude: ['test/system/**'], maxWorkers: '100%', testTimeout: 120_000, server: { deps: { external: [outside] } } },
})
