/** Waivers: printed in every report; one that expired or is not needed any more fails the run. */
import { describe, expect, test } from 'vitest'
import type { Divergence, Waiver } from '../../src/check/report.js'
import { applyWaivers, staleWaivers } from '../../src/check/waivers.js'
import { REPORT } from '../golden/report-value.js'
import { Folder } from './tool.js'

const [FOUND] = REPORT.divergences as readonly [Divergence] // the value has three
const waiver = (expires: string, clause = FOUND.clause): Waiver => ({ clause, reason: 'r', owner: 'o', expires })

describe('what becomes of a waiver', () => {
  test.each([
    ['holds to the end of its day', '2027-01-31', '2027-01-31', false, 'holds', 0],
    ['is expired on the next', '2027-01-31', '2027-02-01', false, 'expired', 1],
    ['is expired in a part of a run, too', '2027-01-31', '2027-02-01', true, 'expired', 1],
  ])('it %s', (_, expires, today, partial, state, fails) => {
    const { divergences, waived, waivers } = applyWaivers([FOUND], [waiver(expires)], today, partial)
    expect(waivers.map((one) => one.state)).toEqual([state])
    expect([divergences.length, waived.length]).toEqual(state === 'holds' ? [0, 1] : [1, 0])
    expect(staleWaivers(waivers).length).toBe(fails)
  })

  test('nothing triggers it: unused in a full run, unseen in a part', () => {
    expect(applyWaivers([], [waiver('2027-01-31')], '2027-01-01', false).waivers[0]?.state).toBe('unused')
    const part = applyWaivers([], [waiver('2027-01-31')], '2027-01-01', true)
    expect(part.waivers[0]?.state).toBe('unseen')
    expect(staleWaivers(part.waivers)).toEqual([])
  })

  test('it speaks for its own clause alone', () => {
    expect(applyWaivers([FOUND], [waiver('2027-01-31', 'ALIAS')], '2027-01-01', true).divergences).toEqual([FOUND])
  })
})

const fileOf = (...waivers: readonly Partial<Waiver>[]): string => JSON.stringify({ waivers })
const PART = ['check', '--device', 'rust-fork-2026', '--workers', '1', '--runs', '30', '--property', 'direct-write', '--clause', 'P176-DIRECT', '--waivers', 'w.json'] as const

describe('on the command line', () => {
  const good: Waiver = { clause: 'P176-DIRECT', reason: 'the window comes out with the next release', owner: 'A. Author', expires: '2999-01-31' }

  test('a waived divergence does not fail, and is printed with reason, owner and day', () => {
    const { code, out } = new Folder({ 'w.json': fileOf(good) }).run(...PART)
    expect(code).toBe(0)
    expect(out).toMatch(/^waivers\n {2}clause .*\n {2}P176-DIRECT {2}waived {2}2999-01-31 {2}A\. Author {2}\d operations? +the window comes out with the next release$/m)
  })

  test('an expired one fails', () => {
    const { code, out } = new Folder({ 'w.json': fileOf({ ...good, expires: '2020-01-31' }) }).run(...PART)
    expect(code).toBe(1)
    expect(out).toContain('expired: it does not hold any more')
  })

  test.each([
    ['no JSON', '{"waivers": [}', 'w.json:1:14: "}" is not expected here: a file of waivers is '],
    ['no list', '{}', '--waivers w.json: it has no list of waivers; write { "waivers": '],
    ['no object', '{"waivers": [1]}', '--waivers w.json, waiver 1: it must be an object; '],
    ['a field that there is not', JSON.stringify({ waivers: [{ ...good, owners: 'x' }] }), '--waivers w.json, waiver 1: no such field as owners; did you mean owner?; known are clause, reason, owner, expires'],
    ['no reason', fileOf({ ...good, reason: ' ' }), '--waivers w.json, waiver 1: reason must be a text that is not empty; '],
    ['no owner', fileOf({ clause: 'ALIAS', reason: 'r', expires: '2027-01-01' }), '--waivers w.json, waiver 1: owner must be a text'],
    ['no clause', fileOf({ ...good, clause: 'ALAIS' }), '--waivers w.json, waiver 1: clause ALAIS: no such clause; did you mean ALIAS?; '],
    ['no day', fileOf({ ...good, expires: '2027-02-30' }), '--waivers w.json, waiver 1: expires 2027-02-30: it must be a day, such as 2027-01-31'],
    ['one twice', fileOf(good, good), '--waivers w.json: there are two waivers on P176-DIRECT; one of them is enough'],
  ])('a file with %s gets one line', (_, text, message) => {
    const { code, err } = new Folder({ 'w.json': text }).run(...PART)
    expect(code).toBe(2)
    expect(err.startsWith(`error: ${message}`), err).toBe(true)
    expect(err.split('\n').length).toBe(2)
  })

  test('no file at all', () => {
    expect(new Folder().run(...PART).err).toMatch(/^error: --waivers w\.json: it cannot be read \(ENOENT: no such file or directory\); /)
  })
})
