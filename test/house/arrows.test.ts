import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { cruise, type ICruiseOptions } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const rooms = ['src', 'spec', 'properties']

interface Violation {
  readonly rule: string
  readonly from: string
  readonly to: string
}

interface Look {
  readonly modules: number
  readonly violations: readonly Violation[]
}

let options: ICruiseOptions
let reasons: ReadonlyMap<string, string>

beforeAll(async () => {
  options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.cjs'))
  reasons = new Map(options.ruleSet?.forbidden?.map((rule) => [rule.name ?? '', rule.comment ?? '']))
})

async function look(baseDir: string): Promise<Look> {
  const tsConfig = extractTSConfig(join(root, 'tsconfig.json'))
  const { output } = await cruise(rooms, { ...options, baseDir }, undefined, { tsConfig })
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text where a result was expected')
  return {
    modules: output.modules.length,
    violations: output.summary.violations.map(({ rule, from, to, cycle }) => ({
      rule: rule.name,
      from,
      to: cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> '),
    })),
  }
}

const line = ({ from, to, rule }: Violation): string => `${from} -> ${to}: ${rule} — ${reasons.get(rule) ?? ''}`

test('every arrow of the house points the right way', async () => {
  const { modules, violations } = await look(root)
  expect(modules).toBeGreaterThan(0)
  expect(violations.map(line)).toEqual([])
})

test('every rule says why it is there', () => {
  expect([...reasons].filter(([name, reason]) => name === '' || reason.length < 40)).toEqual([])
})

/** One file per row: what it holds, and exactly the rules that must fire on it. */
type Plant = readonly [from: string, text: string, ...rules: string[]]

