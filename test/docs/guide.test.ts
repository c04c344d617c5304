/** The transcripts in the documents are run: what a newcomer types does what the page says. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, folder } from '../golden/scene.js'

const DOCUMENTS = ['README.md', 'docs/guide-cli.md']

interface Block {
  readonly kind: string
  /** The rest of the fence's line: the name of a file. */
  readonly name: string
  readonly line: number
  readonly text: string
}

function blocksOf(document: string): readonly Block[] {
  const text = readFileSync(resolve(import.meta.dirname, '../..', document), 'utf8')
  return [...text.matchAll(/^```(\w+) *(\S*)\n([^]*?)^```$/gm)].map(({ 1: kind = '', 2: name = '', 3: inner = '', index }) => ({ kind, name, line: text.slice(0, index).split('\n').length, text: inner }))
}

interface Command {
  readonly line: string
  readonly expected: readonly string[]
}

function commandsOf(text: string): readonly Command[] {
  const commands: { line: string; expected: string[] }[] = []
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) commands.push({ line: line.slice(2), expected: [] })
    else commands.at(-1)?.expected.push(line)
  }
  return commands
}

const ELISION = '...'

/** What differs between two runs of one seed. */
const settled = (text: string): string => text.replace(/[\d.]+ s, [\d,]+ a second, \d+ workers?/g, '# s, # a second, # workers').replace(/(executions,|searched for in) [\d.]+ ms/g, '$1 # ms')

/** Where the lines stop agreeing: -1 when all agree. An elision swallows as few lines as it can. */
export function mismatch(expected: readonly string[], lines: readonly string[]): number {
  let at = 0
  let free = false
  for (const [i, wanted] of expected.entries()) {
    if (wanted === ELISION) {
      free = true
      continue
    }
    const found = free ? lines.indexOf(wanted, at) : lines[at] === wanted ? at : -1
    if (found < 0) return i
    at = found + 1
    free = false
  }
  return free || at === lines.length ? -1 : expected.length
}

/** As a shell would take it apart; quotation marks are the only thing of a shell that the guide needs. */
const wordsOf = (line: string): readonly string[] => (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'))

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
    for (const { text } of consoles) for (const { expected } of commandsOf(text)) expect(expected.length).toBeGreaterThan(0)
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
