/** The transcripts in the documents are run: what a newcomer types does what the page says. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, folder } from '../golden/scene.js'
import { blocksOf, commandsOf, mismatch, wordsOf } from './blocks.js'

const DOCUMENTS = ['README.md', 'docs/guide-cli.md']

/** What differs between two runs of one seed. */
const settled = (text: string): string => text.replace(/[\d.]+ s, [\d,]+ a second, \d+ workers?/g, '# s, # a second, # workers').replace(/(executions,|searched for in) [\d.]+ ms/g, '$1 # ms')

/** In this process and from source, where no worker thread can be had. */
async function run(line: string): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const [tool, ...args] = wordsOf(line)
  expect(tool, line).toBe('cmdqv-check')
  const checks = args[0] === 'check' || args[0]?.startsWith('--') === true
  const { code, out, err } = await cli(...args, ...(checks ? ['--workers', '1'] : []))
  return { code, lines: settled(`${err}${out}`).trimEnd().split('\n') }
}

async function execute(block: string): Promise<void> {
  let last = 0
  for (const { line, expected } of commandsOf(settled(block))) {
    if (line === 'echo $?') {
      expect(expected, line).toEqual([String(last)])
      continue
    }
    const { code, lines } = await run(line)
    const at = mismatch(expected, lines)
    if (at >= 0) expect(lines.join('\n'), `${line}: line ${at + 1} of its output: ${expected[at] ?? 'nothing more'}`).toBe(expected.join('\n'))
    last = code
  }
}

describe.each(DOCUMENTS)('%s', (document) => {
  const blocks = blocksOf(document)
  const consoles = blocks.filter(({ kind }) => kind === 'console')
  let scene: ReturnType<typeof folder>
  beforeAll(() => void (scene = folder(Object.fromEntries(blocks.filter(({ name }) => name !== '').map(({ name, text }) => [name, text])))))
  afterAll(() => scene.leave())

  test('has transcripts, each with a command and its output', () => {
    expect(consoles.length).toBeGreaterThan(0)
    for (const { text } of consoles) for (const { line, expected } of commandsOf(text)) expect(expected.length > 0 || line.includes(' --out ')).toBe(true)
  })

  test.each(consoles.map((block) => [block.line, block.text] as const))('line %i', (_, text) => execute(text))
})

test('a transcript that is wrong is found', () => {
  const lines = ['a', 'b', 'c']
  const table: readonly [readonly string[], number][] = [
    [['a', 'b', 'c'], -1],
    [['a', '...', 'c'], -1],
    [['...', 'c'], -1],
    [['a', '...'], -1],
    [['...'], -1],
    [['a', 'b', 'c', '...'], -1],
    [['a', 'c'], 1],
    [['b', '...'], 0],
    [['...', 'd'], 1],
    [['...', 'c', 'b'], 2],
    [['a', 'b'], 2],
    [['a', 'b', 'c', 'd'], 3],
  ]
  for (const [expected, at] of table) expect([expected, mismatch(expected, lines)]).toEqual([expected, at])
})
