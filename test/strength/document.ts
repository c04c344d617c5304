/** docs/strength.md: how many mutants the suite notices, and why it does not notice the others. */
import { FOLDERS, score, sum } from './account.js'
import type { Account, Survivor, Totals } from './account.js'
import { GROUPS } from './groups.js'
import type { Group } from './groups.js'

export const UNEXPLAINED: Group = { name: 'unexplained', reason: 'Nobody has said why. `npm run strength` fails while there are any.', covers: [] }

const fits = (pattern: string | RegExp | undefined, text: string): boolean => pattern === undefined || (typeof pattern === 'string' ? pattern === text : pattern.test(text))

/** The groups that a survivor is in: there should be one. */
export const groupsOf = ({ file, mutator, original, replacement }: Survivor, groups: readonly Group[] = GROUPS): readonly Group[] =>
  groups.filter(({ covers }) => covers.some((one) => fits(one.file, file) && fits(one.mutator, mutator) && fits(one.original, original) && fits(one.replacement, replacement)))

/** What is wrong with an account and its reasons, in words; nothing if all is well. */
export function faultsOf({ survivors, folders }: Account, groups: readonly Group[] = GROUPS): readonly string[] {
  const named = survivors.map((survivor) => ({ survivor, within: groupsOf(survivor, groups) }))
  const faults = named.flatMap(({ survivor: { file, line, mutator }, within }) => (within.length === 1 ? [] : [`${file}:${line} ${mutator} is ${within.length === 0 ? 'unexplained' : `in several groups: ${within.map(({ name }) => name).join(', ')}`}`]))
  const empty = groups.filter((group) => !named.some(({ within }) => within.includes(group))).map(({ name }) => `no mutant survives for this reason: ${name}`)
  const reached = score(sum(Object.values(folders)))
  return [...faults, ...empty, ...(reached < LEAST ? [`${reached} % noticed, fewer than ${LEAST} %`] : [])]
}

/** Percent of the mutants that have to be noticed. */
export const LEAST = 90

const row = (name: string, totals: Totals): string => {
  const { mutants, killed, timeout, survived, uncovered, invalid } = totals
  return `| ${name} | ${mutants - invalid} | ${killed} | ${timeout} | ${survived} | ${uncovered} | ${score(totals).toFixed(2)} % |`
}

function totalsTable({ folders }: Account): string {
  const rows = FOLDERS.flatMap((folder) => (folders[folder] ? [row(`\`${folder}/\``, folders[folder])] : []))
  return ['| folder | mutants | failed a test | ran into a limit | survived | no test comes there | noticed |', '|---|---|---|---|---|---|---|', ...rows, row('**both**', sum(Object.values(folders)))].join('\n')
}

const code = (text: string): string => {
  const short = text.length > 110 ? `${text.slice(0, 107)}…` : text
  const fence = short.includes('`') ? '``' : '`'
  return `${fence}${short.replaceAll('|', '\\|')}${fence}`
}

function groupSection({ name, reason }: Group, survivors: readonly Survivor[]): string {
  const rows = survivors.map(({ file, line, original, replacement }) => `| ${file}:${line} | ${code(original)} | ${code(replacement)} |`)
  return [`## ${name[0]?.toUpperCase() ?? ''}${name.slice(1)} (${survivors.length})`, '', reason, '', '| where | instead of | stood |', '|---|---|---|', ...rows].join('\n')
}

const INTRODUCTION = `# Strength of the tests

\`npm run strength\` has StrykerJS change the specification and the optimised device in every small way it knows, one change
at a time, and runs a suite of fast tests on each: \`test/strength/suite.ts\`, of which it runs only the tests that come to
the changed place. What no test notices is a survivor. Every one is listed below in the group that says why; one without
a reason fails the command, and so does a score below ${LEAST} %. It is run by hand and in no pipeline: after a change of
\`spec/\` or \`src/device/\`, which moves lines, and before a release. These mutants know nothing of the device;
\`docs/mutants.md\` has those that do, and they are met by the checker's own run and not by tests.

*Ran into a limit*: the change made something endless, and the run was ended. Nothing is left out of the score:
the texts of clauses and of verdicts are mutated too.`

export function formatMarkdown(account: Account): string {
  const { survivors, suiteSeconds, tests, minutes, workers, runs, aside } = account
  const together = runs === undefined ? '' : ` These figures are put together of ${runs} runs.`
  const sections = [...GROUPS, UNEXPLAINED].flatMap((group) => {
    const own = survivors.filter((survivor) => (groupsOf(survivor)[0] ?? UNEXPLAINED) === group)
    return own.length === 0 ? [] : ['', groupSection(group, own)]
  })
  return [INTRODUCTION, '', `The suite: ${tests} tests, ${suiteSeconds} s by itself. All mutants: ${minutes} minutes with ${workers} workers.${together}${aside === undefined ? '' : ` ${aside}`}`, '', totalsTable(account), ...sections, ''].join('\n')
}
