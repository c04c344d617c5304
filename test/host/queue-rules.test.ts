import { describe, expect, it } from 'vitest'
import { CheckerHost, queueRefusal } from '../../src/host/index.js'
import type { GuestMemory } from '../../src/host/index.js'
import { RING, header, named } from './scene.js'

const TOP = 1n << 64n

/** Two of four queues exist unless the row says otherwise. */
function refusal(index: number, address: bigint, length: bigint, allocated: readonly number[] = [0, 1], memory?: GuestMemory): string {
  const isAllocated = (l: number): boolean => allocated.includes(l)
  return named(queueRefusal({ index, address, length, queues: 4, isAllocated }, memory))
}

describe('hwQueueAlloc is refused', () => {
  it.each([
    // rule                                   index  address        length        answer
    ['length 0',                              2,     RING,          0n,           'EINVAL'],
    ['ends at 2^64',                          2,     TOP - 0x20n,   0x20n,        'EOVERFLOW'],
    ['ends beyond 2^64',                      2,     TOP - 1n,      0x20n,        'EOVERFLOW'],
    ['ends one byte below 2^64',              2,     TOP - 0x21n,   0x20n,        'ENOENT'],
    ['address of 65 bits',                    2,     TOP,           0x20n,        'EOVERFLOW'],
    ['length of 65 bits',                     2,     0n,            TOP,          'EOVERFLOW'],
    ['negative address',                      2,     -0x20n,        0x40n,        'EOVERFLOW'],
    ['negative length',                       2,     RING,          -0x20n,       'EOVERFLOW'],
    ['below RAM',                             2,     0x3fff_f000n,  0x1000n,      'ENOENT'],
    ['above RAM',                             2,     0xc000_0000n,  0x1000n,      'ENOENT'],
    ['partly above RAM',                      2,     0xbfff_ff00n,  0x200n,       'ENOENT'],
    ['across two 8 MiB blocks',               2,     0x407f_f800n,  0x1000n,      'EFAULT'],
    ['two blocks whole',                      2,     RING,          0x100_0000n,  'EFAULT'],
    ['8 KiB in the last 8 MiB',               2,     0xbf80_0000n,  0x2000n,      'EFAULT'],
    ['index = queues',                        4,     RING,          0x1000n,      'EINVAL'],
    ['negative index',                        -1,    RING,          0x1000n,      'EINVAL'],
    ['index of a half',                       0.5,   RING,          0x1000n,      'EINVAL'],
    ['no index',                              NaN,   RING,          0x1000n,      'EINVAL'],
    ['already allocated',                     1,     RING,          0x1000n,      'EEXIST'],
    ['index - 1 not allocated',               3,     RING,          0x1000n,      'EIO'],
    ['length not a power of two',             2,     RING,          0x30n,        'EINVAL'],
    ['length below 32',                       2,     RING,          0x10n,        'EINVAL'],
    ['address not aligned to length',         2,     RING + 0x20n,  0x40n,        'EINVAL'],
    ['address not aligned to 32',             2,     RING + 0x10n,  0x20n,        'EINVAL'],
  ] as const)('%s', (_rule, index, address, length, answer) => {
    expect(refusal(index, address, length)).toBe(answer)
  })
})

describe('hwQueueAlloc is granted', () => {
  it.each([
    // boundary                               index  address        length
    ['the smallest ring',                     2,     RING + 0x20n,  0x20n],
    ['the largest ring',                      2,     RING,          0x80_0000n],
    ['the largest ring below the last 8 MiB', 2,     0xbf00_0000n,  0x80_0000n],
    ['a page in the last 8 MiB',              2,     0xbfff_f000n,  0x1000n],
  ] as const)('%s', (_boundary, index, address, length) => {
    expect(refusal(index, address, length)).toBe('ok')
  })

  it('as first queue, without one below', () => {
    expect(refusal(0, RING, 0x1000n, [])).toBe('ok')
  })
})

describe('of two rules broken at once the earlier one answers', () => {
  it.each([
    // earlier           later                 index  address        length    queues   answer
    ['length 0',         'overflow',           2,     TOP,           0n,       [0, 1],  'EINVAL'],
    ['overflow',         'not mapped',         2,     TOP - 0x10n,   0x20n,    [0, 1],  'EOVERFLOW'],
    ['not mapped',       'not contiguous',     2,     0xbfff_f000n,  0x2000n,  [0, 1],  'ENOENT'],
    ['not contiguous',   'index >= queues',    4,     0x407f_f800n,  0x1000n,  [0, 1],  'EFAULT'],
    ['not contiguous',   'already allocated',  1,     0x407f_f800n,  0x1000n,  [0, 1],  'EFAULT'],
    ['index >= queues',  'already allocated',  4,     RING,          0x1000n,  [0, 4],  'EINVAL'],
    ['index >= queues',  'lower one missing',  6,     RING,          0x1000n,  [0, 1],  'EINVAL'],
    ['already there',    'lower one missing',  3,     RING,          0x1000n,  [0, 3],  'EEXIST'],
    ['already there',    'bad length',         1,     RING,          0x30n,    [0, 1],  'EEXIST'],
    ['lower one missing','bad length',         3,     RING,          0x30n,    [0, 1],  'EIO'],
    ['lower one missing','not aligned',        3,     RING + 0x20n,  0x40n,    [0, 1],  'EIO'],
    // Length and alignment answer alike: their order cannot be told.
    ['bad length',       'not aligned',        2,     RING + 0x10n,  0x30n,    [0, 1],  'EINVAL'],
  ] as const)('%s before %s', (_earlier, _later, index, address, length, allocated, answer) => {
    expect(refusal(index, address, length, allocated)).toBe(answer)
  })
})

// Guest RAM ends far below bit 47 and a ring above 8 MiB always leaves its block, so on the checker's own
// memory earlier rules answer: these limits show on a memory without holes.
describe('limits that only another memory shows', () => {
  const everywhere: GuestMemory = { isRam: () => true, isContiguous: () => true }

  it.each([
    // limit                             address               length        answer
    ['a ring of 8 MiB',                  0n,                   0x80_0000n,   'ok'],
    ['a ring of 16 MiB',                 0n,                   0x100_0000n,  'EINVAL'],
    ['the last ring that bit 47 holds',  (1n << 48n) - 0x20n,  0x20n,        'ok'],
    ['an address with bit 48',           1n << 48n,            0x20n,        'EINVAL'],
  ] as const)('%s', (_limit, address, length, answer) => {
    expect(refusal(2, address, length, [0, 1], everywhere)).toBe(answer)
  })
})

describe('the host asks the rules', () => {
  it.each([1, 2, 128])('with its own queue count: %i', (queues) => {
    const { port } = new CheckerHost(header({ queues }))
    port.viommuAlloc()
    for (let l = 0; l < queues; l++) expect(named(port.hwQueueAlloc(l, RING, 0x20n))).toBe('id')
    expect(named(port.hwQueueAlloc(queues, RING, 0x20n))).toBe('EINVAL')
  })
})
