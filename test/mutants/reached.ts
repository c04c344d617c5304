/**
 * Which places of the source an exploration reaches: a mutant is no different where its place is never come to, and a
 * proof that never comes there proves nothing.
 */
import ts from 'typescript'
import type { DeviceFactory } from '../../src/check/contract.js'
import { compile, milledFrom, sources } from '../planted/mill.js'

/** A block of statements. */
interface Block {
  readonly file: string
  readonly start: number
  readonly end: number
}

function blocksOf(file: string, text: string): readonly Block[] {
  const found: Block[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node)) found.push({ file, start: node.getStart() + 1, end: node.getEnd() })
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true))
  return found
}

/** Every block of the device. */
const BLOCKS: readonly Block[] = [...sources].flatMap(([file, text]) => blocksOf(file, text))

function marked(file: string, text: string): string {
  const own = BLOCKS.map((block, number) => ({ ...block, number })).filter((block) => block.file === file)
  return own.toSorted((a, b) => b.start - a.start).reduce((whole, { start, number }) => `${whole.slice(0, start)} come(${number});${whole.slice(start)}`, text)
}

/** The device, and the blocks that were come to since the last `forget`. */
export function watchedDevice(): { readonly create: DeviceFactory; readonly seen: Set<number> } {
  const seen = new Set<number>()
  const create = milledFrom((file) => compile(file, marked(file, sources.get(file) ?? '')), { come: (block: number): void => void seen.add(block) })
  return { create, seen }
}

/** The innermost block around a place; undefined for what is no part of any: it is evaluated before all. */
export function blockAt(file: string, start: number, end: number): number | undefined {
  let inner: number | undefined
  for (const [number, block] of BLOCKS.entries()) {
    if (block.file !== file || block.start > start || block.end < end) continue
    const known = inner === undefined ? undefined : BLOCKS[inner]
    if (known === undefined || block.start >= known.start) inner = number
  }
  return inner
}
