/** What StrykerJS found, cut down to what is worth keeping: totals by folder, and every mutant that no test noticed. */

/** The part of a mutation report that is read here (mutation-testing-report-schema, version 2). */
export interface Report {
  readonly files: Readonly<Record<string, {
    readonly source: string
    readonly mutants: readonly {
      readonly mutatorName: string
      readonly replacement?: string
      readonly status: string
      readonly location: { readonly start: Position; readonly end: Position }
    }[]
  }>>
}
interface Position {
  readonly line: number
  readonly column: number
}

export interface Totals {
  readonly mutants: number
  readonly killed: number
  readonly timeout: number
  readonly survived: number
  /** Reached by no test of the suite. */
  readonly uncovered: number
  /** Neither compiled nor ran, or left out by the configuration: no mutants at all. */
  readonly invalid: number
}

export interface Survivor {
  readonly file: string
  readonly line: number
  readonly mutator: string
  readonly original: string
  readonly replacement: string
  /** No test of the suite comes there. */
  readonly uncovered?: true
}

export interface Account {
  /** The suite by itself, and all of it, as measured. */
  readonly suiteSeconds: number
  readonly tests: number
  readonly minutes: number
  /** Runs that the figures are put together of, if it was not one; some then speak of the suite or the sources as they were. */
  readonly runs?: number
  /** What is to be known of the machine while it ran, by hand. */
  readonly aside?: string
  readonly workers: number
  readonly folders: Readonly<Record<string, Totals>>
  readonly survivors: readonly Survivor[]
}

export const FOLDERS = ['spec', 'src/device'] as const
const NOTHING: Totals = { mutants: 0, killed: 0, timeout: 0, survived: 0, uncovered: 0, invalid: 0 }
const KINDS: Readonly<Record<string, Exclude<keyof Totals, 'mutants'>>> = { Killed: 'killed', Timeout: 'timeout', Survived: 'survived', NoCoverage: 'uncovered' }

export const sum = (all: readonly Totals[]): Totals =>
  all.reduce((a, b) => ({ mutants: a.mutants + b.mutants, killed: a.killed + b.killed, timeout: a.timeout + b.timeout, survived: a.survived + b.survived, uncovered: a.uncovered + b.uncovered, invalid: a.invalid + b.invalid }), NOTHING)

/** Percent of the valid mutants that were noticed, to two places. */
export const score = ({ mutants, killed, timeout, invalid }: Totals): number => Math.floor((10_000 * (killed + timeout)) / (mutants - invalid)) / 100

/** The text between two positions, which are counted from 1; its end is not part of it. */
function textAt(source: string, { start, end }: { readonly start: Position; readonly end: Position }): string {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const last = lines.length - 1
  return lines.map((line, i) => line.slice(i === 0 ? start.column - 1 : 0, i === last ? end.column - 1 : undefined)).join('\n')
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

export function accountOf({ files }: Report, measured: Pick<Account, 'suiteSeconds' | 'tests' | 'minutes' | 'workers'>): Account {
  const paths = Object.keys(files).sort()
  const survivors = paths.flatMap((file) => {
    const { source = '', mutants = [] } = files[file] ?? {}
    return mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage').map(({ mutatorName, replacement, status, location }): Survivor => ({
      file, line: location.start.line, mutator: mutatorName, original: oneLine(textAt(source, location)), replacement: oneLine(replacement ?? ''), ...(status === 'NoCoverage' ? { uncovered: true } : {}),
    }))
  })
  const folders = FOLDERS.map((folder) => {
    const own = paths.filter((path) => path.startsWith(`${folder}/`)).flatMap((path) => files[path]?.mutants ?? [])
    return [folder, sum(own.map(({ status }) => ({ ...NOTHING, mutants: 1, [KINDS[status] ?? 'invalid']: 1 })))] as const
  })
  return { ...measured, folders: Object.fromEntries(folders), survivors }
}

export const formatJson = ({ survivors, folders, ...measured }: Account): string =>
  `{${Object.entries(measured).map(([name, value]) => `\n"${name}": ${JSON.stringify(value)},`).join('')}\n"folders": ${JSON.stringify(folders)},\n"survivors": [\n${survivors.map((one) => JSON.stringify(one)).join(',\n')}\n]\n}\n`
