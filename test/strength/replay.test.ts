/** Recorded lives: the optimised device lives its own as it did. */
import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/check/contract.js'
import { eventOf, readLives } from './lives.js'
import type { Life } from './lives.js'
import { jumping, benchOf, registersAfter } from './replay.js'

const recorded = readLives()
const eventsOf = ({ steps }: Life) => steps.map((step) => eventOf(recorded, step))

const own = recorded.lives.flatMap((life, number) => (life.header ? [{ number, life, header: life.header, operations: life.steps.flatMap(([one]): Operation[] => recorded.operations[one] ? [recorded.operations[one]] : []) }] : []))

describe('the optimised device', () => {
  test.each(own)('answers as in life $number', ({ life, header, operations }) => {
    const bench = benchOf(header)
    const answers = [bench.started(), ...operations.map((operation) => bench.perform(operation))].map(({ value, log }) => ({ value, log }))
    expect(answers).toEqual(eventsOf(life).map(({ response }) => response))
  })

  test.each(own)('shows the registers of life $number', ({ life, header, operations }) => {
    expect(registersAfter(header, operations)).toBe(life.registers)
  })

  test.each(own)('answers the same when it jumps before every step of life $number', ({ life, header, operations }) => {
    const answers = [...jumping(header, operations)].map(({ value, log }) => ({ value, log }))
    expect(answers).toEqual(eventsOf(life).slice(1).map(({ response }) => response))
  })
})
