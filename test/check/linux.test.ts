/** The Linux driver's programs for two queues, step by step as the driver is described, and their shape for others. */
import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/check/contract.js'
import { bootBlocks, coldBoot, disturbs, errorInterrupt, kexec, shutdown, shutdownBlocks, use } from '../../src/check/linux.js'
import type { Block } from '../../src/check/linux.js'
import { GENERATIONS, cellsOf, guestWith, textOf } from './linux-steps.js'

// BASE words 0x40000008 and 0x80020004.
const RINGS = [{ address: 0x4000_0000, log2size: 8 }, { address: 0x8002_0000, log2size: 4 }]

const BOOT_617 = `
  1 restart    | R32 0      W32 0=20082  R32 8        W32 0=20083  R32 8
  2 number     | W32 200=0  W32 204=2
  3 deinit 1   | W32 30088=0  R32 3008c  W32 30084=0  W32 30080=0  W64 40080=0  W64 40088=0  ACK 30094=30090
    unmap 1    | R32 204    W32 204=2
    deinit 0   | W32 30008=0  R32 3000c  W32 30004=0  W32 30000=0  W64 40000=0  W64 40008=0  ACK 30014=30010
    unmap 0    | R32 200    W32 200=0
  4 VINTF off  | W32 1000=0   R32 1004
  5 SIDs       | W32 1040=0   W32 1080=0  W32 1044=0  W32 1084=0  W32 1048=0  W32 1088=0  W32 104c=0  W32 108c=0
               | W32 1050=0   W32 1090=0  W32 1054=0  W32 1094=0  W32 1058=0  W32 1098=0  W32 105c=0  W32 109c=0
               | W32 1060=0   W32 10a0=0  W32 1064=0  W32 10a4=0  W32 1068=0  W32 10a8=0  W32 106c=0  W32 10ac=0
               | W32 1070=0   W32 10b0=0  W32 1074=0  W32 10b4=0  W32 1078=0  W32 10b8=0  W32 107c=0  W32 10bc=0
  6 VINTF on   | W32 1000=20000  W32 1000=20001  R32 1004  R32 1000
  7 map 0      | R32 200    W32 200=1
    deinit 0   | W32 30008=0  R32 3000c  W32 30004=0  W32 30000=0  W64 40000=0  W64 40008=0  ACK 30014=30010
    start 0    | W64 40000=40000008      W32 30008=1  R32 3000c
    map 1      | R32 204    W32 204=3
    deinit 1   | W32 30088=0  R32 3008c  W32 30084=0  W32 30080=0  W64 40080=0  W64 40088=0  ACK 30094=30090
    start 1    | W64 40080=80020004      W32 30088=1  R32 3008c`

const BOOT_612 = `
  1 restart    | R32 0      W32 0=20082  R32 8        W32 0=20083  R32 8
  2 map        | W32 200=1  W32 204=3
  3 deinit 0   | W32 30008=0  R32 3000c  W32 30004=0  W32 30000=0  W64 40000=0  W64 40008=0  ACK 30014=30010
    deinit 1   | W32 30088=0  R32 3008c  W32 30084=0  W32 30080=0  W64 40080=0  W64 40088=0  ACK 30094=30090
  4 VINTF off  | W32 1000=0   R32 1004
  6 VINTF on   | W32 1000=20000  W32 1000=20001  R32 1004  R32 1000
  7 deinit 0   | W32 30008=0  R32 3000c  W32 30004=0  W32 30000=0  W64 40000=0  W64 40008=0  ACK 30014=30010
    start 0    | W64 40000=40000008      W32 30008=1  R32 3000c
    deinit 1   | W32 30088=0  R32 3008c  W32 30084=0  W32 30080=0  W64 40080=0  W64 40088=0  ACK 30094=30090
    start 1    | W64 40080=80020004      W32 30088=1  R32 3008c`

const SHUTDOWN_617 = `
    deinit 1   | W32 30088=0  R32 3008c  W32 30084=0  W32 30080=0  W64 40080=0  W64 40088=0  ACK 30094=30090
    unmap 1    | R32 204    W32 204=2
    deinit 0   | W32 30008=0  R32 3000c  W32 30004=0  W32 30000=0  W64 40000=0  W64 40008=0  ACK 30014=30010
    unmap 0    | R32 200    W32 200=0
    VINTF off  | W32 1000=0   R32 1004
    SIDs       | W32 1040=0   W32 1080=0  W32 1044=0  W32 1084=0  W32 1048=0  W32 1088=0  W32 104c=0  W32 108c=0
               | W32 1050=0   W32 1090=0  W32 1054=0  W32 1094=0  W32 1058=0  W32 1098=0  W32 105c=0  W32 109c=0
               | W32 1060=0   W32 10a0=0  W32 1064=0  W32 10a4=0  W32 1068=0  W32 10a8=0  W32 106c=0  W32 10ac=0
               | W32 1070=0   W32 10b0=0  W32 1074=0  W32 10b4=0  W32 1078=0  W32 10b8=0  W32 107c=0  W32 10bc=0`

