/**
 * Makes one script of the suite, reports/suite.cjs: `node test/strength/bundle.mjs`. StrykerJS has it made where it has put its
 * mutants. What a test imports from packages, `vitest` among them, is left to whoever runs it.
 */
import { pathToFileURL } from 'node:url'
import { build } from 'rolldown'

/** @type {import('rolldown').Plugin} A module still finds the files beside it. */
const places = {
  name: 'places of modules',
  transform: (code, id) => (code.includes('import.meta.url') ? code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)) : undefined),
}

await build({
  input: './test/strength/suite.ts',
  platform: 'node',
  external: /^[^./]/,
  plugins: [places],
  // What is never used may be what a mutant is in.
  treeshake: false,
  output: { file: 'reports/suite.cjs', format: 'cjs', codeSplitting: false },
  logLevel: 'warn',
})
