/** The suite for vitest: declared here for a device that is right, and what it says of others. How it fails as a whole is shown in test/package. */
import { beforeAll, describe, expect, test } from 'vitest'
import { check, createOptimised, encodeToken } from '../../src/index.js'
import type { CheckReport } from '../../src/index.js'
import { conforms } from '../../src/vitest/index.js'
import { adviceText, failureText, undecidedText } from '../../src/vitest/failure.js'
import { chatty, deaf, mortal } from './wrong.js'

conforms(createOptimised, { runs: 20 })
conforms(createOptimised, { queues: 1, properties: ['runnable-runs'], clauses: ['LIVE', 'HOST-RETRY'], runs: 20, device: 'optimised, 1 queue' })

describe('what a failed test says', () => {
  let report: CheckReport
  beforeAll(async () => void (report = await check(deaf, { runs: 20, properties: ['direct-write', 'two-apertures'] })), 60_000)
  const on = (clause: string, from = report): CheckReport['divergences'][number] => {
    const found = from.divergences.find((one) => one.clause === clause)
    if (!found) throw new Error(`the device does not break ${clause}`)
    return found
  }

  test('is the counterexample, and what to do next', () => {
    const token = encodeToken(on('P176-DIRECT').program)
    expect(failureText(on('P176-DIRECT'), report, undefined)).toBe(`divergence on P176-DIRECT (spec; property direct-write), 2 operations, minimal over the alphabet "everything"
  A VCMDQ can be programmed through its direct aperture, Page0 and Page1, without being mapped: what is written there is read back there.
    0  W32  VCMDQ0_CONS_INDX  0x1  direct Page0
    1  R32  VCMDQ0_CONS_INDX       direct Page0
  seen     VCMDQ0_CONS_INDX reads 0x0
  allowed  0x1
  replay   cmdqv-check replay ${token} --device ./FILE
  next     npx cmdqv-check replay ${token} --device ./FILE tells every step, with the host calls; ./FILE is what exports the factory
           expect(replay(create, '${token}')).toEqual([]) keeps it as a test`)
  })

  test('names the file, and what to mend first', () => {
    const lines = failureText(on('DIRECT-EN'), report, './my device.ts').split('\n')
    expect(lines.find((line) => line.startsWith('  next'))).toBe('  next     mend P176-DIRECT first: its program is part of this one')
    expect(lines.join('\n')).toContain("--device './my device.ts' tells every step, with the host calls\n")
  })

  test('of a device that dies, or answers differently each time', async () => {
    const dead = await check(mortal, { runs: 20, properties: ['direct-write'] })
    expect(failureText(on('DEVICE-DIED', dead), dead, undefined)).toContain('seen     slot 0 was never made')
    let made = 0
    const moody = await check((host, options) => (made++ < 10 ? deaf : createOptimised)(host, options), { runs: 20, properties: ['direct-write'] })
    expect(failureText(moody.divergences[0] ?? on(''), moody, undefined)).toContain('  next     look for what the device keeps between two of its makings')
  })

  test('is one line where nobody is bound', async () => {
    const advice = await check(chatty, { runs: 20, properties: ['dropped-access'] })
    const { program } = on('P172-ZERO', advice)
    expect(adviceText(on('P172-ZERO', advice))).toBe(`advice: LVCMDQ0_CONS_INDX reads 0x1, allowed 0x0; replay ${encodeToken(program)}`)
    expect(advice.verdict).toBe('conforms')
  })

  test('names what was not reached', () => {
    expect(undecidedText({ ...report, gaps: ['clause LIVE was never judged'], crashes: [] }).split('\n')[1]).toBe('    clause LIVE was never judged')
  })
})