const plants: readonly Plant[] = [
  ['spec/runner.ts',        `import 'fast-check'`,                                      'spec-stands-alone'],
  ['spec/file.ts',          `import type { Stats } from 'node:fs'`,                     'spec-stands-alone'],
  ['spec/shared.ts',        `import type { Leaf } from '../src/device/leaf.js'`,        'spec-stands-alone'],
  ['spec/judged.ts',        `import type { Leaf } from '../src/check/leaf.js'`,         'spec-stands-alone'],
  ['src/judge/engine.ts',   `import type { Leaf } from '../check/leaf.js'`,             'judge-runs-the-spec'],
  ['src/prove/judge.ts',    `import '../judge/leaf.js'`,                                'prove-takes-the-model-as-a-value'],
  ['src/device/shared.ts',  `import { leaf } from '../../spec/leaf.js'`,                'device-stands-alone'],
  ['src/device/typed.ts',   `import type { Leaf } from '../check/contract.js'`,         'device-stands-alone'],
  ['src/device/inline.ts',  `export type T = import('../check/contract.js').Leaf`,      'device-stands-alone'],
  ['src/device/match.ts',   `import 'ts-pattern'`,                                      'device-stands-alone'],
  ['src/designs/device.ts', `import { leaf } from '../device/leaf.js'`,                 'designs-stand-alone'],
  ['src/host/engine.ts',    `import type { Leaf } from '../check/leaf.js'`,             'host-stands-alone'],
  ['src/host/code.ts',      `import { leaf } from '../check/contract.js'`,              'host-takes-types-only'],
  ['src/check/model.ts',    `import type { Leaf } from '../../spec/leaf.js'`,           'check-takes-the-model-as-a-value'],
  ['src/check/device.ts',   `import('../device/leaf.js')`,                              'check-takes-the-model-as-a-value'],
  ['src/check/design.ts',   `export * from '../designs/leaf.js'`,                       'check-takes-the-model-as-a-value'],
  ['src/check/claim.ts',    `import '../../properties/leaf.js'`,                        'check-takes-the-model-as-a-value'],
  ['src/check/print.ts',    `import '../report/leaf.js'`,                               'check-takes-the-model-as-a-value'],
  ['properties/device.ts',  `import '../src/device/leaf.js'`,                           'properties-join-spec-and-check'],
  ['properties/file.ts',    `import 'node:fs'`,                                         'properties-join-spec-and-check'],
  ['src/prove/model.ts',    `import '../../spec/leaf.js'`,                              'prove-takes-the-model-as-a-value'],
  ['src/prove/device.ts',   `import type { Leaf } from '../device/leaf.js'`,            'prove-takes-the-model-as-a-value'],
  ['src/remote/model.ts',   `import '../../spec/leaf.js'`,                              'remote-takes-the-model-as-a-value'],
  ['src/report/model.ts',   `import type { Leaf } from '../../spec/leaf.js'`,           'report-sees-only-check'],
  ['src/report/host.ts',    `import type { Leaf } from '../host/leaf.js'`,              'report-sees-only-check'],
  ['src/report/code.ts',    `import { leaf } from '../check/leaf.js'`,                  'report-takes-types-only'],
  ['src/report/file.ts',    `import 'node:fs'`,                                         'report-is-pure'],
  ['src/prove/argv.ts',     `import { argv } from 'node:process'`,                      'process-only-in-cli'],
  ['src/remote/env.ts',     `import { env } from 'process'`,                            'process-only-in-cli'],
  ['src/prove/top.ts',      `import type { Leaf } from '../index.js'`,                  'nothing-imports-the-top', 'prove-takes-the-model-as-a-value'],
  ['src/check/top.ts',      `import '../cli/leaf.js'`,                                  'nothing-imports-the-top', 'check-takes-the-model-as-a-value'],
  ['src/attic/box.ts',      `import '../check/leaf.js'`,                                'every-module-has-a-room'],
  ['src/loose.ts',          `import './check/leaf.js'`,                                 'every-module-has-a-room'],
  ['spec/ring-a.ts',        `import './ring-b.js'`,                                     'no-cycle'],
  ['spec/ring-b.ts',        `import type {} from './ring-a.js'`], // a cycle is reported once, at its first file
  ['src/cli/tested.ts',     `import '../../test/leaf.js'`,                              'no-test-code'],
  ['src/cli/measured.ts',   `import '../../bench/leaf.js'`,                             'no-test-code'],
  ['src/cli/dev.ts',        `import 'typedoc'`,                                         'no-dev-dependency'],
  ['src/cli/dev-type.ts',   `import type { Test } from 'typedoc'`,                      'no-dev-dependency'],
  ['src/cli/suite.ts',      `import 'vitest'`,                                          'vitest-in-a-room-of-its-own'],
  ['src/library/suite.ts',  `import type { Test } from 'vitest'`,                       'vitest-in-a-room-of-its-own'],
  ['src/library/argv.ts',   `import '../cli/leaf.js'`,                                  'library-takes-no-terminal'],
  ['src/vitest/argv.ts',    `import type { Leaf } from '../cli/leaf.js'`,               'library-takes-no-terminal'],
  ['src/cli/check.ts',      `import '../library/leaf.js'`,                              'library-above-the-command-line'],
  ['src/cli/public.ts',     `import type { Leaf } from '../index.js'`,                  'library-above-the-command-line'],
  ['src/report/suite.ts',   `import '../vitest/leaf.js'`,                               'nothing-imports-the-top', 'report-sees-only-check'],
  ['src/cli/solver.ts',     `import 'z3-solver'`,                                       'z3-in-a-process-of-its-own'],
  ['src/cli/lucky.ts',      `import 'undeclared'`,                                      'no-undeclared-dependency'],
  ['src/cli/gone.ts',       `import './nowhere.js'`,                                    'no-dangling-import'],
  ['spec/lonely.ts',        `export const alone = 1`,                                   'no-orphan'],
]

