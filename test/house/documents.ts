/** What the files that are not code must say, and what no file may say. Each rule is a function of texts. */
import { emptyWords, type Place } from './rules.js'

export interface TextRule {
  readonly name: string
  readonly reason: string
  readonly find: (path: string, text: string) => readonly Place[]
}

const linesMatching = (text: string, pattern: RegExp): readonly Place[] =>
  text
    .split('\n')
    .flatMap((content, index) => (pattern.test(content) ? [{ line: index + 1, what: content.trim().slice(0, 120) }] : []))

const noMachinePaths: TextRule = {
  name: 'no-machine-paths',
  reason: 'a path of one machine means nothing on the reader’s: write it relative to the repository',
  find: (_, text) => linesMatching(text, /(^|[^A-Za-z0-9_.])\/(work|farm)\//),
}

const registryHost = /registry\.(npmjs|yarnpkg)\.|npmmirror\.com|npm\.pkg\.github/
/** A lock file needs no addresses at all: npm finds a package by name and checks its integrity hash. */
const lockedAddress = /"resolved":\s*"[a-z+]+:/

const noRegistryHosts: TextRule = {
  name: 'no-registry-hosts',
  reason: 'which registry packages come from is the user’s choice (a mirror, a cache); integrity hashes pin the contents',
  find: (path, text) => [
    ...linesMatching(text, registryHost),
    // The first one tells: they come by the hundred, from an npm that was not told to leave them out.
    ...(/(^|\/)package-lock\.json$/.test(path) ? linesMatching(text, lockedAddress).slice(0, 1) : []),
  ],
}

const tellingPaths: TextRule = {
  name: 'telling-paths',
  reason: 'a folder that fits everything fills with everything: name it by what it holds',
  find: (path) => emptyWords(path).map((word) => ({ line: 1, what: word })),
}

/** For every file of the repository. */
export const textRules: readonly TextRule[] = [noMachinePaths, noRegistryHosts, tellingPaths]

/** Missing documents are `undefined`. Each finding is one line that says what to do. */
export function readmeFindings(readme: string | undefined): readonly string[] {
  if (readme === undefined) return ['README.md is missing — it is the first thing a user sees']
  const start = readme.split('\n').slice(0, 40).join('\n')
  return ['npm ci && npm start', 'npm ci && npm test']
    .filter((command) => !start.includes(command))
    .map((command) => `README.md: its first 40 lines do not show \`${command}\` — a newcomer runs first and reads later`)
}

export function architectureFindings(text: string | undefined): readonly string[] {
  if (text === undefined) return ['ARCHITECTURE.md is missing — it is the map of the house']
  const lines = text.trimEnd().split('\n').length
  return lines <= 80 ? [] : [`ARCHITECTURE.md has ${lines} lines, 80 at most — a map is read at a glance; details belong to ADRs`]
}

export function changelogFindings(text: string | undefined): readonly string[] {
  if (text === undefined) return ['CHANGELOG.md is missing — users decide by it whether to upgrade']
  return /^## \[?Unreleased/m.test(text) ? [] : ['CHANGELOG.md has no `Unreleased` section — changes have nowhere to go']
}

export type Manifest = Readonly<Record<string, unknown>>

/** The packages that a manifest names, in whatever role. */
export function packagesIn(manifest: Manifest): readonly string[] {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
  return [...new Set(kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})))]
}

/** A package's line is a table row whose first cell is the name in backticks. */
export function dependencyFindings(text: string | undefined, manifest: Manifest): readonly string[] {
  const reason = 'every dependency is a debt: what for, why this one, what it costs'
  if (text === undefined) return [`docs/dependencies.md is missing — ${reason}`]
  const described = [...text.matchAll(/^\|\s*`([^`]+)`\s*\|(.*)\|\s*$/gm)].map(([, name = '', rest = '']) => ({
    name,
    empty: rest.split('|').filter((cell) => cell.trim() === '').length,
    cells: rest.split('|').length,
  }))
  const names = described.map(({ name }) => name)
  const packages = packagesIn(manifest)
  return [
    ...packages.filter((name) => !names.includes(name)).map((name) => `${name} has no line`),
    ...names.filter((name) => !packages.includes(name)).map((name) => `${name} has a line but package.json does not name it`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} has two lines`),
    ...described.filter(({ cells, empty }) => cells < 3 || empty > 0).map(({ name }) => `${name} leaves a cell empty`),
  ].map((what) => `docs/dependencies.md: ${what} — ${reason}`)
}

/** Turns one line of a .gitignore into a test on paths relative to its folder; undefined for blanks and comments. */
export function ignorePattern(line: string): ((path: string) => boolean) | undefined {
  const pattern = line.trim()
  if (pattern === '' || pattern.startsWith('#')) return undefined
  if (/[![\]?\\]|\*\*/.test(pattern)) throw new Error(`.gitignore: the house tests do not understand \`${pattern}\`: write it with * only`)
  const name = pattern.replace(/^\/|\/$/g, '')
  const anchored = pattern.startsWith('/') || name.includes('/')
  const source = name.replace(/[.+^${}()|]/g, '\\$&').replaceAll('*', '[^/]*')
  const matcher = new RegExp(`${anchored ? '^' : '(^|/)'}${source}${pattern.endsWith('/') ? '/' : '(/|$)'}`)
  return (path) => matcher.test(path)
}
