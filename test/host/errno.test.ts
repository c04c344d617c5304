import { describe, expect, it } from 'vitest'
import { ERRNO, errnoName, errnoNumber, mayRefuse } from '../../src/host/index.js'

describe('errno', () => {
  it.each([
    // name          answer
    ['EPERM',        -1],
    ['ENOENT',       -2],
    ['EINTR',        -4],
    ['EIO',          -5],
    ['ENXIO',        -6],
    ['EAGAIN',      -11],
    ['ENOMEM',      -12],
    ['EFAULT',      -14],
    ['EBUSY',       -16],
    ['EEXIST',      -17],
    ['ENODEV',      -19],
    ['EINVAL',      -22],
    ['ENOSPC',      -28],
    ['EOVERFLOW',   -75],
    ['EOPNOTSUPP',  -95],
    ['ETIMEDOUT',  -110],
  ])('%s is the answer %i', (name, answer) => {
    expect(errnoNumber(name)).toBe(answer)
    expect(errnoName(answer)).toBe(name)
  })

  it('names every number once', () => {
    expect(new Set(Object.values(ERRNO)).size).toBe(Object.keys(ERRNO).length)
  })

  it.each(['', 'enomem', 'ENOSUCH', 'toString', '__proto__'])('knows no %j', (name) => {
    expect(errnoNumber(name)).toBeUndefined()
  })

  it.each([0, 1, 12, -9999, NaN])('gives %d no name', (answer) => {
    expect(errnoName(answer)).toBeUndefined()
  })
})

describe('mayRefuse', () => {
  it.each([
    // call               errno       may
    ['hwQueueAlloc',     'ENOMEM',    true],
    ['hwQueueAlloc',     'EINVAL',    true],
    ['hwQueueAlloc',     'EIO',       false],
    ['hwQueueAlloc',     'EEXIST',    false],
    ['hwQueueAlloc',     'EBUSY',     false],
    ['hwQueueDestroy',   'EBUSY',     true],
    ['hwQueueDestroy',   'EIO',       true],
    ['viommuAlloc',      'ENOSPC',    true],
    ['viommuAlloc',      'EEXIST',    true],
    ['mmapPage0',        'ENOSUCH',   false],
  ] as const)('%s with %s: %s', (call, errno, may) => {
    expect(mayRefuse(call, errno)).toBe(may)
  })
})