/** What must stay possible, so that a rule cannot bite by biting everything. */
const allowed: readonly Plant[] = [
  ['spec/judge.ts',         `import 'ts-pattern'; import './leaf.js'`],
  ['properties/alias.ts',   `import 'fast-check'; import '../spec/leaf.js'; import '../src/check/leaf.js'`],
  ['src/judge/judge.ts',    `import '../../spec/leaf.js'; import './leaf.js'`],
  ['src/device/device.ts',  `import './leaf.js'`],
  ['src/designs/device.ts', `import './leaf.js'`],
  ['src/host/kernel.ts',    `import type { Leaf } from '../check/contract.js'; import './leaf.js'`],
  ['src/host/inline.ts',    `export type T = import('../check/contract.js').Leaf`],
  ['src/check/worker.ts',   `import 'node:worker_threads'; import 'fast-check'; import '../host/leaf.js'; import './contract.js'`],
  ['src/prove/search.ts',   `import '../check/leaf.js'; import '../host/leaf.js'; import 'optional-peer'`],
  ['src/remote/qtest.ts',   `import 'node:net'; import '../check/leaf.js'`],
  ['src/report/text.ts',    `import type { Leaf } from '../check/leaf.js'; import 'ts-pattern'`],
  ['src/cli/z3-child.ts',   `import 'z3-solver'; import './leaf.js'`],
  ['src/cli/main.ts',       `import 'node:process'; import '../report/leaf.js'; import './leaf.js'`],
  ['src/cli/run.ts',        `import '../check/leaf.js'`],
  ['src/library/check.ts',  `import '../cli/run.js'; import '../../properties/leaf.js'; import '../report/leaf.js'; import './leaf.js'`],
  ['src/vitest/index.ts',   `import 'vitest'; import '../library/leaf.js'`],
  ['src/index.ts',          `import './prove/leaf.js'; import './device/leaf.js'; import './designs/leaf.js'; import '../properties/leaf.js'`],
]

const leaves = [
  ...['spec', 'properties', 'test', 'bench'],
  ...['device', 'designs', 'host', 'check', 'judge', 'prove', 'report', 'cli', 'library', 'vitest'].map((room) => `src/${room}`),
].map((room) => `${room}/leaf.ts`)

const manifest = {
  type: 'module',
  dependencies: { 'fast-check': '*', 'ts-pattern': '*' },
  peerDependencies: { 'optional-peer': '*', vitest: '*', 'z3-solver': '*' },
  devDependencies: { typedoc: '*', vitest: '*', 'optional-peer': '*' },
}

const folders: string[] = []

/** A small house of its own, in which only the rows' files and one leaf per room exist. */
function build(rows: readonly Plant[]): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cmdqv-check-arrows-')))
  folders.push(folder)
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `${text}\n`)
  }
  write('package.json', JSON.stringify(manifest))
  for (const name of ['fast-check', 'ts-pattern', 'typedoc', 'vitest', 'optional-peer', 'undeclared', 'z3-solver']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
  const leaf = 'export const leaf = 1\nexport type Leaf = number'
  for (const path of [...leaves, 'src/check/contract.ts', 'src/index.ts']) write(path, leaf)
  for (const [path, text] of rows) write(path, text)
  return folder
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('the rules bite', () => {
  test('each planted import makes exactly its rules fire', async () => {
    const { violations } = await look(build(plants))
    const firedOn = (from: string): string[] => violations.filter((v) => v.from === from).map((v) => v.rule)
    const table = (rules: (plant: Plant) => string[]): string[] =>
      plants.map((plant) => `${plant[0]}: ${rules(plant).toSorted().join(', ')}`)
    expect(table(([from]) => firedOn(from))).toEqual(table(([, , ...rules]) => rules))
  })

  test('what the design allows passes', async () => {
    const { violations } = await look(build(allowed))
    expect(violations.filter(({ from }) => !leaves.includes(from)).map(line)).toEqual([])
  })

  test('no rule is without a plant', () => {
    const planted = new Set(plants.flatMap(([, , ...rules]) => rules))
    expect([...reasons.keys()].filter((rule) => !planted.has(rule))).toEqual([])
  })
})
