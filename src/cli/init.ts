/** `cmdqv-check init`: what a project needs to check its device on every commit. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { quoted } from '../report/command.js'
import { CONFIG_FILE } from './config.js'
import { makeFolder } from './folder.js'
import { systemCause, shownPath } from './places.js'
import { packageRoot } from './shipped-file.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

export interface InitFlags {
  readonly kit: 'js' | 'c' | 'rust'
}

/** A language to write a device in. */
interface Kit {
  /** Files of the package below adapters/, and what they are called in the project. */
  readonly files: readonly (readonly [string, string])[]
  readonly device: string
  /** How the device is made from its source; none where nothing is to be made. */
  readonly build: string | undefined
}

const KITS: Readonly<Record<InitFlags['kit'], Kit>> = {
  js: { files: [['js/my-device.mjs', 'my-device.mjs'], ['js/routing.mjs', 'routing.mjs']], device: './my-device.mjs', build: undefined },
  c: {
    files: [['c/cmdqv_kit.h', 'cmdqv_kit.h'], ['c/cmdqv_kit.c', 'cmdqv_kit.c'], ['c/example.c', 'my-device.c']],
    device: 'exec:./my-device',
    build: 'cc -std=c11 -O2 -Wall -Wextra my-device.c cmdqv_kit.c -o my-device',
  },
  rust: { files: [['rust/cmdqv_kit.rs', 'cmdqv_kit.rs'], ['rust/example.rs', 'my-device.rs']], device: 'exec:./my-device', build: 'rustc --edition 2021 -O my-device.rs -o my-device' },
}

const WORKFLOW = join('.github', 'workflows', 'cmdqv-check.yml')

/** A workflow that annotates the change with what breaks, and keeps a report that people look at. */
const workflow = ({ build }: Kit): string => `name: cmdqv-check
on: [push, pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm install --no-save cmdqv-check
${build === undefined ? '' : `      - run: ${build}\n`}      # The settings are in ${CONFIG_FILE}. Exit codes: 0 conforms, 1 diverges, 2 usage error, 3 undecided.
      - run: npx cmdqv-check check --reporter github --also html=report.html --also sarif=report.sarif
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: cmdqv-check
          path: |
            report.html
            report.sarif
`

function filesOf(kit: Kit): ReadonlyMap<string, string> {
  const sources = kit.files.map(([from, to]): [string, string] => [to, readFileSync(join(packageRoot(), 'adapters', from), 'utf8')])
  const settings = { device: kit.device, save: 'cmdqv-findings' }
  return new Map([...sources, [CONFIG_FILE, `${JSON.stringify(settings, null, 2)}\n`], [WORKFLOW, workflow(kit)]])
}

/** What stands in the way of a folder is told before anything is written. */
function checkFolders(folder: string, names: readonly string[]): void {
  const folders = new Set(names.flatMap((name) => {
    const above: string[] = []
    for (let at = dirname(join(folder, name)); at !== dirname(at); at = dirname(at)) above.push(at)
    return above
  }))
  const wrong = [...folders].find((one) => existsSync(one) && !statSync(one).isDirectory())
  if (wrong !== undefined) throw new UsageError(`init: ${shownPath(wrong)} is no folder, and nothing was written; move it away, or choose another folder`)
}

/** Writes all files or, where one is there already, none. */
export function init(folder: string, { kit: language }: InitFlags, streams: Streams): number {
  const kit = KITS[language]
  const files = filesOf(kit)
  const there = [...files.keys()].filter((name) => existsSync(join(folder, name)))
  if (there.length > 0) throw new UsageError(`init: ${there.map((name) => shownPath(join(folder, name))).join(', ')} ${there.length === 1 ? 'is' : 'are'} there already, and nothing was written; move it away, or choose another folder`)
  checkFolders(folder, [...files.keys()])
  for (const [name, text] of files) {
    const file = join(folder, name)
    try {
      makeFolder(join(file, '..'))
      writeFileAtomic.sync(file, text)
    } catch (error) {
      throw new UsageError(`init: ${shownPath(file)} cannot be written (${systemCause(error)}); choose a folder that is yours`)
    }
    streams.out(`wrote ${shownPath(file)}\n`)
  }
  const steps = [...(folder === '.' ? [] : [`cd ${quoted(folder)}`]), ...(kit.build === undefined ? [] : [kit.build]), 'npx cmdqv-check']
  streams.out(`\nNext:\n${steps.map((step) => `  ${step}`).join('\n')}\n`)
  if (folder !== '.') streams.out(`\nGitHub runs workflows of the repository's top folder alone: move .github there if ${shownPath(folder)} is not it\n`)
  return 0
}
