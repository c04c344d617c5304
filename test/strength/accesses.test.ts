/** Every register from states that were written down: judged as it was recorded. */
import { expect, test } from 'vitest'
import { STATES, accessesFrom } from './accesses.js'
import { readLives } from './lives.js'

const { accesses } = readLives()

test.each(Object.keys(STATES))('every register when %s', (name) => {
  expect(accessesFrom(name)).toEqual(accesses[name])
})
