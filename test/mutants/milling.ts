/**
 * Mutants of the source: a text that stands in one place of src/device is replaced. Loops are bounded in all of them,
 * so that a mutant that would never answer dies instead: no clock decides about it.
 */
import ts from 'typescript'
import type { Device, DeviceFactory } from '../../src/check/contract.js'
import { passing, wayBack } from '../check/passing.js'
import { compile, milledFrom, sources } from '../planted/mill.js'
import type { Family, Mutant } from './mutant.js'
import { blockAt } from './reached.js'

/** One file of the device, parsed. */
export interface Source {
  readonly file: string
  readonly tree: ts.SourceFile
}

export const parsedSources = (): readonly Source[] =>
  [...sources].filter(([file]) => file !== 'contract.ts' && file !== 'index.ts').map(([file, text]) => ({ file, tree: ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true) })).toSorted((a, b) => (a.file < b.file ? -1 : 1))

/** Replaces what stands from `start` to `end`. */
export interface Change {
  readonly id: string
  readonly family: Family
  readonly line: string
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Rounds of all loops within one operation, at the most: a device with 128 queues needs some thousands. */
const MOST_ROUNDS = 100_000

/** Rounds that loops may still make in the operation that runs. */
class Patience {
  private left = MOST_ROUNDS

  /** A new operation begins. */
  begin(): void {
    this.left = MOST_ROUNDS
  }

  /** Another round of a loop. Throws when there were too many. */
  readonly round = (): void => {
    if (--this.left < 0) throw new Error('a loop has no end')
  }
}

/** The text with a call at the start of each loop's body. */
function bounded(file: string, text: string): string {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
  const inserted: { readonly at: number; readonly text: string }[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIterationStatement(node, false)) {
      const { statement } = node
      if (ts.isBlock(statement)) inserted.push({ at: statement.getStart(tree) + 1, text: ' round();' })
      else inserted.push({ at: statement.getStart(tree), text: '{ round(); ' }, { at: statement.getEnd(), text: ' }' })
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  // From the end, so that places before it stay where they are; of two at one place the inner one was found later.
  return inserted.map((one, order) => ({ ...one, order })).toSorted((a, b) => b.at - a.at || b.order - a.order).reduce((whole, one) => whole.slice(0, one.at) + one.text + whole.slice(one.at), text)
}

/** Unchanged files, compiled. */
const unchanged = new Map<string, string>()

function codeOf(file: string): string {
  const code = unchanged.get(file) ?? compile(file, bounded(file, sources.get(file) ?? ''))
  unchanged.set(file, code)
  return code
}

/** Calls a device with fresh patience each time. */
function patiently(device: Device, patience: Patience): Device {
  const { save, restore } = wayBack(device)
  const begun = (): Device => (patience.begin(), device)
  return passing(device, {
    read: (offset, size) => begun().read(offset, size),
    write: (offset, size, value) => begun().write(offset, size, value),
    attach: () => begun().attach(),
    detach: () => begun().detach(),
    reset: () => begun().reset(),
    event: (map0, map1, lost) => begun().event(map0, map1, lost),
    ...(save && { save: () => (begun(), save()) }),
    ...(restore && { restore: (state) => (begun(), restore(state)) }),
  })
}

/** The device with one file replaced, or as it stands. */
export function boundedDevice(file?: string, text?: string): DeviceFactory {
  const patience = new Patience()
  const changed = file === undefined ? undefined : compile(file, bounded(file, text ?? ''))
  const create = milledFrom((one) => (one === file && changed !== undefined ? changed : codeOf(one)), { round: patience.round })
  return (host, options) => {
    patience.begin()
    return patiently(create(host, options), patience)
  }
}

/** A device's state is looked at in these methods and nowhere else. */
const WAY_BACK = /^(\w+\.(save|restore|blankStale|rebuild|reroute|stateLength)|state\.\w+):/

/** Makes a mutant of each change to a file. */
export const mutantOf = ({ file, tree }: Source, { id, family, line, start, end, text }: Change): Mutant => {
  const whole = tree.text.slice(0, start) + text + tree.text.slice(end)
  return { id, family, line, text: `${file}\n${whole}`, wayBack: WAY_BACK.test(id), register: undefined, block: () => blockAt(file, start, end), make: () => boundedDevice(file, whole) }
}
