/**
 * The arrows between the rooms of this house. Each rule's `comment` is what a reader sees when it fires, so it gives
 * the reason and not the rule. `test/house/arrows.test.ts` runs this file and plants one violation per rule.
 */

/** The npm packages as they look once resolved; `(/|$)` keeps `fast-check` from admitting `fast-checker`. */
const library = (name) => `(^|/)node_modules/${name}(/|$)`

/** Everything that is shipped, as opposed to the evidence about it. */
const product = '^(src|spec|properties)/'

/** `import type` and `import('…').T`: gone before anything runs. */
const erased = ['type-only', 'type-import']

/** `from` may import what matches `allowed`, and nothing else. */
const only = (name, from, allowed, comment, more = {}) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  // A dangling import has its own rule.
  to: { pathNot: [from, ...allowed], couldNotResolve: false, ...more },
})

/** `from` must not import what matches `to`. */
const never = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: typeof from === 'string' ? { path: from } : from,
  to,
})

const rooms = [
  only(
    'spec-stands-alone',
    '^spec/',
    [library('ts-pattern')],
    'the reference model is what a device is owed, whoever checks it and however: it must be readable, and wrong or right, without the rest',
  ),
  only(
    'judge-runs-the-spec',
    '^src/judge/',
    ['^spec/'],
    'the compiled judge runs the rules as they are written: what it took from anywhere else would be a rule of its own',
  ),
  only(
    'device-stands-alone',
    '^src/device/',
    [],
    'two sides that share a constant share its bug: the device writes its offsets and fields once more, by itself',
  ),
  only(
    'designs-stand-alone',
    '^src/designs/',
    [],
    'a historical design must keep its own mistakes: what it shared with the device or the model would be corrected along with them',
  ),
  only(
    'host-stands-alone',
    '^src/host/',
    ['^src/check/contract\\.ts$'],
    'the fake kernel answers every device alike, so it knows neither devices nor models nor who asks',
  ),
  never(
    'host-takes-types-only',
    '^src/host/',
    { path: '^src/check/', dependencyTypesNot: erased },
    'the engine runs the host; code flowing back would be a cycle, so only the shape of the contract may be shared',
  ),
  only(
    'check-takes-the-model-as-a-value',
    '^src/check/',
    ['^src/host/', library('fast-check'), library('pure-rand')],
    'an engine that knew the model or a device could favour one; it takes both as values and returns a verdict that others print',
    { dependencyTypesNot: ['core'] },
  ),
  only(
    'properties-join-spec-and-check',
    '^properties/',
    ['^spec/', '^src/(check|judge)/', library('fast-check')],
    'a claim is made about any device: it speaks the vocabularies of model and engine, and knows nothing else',
  ),
  never(
    'prove-takes-the-model-as-a-value',
    '^src/prove/',
    { path: ['^(spec|properties)/', '^src/(device|designs|judge|report|remote|cli)/', '^src/index\\.ts$'] },
    'exploration proves something about the pair it is given; a pair that it picked itself would make the theorem about that pair alone',
  ),
  never(
    'z3-in-a-process-of-its-own',
    { path: product, pathNot: '^src/cli/z3-child\\.ts$' },
    { path: library('z3-solver') },
    'it is an optional peer, 35 MB, and keeps threads that do not end: it is loaded in the child process that can be ended, and nowhere else',
  ),
  never(
    'vitest-in-a-room-of-its-own',
    { path: product, pathNot: '^src/vitest/' },
    { path: library('vitest') },
    'it is an optional peer that works inside its own runner alone: imported anywhere else it would break the command line and the library',
  ),
  never(
    'library-takes-no-terminal',
    '^src/(library|vitest)/',
    { path: '^src/cli/', pathNot: '^src/cli/(run|assembly|divergence|shrink-program|options)\\.ts$' },
    'a library neither reads arguments nor prints nor exits: of the command line it takes what runs a check, and the defaults',
  ),
  never(
    'remote-takes-the-model-as-a-value',
    '^src/remote/',
    { path: ['^(spec|properties)/', '^src/(device|designs|judge|report|prove|cli)/', '^src/index\\.ts$'] },
    'a device in another process is one more device, and a recorded log one more program: neither knows who judges it',
  ),
  never(
    'report-sees-only-check',
    '^src/report/',
    { path: product, pathNot: ['^src/report/', '^src/check/'] },
    'a report shows what a verdict says; one that looks at a device or the model could say something else',
  ),
  never(
    'report-takes-types-only',
    '^src/report/',
    { path: '^src/check/', dependencyTypesNot: erased },
    'reports are pure functions of a verdict: they need its shape and none of the code that found it',
  ),
  never(
    'report-is-pure',
    '^src/report/',
    { dependencyTypes: ['core'] },
    'a value goes in and a string comes out, so that a report can be frozen in a test; files and terminals belong to src/cli',
  ),
]

const house = [
  never(
    'every-module-has-a-room',
    { path: '^src/', pathNot: ['^src/(device|designs|host|check|judge|prove|remote|report|cli|library|vitest)/', '^src/index\\.ts$'] },
    {},
    'a module outside the rooms is bound by no arrow: move it into one, or give the new room its rule here',
  ),
  never(
    'process-only-in-cli',
    { path: product, pathNot: '^src/cli/' },
    { path: '^(node:)?process$' },
    'arguments, environment and exit codes are read in one place, so that everything else runs in a worker, a test or a host program',
  ),
  never(
    'nothing-imports-the-top',
    { path: product, pathNot: ['^src/(cli|library|vitest)/', '^src/index\\.ts$'] },
    { path: ['^src/(cli|library|vitest)/', '^src/index\\.ts$'] },
    'the top puts the rooms together; a room that imports it back pulls all the others into one cycle',
  ),
  never(
    'library-above-the-command-line',
    '^src/cli/',
    { path: ['^src/(library|vitest)/', '^src/index\\.ts$'] },
    'the library is made of what the command line runs, in words of its own: what both need belongs below them',
  ),
  never(
    'no-cycle',
    { path: product },
    { circular: true },
    'files in a cycle can only be read, tested and moved together',
  ),
  never(
    'no-test-code',
    { path: product },
    { path: '^(test|bench)/' },
    'tests and benches are not shipped: the import breaks in the installed package',
  ),
  never(
    'no-dev-dependency',
    { path: product },
    // An optional peer may be a devDependency too, so that our own tests have it.
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'npm-optional'] },
    'devDependencies are not installed with the package, and a type-only import would still dangle in its declarations',
  ),
  never(
    'no-undeclared-dependency',
    { path: product },
    // An optional peer counts as undeclared too: the tool takes peerDependenciesMeta for a list that it does not know.
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    'what package.json does not name is there by luck and gone with the next install',
  ),
  never(
    'no-dangling-import',
    {},
    { couldNotResolve: true },
    'an import that leads nowhere is not checked by any other rule here',
  ),
  never(
    'no-orphan',
    { orphan: true, path: product, pathNot: ['^src/index\\.ts$', '^src/cli/main\\.ts$'] },
    {},
    'nobody imports it and it imports nobody: dead code, or an entry point that this rule should name',
  ),
]

module.exports = {
  forbidden: [...rooms, ...house],
  options: {
    // Without it, imports of types are invisible, and a shared type is a shared mistake.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // As Node resolves an ESM import; the tool's default looks at CommonJS entry points only.
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
