/** A summary in Markdown: for a comment on a change, a job's summary page, or a mail. */
import { thousands } from './columns.js'
import type { Result, Results } from './results.js'

/** Text that a device, a file name or a person wrote: none of it may become a table's border, a tag or a link. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>|#~]/g, '\\$&').replace(/\s+/g, ' ')

/** The same where a line is taken as HTML. */
const html = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', '&#96;')

/** A block of text as it is; the fence is longer than any in it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const kindOf = ({ advice, waiver }: Result): string => (waiver ? `waived until ${waiver.expires}` : advice ? 'advice' : 'divergence')

function overview(results: readonly Result[]): string {
  const lines = results.map((one) => row([`\`${one.clause}\``, one.authority, kindOf(one), plain(one.observed), plain(one.allowed), plain(one.about)]))
  return [row(['clause', 'authority', '', 'seen', 'allowed', 'counterexample']), row(new Array<string>(6).fill('---')), ...lines].join('\n')
}

function story(one: Result): string {
  const { clause, rule, table, observed, allowed, again, waiver } = one
  return [
    `<details><summary><code>${clause}</code>: ${html(observed)}</summary>`,
    '',
    plain(rule),
    '',
    fenced([table, `seen     ${observed}`, `allowed  ${allowed}`, ...(again === undefined ? [] : [again])].filter((line) => line !== '').join('\n')),
    ...(waiver ? ['', `Waived by ${plain(waiver.owner)} until ${waiver.expires}: ${plain(waiver.reason)}`] : []),
    '',
    '</details>',
  ].join('\n')
}

function one({ subject, verdict, about, figures, results, clauses, notes }: Results): string {
  const spoke = clauses.filter(({ state }) => state === 'judged')
  const sign = verdict === 'conforms' ? '✅' : verdict === 'diverges' ? '❌' : '⚠️'
  return [
    `## ${sign} ${verdict}: ${plain(subject)}`,
    `${plain(about)}; ${plain(figures)}`,
    ...(results.length > 0 ? [overview(results), ...results.map(story)] : []),
    ...(notes.length > 0 ? [notes.map(({ text, fails }) => `* ${fails ? '**' : ''}${plain(text)}${fails ? '**' : ''}`).join('\n')] : []),
    `<details><summary>${spoke.length} of ${clauses.length} clauses judged</summary>\n\n${[row(['clause', 'authority', 'judged']), row(['---', '---', '---:']), ...clauses.map(({ id, authority, state, judged }) => row([`\`${id}\``, authority, state === 'judged' ? thousands(judged) : state]))].join('\n')}\n\n</details>`,
  ].join('\n\n')
}

/** One summary after another. */
export const formatMarkdown = (all: readonly Results[]): string => `${all.map(one).join('\n\n')}\n`
