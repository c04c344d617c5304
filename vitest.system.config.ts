import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['test/system/**/*.test.ts'], testTimeout: 300_000 } })
