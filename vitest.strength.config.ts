import { defineConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/** A change of what is evaluated while modules are loaded is run against both files: most are of spec/, and its tests notice them at once. */
class SpecFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => Number(b.moduleId.includes('spec.suite')) - Number(a.moduleId.includes('spec.suite'))))
  }
}

/** The suite, in two files, since each costs a worker of its own, that mutants of spec/ and src/device/ are run against; whole, it takes less than 2 s (docs/strength.md). */
export default defineConfig({
  test: { include: ['test/strength/*.suite.ts'], maxWorkers: '100%', sequence: { sequencer: SpecFirst } },
})
