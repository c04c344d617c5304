/**
 * Every small change of the specification and of the optimised device, each against the tests that come to it: `npm run
 * strength`. Nothing is left out by kind or by comment; what survives is accounted for in docs/strength.md.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: ['spec/**/*.ts', 'src/device/**/*.ts'],
  testRunner: 'player',
  plugins: ['./test/strength/runner.mjs'],
  // The suite as one script, made where the mutants are.
  buildCommand: 'node test/strength/bundle.mjs',
  // Which test comes to which mutant is seen in one run beforehand; a mutant is then run with these tests, up to the first that fails.
  coverageAnalysis: 'perTest',
  disableBail: false,
  // What makes something endless mostly reaches the limit of passes. This is for the rest; less would end honest tests on a busy machine.
  timeoutMS: 3000,
  timeoutFactor: 1.5,
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: 'reports/strength.json' },
  // What the suite does not need is not copied.
  ignorePatterns: ['dist', 'docs', 'bench', 'reports', '.ci'],
  allowConsoleColors: false,
}