const SHUTDOWN_612 = `
    deinit 0   | W32 30008=0  R32 3000c  W32 30004=0  W32 30000=0  W64 40000=0  W64 40008=0  ACK 30014=30010
    deinit 1   | W32 30088=0  R32 3008c  W32 30084=0  W32 30080=0  W64 40080=0  W64 40088=0  ACK 30094=30090
    VINTF off  | W32 1000=0   R32 1004
    SIDs       | W32 1040=0   W32 1080=0  W32 1044=0  W32 1084=0  W32 1048=0  W32 1088=0  W32 104c=0  W32 108c=0
               | W32 1050=0   W32 1090=0  W32 1054=0  W32 1094=0  W32 1058=0  W32 1098=0  W32 105c=0  W32 109c=0
               | W32 1060=0   W32 10a0=0  W32 1064=0  W32 10a4=0  W32 1068=0  W32 10a8=0  W32 106c=0  W32 10ac=0
               | W32 1070=0   W32 10b0=0  W32 1074=0  W32 10b4=0  W32 1078=0  W32 10b8=0  W32 107c=0  W32 10bc=0`

const NEW = guestWith('6.17', 2)
const OLD = guestWith('6.12', 2)

describe('two queues', () => {
  test.each([
    ['6.17 boots',                 coldBoot(NEW, RINGS),               BOOT_617],
    ['6.12 boots',                 coldBoot(OLD, RINGS),               BOOT_612],
    ['6.17 shuts down',            shutdown(NEW),                      SHUTDOWN_617],
    ['6.12 shuts down',            shutdown(OLD),                      SHUTDOWN_612],
    ['commands, taken at once',    use(NEW, 1, 0x10),                  'W32 30084=10  R32 30080  consume 1 80000  R32 30080'],
    ['commands, taken in parts',   use(NEW, 0, 5, [2, 3]),             'W32 30004=5   R32 30000  consume 0 2  R32 30000  consume 0 3  R32 30000'],
    ['commands, not taken yet',    use(OLD, 0, 5, []),                 'W32 30004=5   R32 30000'],
    ['an error of queue 1',        errorInterrupt(NEW, 1),             'R32 18  R32 14  R64 10c0  R64 10c8  R32 30090  R32 30094  R32 30080  ACK 30094=30090'],
    ['errors of both, ascending',  errorInterrupt(OLD, 1, 0),         `R32 18  R32 14  R64 10c0  R64 10c8  R32 30010  R32 30014  R32 30000  ACK 30014=30010
                                                                                                             R32 30090  R32 30094  R32 30080  ACK 30094=30090`],
    ['a false alarm',              errorInterrupt(NEW),                'R32 18  R32 14'],
  ])('%s', (_, steps, table) => {
    expect(steps.map(textOf)).toEqual(cellsOf(table))
  })

  test.each(GENERATIONS)('%s: a new kernel runs the same program with rings of its own', (generation) => {
    const guest = guestWith(generation, 2)
    const moved = [{ address: 0x9000_0000, log2size: 1 }, { address: 0x5000_0000, log2size: 19 }]
    const expected = coldBoot(guest, RINGS).map((step) => textOf(step).replace('40000008', '90000001').replace('80020004', '50000013'))
    expect(kexec(guest, moved).map(textOf)).toEqual(expected)
  })
})

const ringsFor = (queues: number) => Array.from({ length: queues }, (_, l) => ({ address: 0x4000_0000 + 0x1000 * l, log2size: 8 }))
const numbered = (steps: readonly string[], pattern: RegExp): string => steps.filter((step) => pattern.test(step)).join('  ')

