/** What all reproducers say, whatever their language. */
import type { Reproduction, Spoken } from '../../check/transcript.js'
import type { Region } from '../../check/region.js'
import { tellBriefly } from '../story.js'

/** A clause as a name that every language takes: `P176-DIRECT` is p176_direct. */
export const nameOf = ({ broken }: Reproduction): string => (broken?.clause ?? 'program').toLowerCase().replaceAll('-', '_')

/** What the test is about, a line each; the program as a token among it. */
export function heading({ broken, token, device: name }: Reproduction): readonly string[] {
  // A comment ends with its line, and a command may have several.
  const device = name.replaceAll(/\s+/g, ' ')
  if (broken === undefined) return [`What ${device} does with a program that breaks no clause.`, `cmdqv-check replay ${token}`]
  return [`${broken.clause}: ${broken.rule}`, `Seen on ${device}: ${broken.observed}. Allowed: ${broken.allowed}.`.replaceAll(/\s+/g, ' '), `cmdqv-check replay ${token}`]
}

/** What is to be so of the value that the last read returned. */
export type Expectation = { readonly kind: 'equal' | 'different'; readonly value: bigint; readonly mask: bigint }

const EXACT = /^(0x[0-9a-f]+)(?: in the bits (0x[0-9a-f]+))?$/
const MASKS = { 4: 0xffff_ffffn, 8: 0xffff_ffff_ffff_ffffn } as const

/** Of a program that ends with a read that a clause forbids; undefined where the divergence is no value. */
export function expectationOf({ broken, spoken }: Reproduction): Expectation | undefined {
  const last = spoken.at(-1)
  if (broken === undefined || last?.operation?.op !== 'read' || last.value === undefined) return undefined
  const whole = MASKS[last.operation.size]
  const [, value, mask] = EXACT.exec(broken.allowed) ?? []
  // Of an 8-byte read a clause may speak of one of its words.
  if (value === undefined || last.operation.size === 8) return { kind: 'different', value: BigInt(last.value), mask: whole }
  return { kind: 'equal', value: BigInt(value), mask: mask === undefined ? whole : BigInt(mask) }
}

/** All that the device asked and raised while the program ran: where no value is wrong, this is. */
export const askedOf = ({ spoken }: Reproduction): readonly string[] => spoken.flatMap(({ heard }) => heard)

/** One operation in a few words. */
export const briefly = ({ operation, value }: Spoken, region: Region, queues: number): string =>
  operation === undefined ? 'the device is made' : tellBriefly(region, queues, operation, { value: undefined, log: [], backing: undefined }) + (operation.op === 'read' && value !== undefined ? ` returned 0x${value.toString(16)}` : '')

const isCommand = (line: string): boolean => !/^(PAGE|OK|ERR)\b/.test(line)

/** The command among what was said: the one line that the host does not answer with and the hardware does not change. */
export const commandIn = ({ said }: Spoken): string | undefined => said.find(isCommand)

/** What host and hardware say around a command. */
export const aroundIn = ({ said }: Spoken): { readonly before: readonly string[]; readonly after: readonly string[] } => {
  const at = said.findIndex(isCommand)
  return { before: said.slice(0, at), after: said.slice(at + 1) }
}
