/** Test files that are parts of a suite. */
import { expect, test } from 'vitest'

/**
 * Loads them one after another; that each can be loaded is a test. A mutant that breaks a module while it is loaded leaves no
 * test to fail, and StrykerJS would take that for a survivor.
 */
export async function loaded(parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const part of parts) await part().catch((error: unknown) => failures.push(error))
  test('every part of the suite can be loaded', () => {
    expect(failures).toEqual([])
  })
}