describe('other numbers of queues', () => {
  test('one: every step of the two-queue program that is not of queue 1', () => {
    const isOfQueue1 = /(204|3008.|3009.|4008.)\b/
    for (const generation of GENERATIONS) {
      const [two, one] = [guestWith(generation, 2), guestWith(generation, 1)]
      expect(coldBoot(one, RINGS).map(textOf)).toEqual(coldBoot(two, RINGS).map(textOf).filter((step) => !isOfQueue1.test(step)))
      expect(shutdown(one).map(textOf)).toEqual(shutdown(two).map(textOf).filter((step) => !isOfQueue1.test(step)))
    }
  })

  test('eight on 6.17: numbered upwards, stopped and unmapped downwards, mapped and started upwards', () => {
    const steps = coldBoot(guestWith('6.17', 8), ringsFor(8)).map(textOf)
    expect(numbered(steps, /^W32 2..=/)).toBe(
      'W32 200=0  W32 204=2  W32 208=4  W32 20c=6  W32 210=8  W32 214=a  W32 218=c  W32 21c=e  ' +
      'W32 21c=e  W32 218=c  W32 214=a  W32 210=8  W32 20c=6  W32 208=4  W32 204=2  W32 200=0  ' +
      'W32 200=1  W32 204=3  W32 208=5  W32 20c=7  W32 210=9  W32 214=b  W32 218=d  W32 21c=f',
    )
    expect(numbered(steps, /^W32 30...=1$/)).toBe(
      'W32 30008=1  W32 30088=1  W32 30108=1  W32 30188=1  W32 30208=1  W32 30288=1  W32 30308=1  W32 30388=1',
    )
    expect(numbered(steps, /^W64 40..0=[1-9]/)).toBe(
      'W64 40000=40000008  W64 40080=40001008  W64 40100=40002008  W64 40180=40003008  ' +
      'W64 40200=40004008  W64 40280=40005008  W64 40300=40006008  W64 40380=40007008',
    )
    expect(steps).toHaveLength(5 + 8 + 8 * 9 + 2 + 32 + 4 + 8 * 12)
  })

  test('eight on 6.12: mapped at once, and everything upwards', () => {
    const steps = coldBoot(guestWith('6.12', 8), ringsFor(8)).map(textOf)
    expect(numbered(steps, /^[RW]32 2..\b/)).toBe('W32 200=1  W32 204=3  W32 208=5  W32 20c=7  W32 210=9  W32 214=b  W32 218=d  W32 21c=f')
    const once = 'ACK 30014=30010  ACK 30094=30090  ACK 30114=30110  ACK 30194=30190  ACK 30214=30210  ACK 30294=30290  ACK 30314=30310  ACK 30394=30390'
    expect(numbered(steps, /^ACK/)).toBe(`${once}  ${once}`)
    expect(steps).toHaveLength(5 + 8 + 8 * 7 + 2 + 4 + 8 * 10)
  })

  test('the last of 128 is LVCMDQ 127', () => {
    const steps = coldBoot(guestWith('6.17', 128), ringsFor(128)).map(textOf)
    expect(steps.slice(-12)).toEqual(cellsOf(`
      map 127    | R32 3fc      W32 3fc=ff
      deinit 127 | W32 33f88=0  R32 33f8c  W32 33f84=0  W32 33f80=0  W64 43f80=0  W64 43f88=0  ACK 33f94=33f90
      start 127  | W64 43f80=4007f008      W32 33f88=1  R32 33f8c`))
  })

  test('a queue without a ring cannot boot', () => {
    expect(() => coldBoot(NEW, RINGS.slice(1))).toThrow('logical queue 1 has no ring')
  })
})

describe('where other operations may be inserted', () => {
  const dependent = (blocks: readonly Block[]): string[] =>
    blocks.filter((block) => block.length > 1).map((block) => block.map(textOf).join('  '))

  test('everywhere but within the read-modify-writes', () => {
    const restart = 'R32 0  W32 0=20082  R32 8  W32 0=20083  R32 8'
    expect(dependent(bootBlocks(OLD, RINGS))).toEqual([restart])
    expect(dependent(bootBlocks(NEW, RINGS))).toEqual([restart, 'R32 204  W32 204=2', 'R32 200  W32 200=0', 'R32 200  W32 200=1', 'R32 204  W32 204=3'])
    expect(dependent(shutdownBlocks(NEW))).toEqual(['R32 204  W32 204=2', 'R32 200  W32 200=0'])
  })

  const write = (offset: number): Operation => ({ op: 'write', offset, size: 4, value: 0 })
  const write64 = (offset: number): Operation => ({ op: 'write', offset, size: 8, value: 0n })
  test.each<[string, Operation, boolean]>([
    ['CONFIG',                                write(0x0),                           true],
    ['an ALLOC entry',                        write(0x204),                         true],
    ['no ALLOC entry: there are two queues',  write(0x208),                         false],
    ['a queue\'s own CONFIG',                 write(0x30008),                       false],
    ['the VINTF, whose value is never read',  write(0x1000),                        false],
    ['eight bytes with an ALLOC entry',       write64(0x200),                       true],
    ['eight bytes before the first entry',    write64(0x1f8),                       false],
    ['reading CONFIG',                        { op: 'read', offset: 0, size: 4 },   false],
    ['a reset',                               { op: 'reset' },                      true],
    ['a hardware event',                      { op: 'consume', l: 0, n: 1 },        false],
  ])('what disturbs: %s', (_, operation, expected) => {
    expect(disturbs(NEW, operation)).toBe(expected)
  })
})
