import { expect, test } from 'vitest'
import { CheckerHost } from '../../src/host/index.js'
import type { Device } from '../../src/check/contract.js'
import type { Rewrite } from './mill.js'
import { milled } from './mill.js'

const deviceOf = (...rewrites: readonly Rewrite[]): Device =>
  milled(...rewrites)(new CheckerHost({ kernel: '6.17', queues: 2, slots: [] }).port, { queues: 2 })

test('a rewrite changes what the device does', () => {
  const CONFIG = 0
  expect(deviceOf().read(CONFIG, 4)).toBe(0x0002_0083)
  expect(deviceOf({ file: 'layout.ts', find: '0x00020083', replace: '0x00020082' }).read(CONFIG, 4)).toBe(0x0002_0082)
})

test('a text that is not there any more is an error and no planted bug', () => {
  expect(() => milled({ file: 'slots.ts', find: 'a text of long ago', replace: '' })).toThrow(/slots\.ts has the text to be replaced 0 times/)
})

test('so is a text that is there twice', () => {
  expect(() => milled({ file: 'slots.ts', find: 'page.store(', replace: '' })).toThrow(/not once/)
})

test('so is a file that is gone', () => {
  expect(() => milled({ file: 'nowhere.ts', find: 'a', replace: 'b' })).toThrow(/nowhere\.ts does not exist/)
})

test('so is a rewrite that leaves no program', () => {
  expect(() => milled({ file: 'layout.ts', find: 'export const SIDS = 16', replace: 'export const SIDS = (' })).toThrow(/layout\.ts does not compile/)
})
