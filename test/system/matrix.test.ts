/** The rows at 128 queues: Node is all they need, but they take as long as everything else together. */
import { describe, test } from 'vitest'
import { expectFresh } from '../prove/shipped.js'

describe.each(['rfc-2025-12', 'v2-2026-02', 'rust-fork-2026'])('%s at 128 queues', (name) => {
  test('is searched to the same row', () => expectFresh(name, 128))
})
