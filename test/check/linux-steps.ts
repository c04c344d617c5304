/** Steps of the Linux driver as text, in the notation of the tables that they are compared with. */
import { seededSource } from '../../src/check/source.js'
import { linuxLife } from '../../src/check/linux.js'
import type { LinuxGeneration, LinuxGuest, Scripted } from '../../src/check/linux.js'
import { region } from '../../properties/adapter.js'

export const GENERATIONS: readonly LinuxGeneration[] = ['6.12', '6.17']

export const guestWith = (generation: LinuxGeneration, queues: number): LinuxGuest => ({ generation, queues, region })

/** The life that a seed stands for. */
export const lifeOf = (generation: LinuxGeneration, queues: number, seed: number): Scripted[] =>
  linuxLife(seededSource(seed), guestWith(generation, queues))

/** `R32 30000`, `W64 40000=40000008`, `ACK 30014=30010`, or the event's name with its numbers; all in hex. */
export function textOf(step: Scripted): string {
  const hex = (value: number | bigint): string => value.toString(16)
  if (step.op === 'read') return `R${step.size * 8} ${hex(step.offset)}`
  if (step.op === 'write') return `W${step.size * 8} ${hex(step.offset)}=${hex(step.value)}`
  if (step.op === 'acknowledge') return `ACK ${hex(step.gerrorn)}=${hex(step.gerror)}`
  if (step.op === 'consume') return `consume ${hex(step.l)} ${hex(step.n)}`
  if (step.op === 'fault') return `fault ${hex(step.l)} ${hex(step.code)}`
  return step.op
}

/** The cells of a table: what stands before `|` in a line is its title, and two spaces or more part the steps. */
export const cellsOf = (table: string): string[] =>
  table.split('\n').flatMap((line) => line.slice(line.indexOf('|') + 1).trim().split(/ {2,}/)).filter((cell) => cell !== '')
