import { defineConfig } from 'vitest/config'

/** What tests write to temporary folders is a user's: Node loads it, as it does for users, and not Vite. */
const outside = new RegExp(`^(?!.*${import.meta.dirname.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&')}/)(file://)?/.*\\.[cm]?[jt]s$`)

export default defineConfig({
  test: { include: ['test/**/*.test.ts'], exclude: ['test/system/**'], testTimeout: 120_000, server: { deps: { external: [outside] } } },
})
