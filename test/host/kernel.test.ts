import { describe, expect, it } from 'vitest'
import { CheckerHost, FIRST_QUEUE_ID } from '../../src/host/index.js'
import type { Entry } from '../../src/check/contract.js'
import { KERNELS, RING, RING_BYTES, header, lines, named } from './scene.js'

type Step = 'viommu' | 'mmap' | 'munmap' | 'end' | `alloc ${number}` | `destroy ${number}`

function take(host: CheckerHost, step: Step): string {
  const { port } = host
  const [call, l = 0] = step.split(' ', 2).map((word, i) => (i === 0 ? word : Number(word)))
  if (call === 'viommu') return named(port.viommuAlloc())
  if (call === 'end') return named(port.viommuDestroy())
  if (call === 'munmap') return named(port.munmapPage0())
  if (call === 'alloc') return named(port.hwQueueAlloc(Number(l), RING, RING_BYTES))
  if (call === 'destroy') return named(port.hwQueueDestroy(FIRST_QUEUE_ID + Number(l)))
  const page = port.mmapPage0()
  return named(typeof page === 'number' ? page : 0)
}

/** Runs 'viommu ok, mmap ok, …' and shows what the answers were in the same form. */
function answers(host: CheckerHost, story: string): string {
  return story.split(', ').map((line) => {
    const step = line.slice(0, line.lastIndexOf(' '))
    if (!isStep(step)) throw new Error(`no step ${step}`)
    return `${step} ${take(host, step)}`
  }).join(', ')
}

function isStep(text: string): text is Step {
  return /^(viommu|mmap|munmap|end|(alloc|destroy) \d+)$/.test(text)
}

describe.each(KERNELS)('the kernel %s answers', (kernel) => {
  it.each([
    // viommuAlloc
    ['one vIOMMU',                        'viommu ok, viommu EEXIST'],
    ['another after the first is gone',   'viommu ok, end ok, viommu ok'],
    // before viommuAlloc and after viommuDestroy
    ['nothing without a vIOMMU',          'mmap ENXIO, alloc 0 ENODEV, destroy 0 ENOENT, munmap EINVAL, end ENODEV'],
    ['nothing after it is gone',          'viommu ok, end ok, mmap ENXIO, alloc 0 ENODEV, end ENODEV'],
    // mmapPage0, munmapPage0
    ['a mapping before the queues',       'viommu ok, mmap ok, alloc 0 id'],
    ['a mapping after the queues',        'viommu ok, alloc 0 id, mmap ok'],
    ['a second mapping, one unmapping',   'viommu ok, mmap ok, mmap ok, munmap ok, munmap EINVAL'],
    ['a mapping after an unmapping',      'viommu ok, mmap ok, munmap ok, mmap ok'],
    ['an unmapping while a queue exists', 'viommu ok, mmap ok, alloc 0 id, munmap ok'],
    // hwQueueAlloc, hwQueueDestroy
    ['queues upwards',                    'viommu ok, alloc 1 EIO, alloc 0 id, alloc 1 id'],
    ['queues downwards',                  'viommu ok, alloc 0 id, alloc 1 id, destroy 0 EBUSY, destroy 1 ok, destroy 0 ok'],
    ['each queue once',                   'viommu ok, alloc 0 id, alloc 0 EEXIST'],
    ['a queue whose destroy was refused', 'viommu ok, alloc 0 id, alloc 1 id, destroy 0 EBUSY, alloc 0 EEXIST'],
    ['a queue again after its destroy',   'viommu ok, alloc 0 id, destroy 0 ok, alloc 0 id'],
    ['a destroy once',                    'viommu ok, alloc 0 id, destroy 0 ok, destroy 0 ENOENT'],
    ['no queue of another index',         'viommu ok, alloc 0 id, destroy 1 ENOENT'],
    ['no queue beyond the count',         'viommu ok, alloc 0 id, alloc 1 id, alloc 2 EINVAL, destroy 2 ENOENT'],
    // viommuDestroy
    ['EBUSY while a queue exists',        'viommu ok, alloc 0 id, end EBUSY, destroy 0 ok, end ok'],
    ['EBUSY while the page is mapped',    'viommu ok, mmap ok, end EBUSY, munmap ok, end ok'],
    ['EBUSY until both are gone',         'viommu ok, mmap ok, alloc 0 id, munmap ok, end EBUSY, destroy 0 ok, end ok'],
  ])('%s', (_claim, story) => {
    expect(answers(new CheckerHost(header({ kernel })), story)).toBe(story)
  })
})

describe('handles', () => {
  it('are never queue numbers', () => {
    const { port } = new CheckerHost(header({ queues: 128 }))
    port.viommuAlloc()
    const ids = Array.from({ length: 128 }, (_, l) => port.hwQueueAlloc(l, RING, RING_BYTES))
    expect(new Set(ids).size).toBe(128)
    expect(Math.min(...ids)).toBeGreaterThan(127)
    for (let l = 0; l < 128; l++) expect(named(port.hwQueueDestroy(l))).toBe('ENOENT')
  })

  it.each([0, -1, 0.5, FIRST_QUEUE_ID - 1, FIRST_QUEUE_ID + 0.5, NaN, Infinity])('%d is none', (id) => {
    const host = new CheckerHost(header())
    host.port.viommuAlloc()
    host.port.hwQueueAlloc(0, RING, RING_BYTES)
    host.takeLog()
    expect(named(host.port.hwQueueDestroy(id))).toBe('ENOENT')
    expect(host.takeLog()).toEqual([{ kind: 'hwQueueDestroy', id, index: -1, answer: -2, injected: false }])
  })
})

describe('refusals by order of the program', () => {
  it.each([
    // call              errno      what then happens
    ['viommuAlloc',     'ENOSPC',  'viommu ENOSPC, viommu ok'],
    ['mmapPage0',       'ENXIO',   'viommu ok, mmap ENXIO, mmap ok'],
    ['mmapPage0',       'EINVAL',  'viommu ok, mmap EINVAL, mmap ok'],
    ['munmapPage0',     'ENOMEM',  'viommu ok, mmap ok, munmap ENOMEM, munmap ok'],
    ['hwQueueAlloc',    'ENOMEM',  'viommu ok, alloc 0 ENOMEM, alloc 0 id'],
    ['hwQueueDestroy',  'EINTR',   'viommu ok, alloc 0 id, destroy 0 EINTR, destroy 0 ok'],
    ['viommuDestroy',   'EBUSY',   'viommu ok, end EBUSY, end ok'],
    // They come before the kernel's rules, and a call that the rules refuse anyway uses one up.
    ['hwQueueAlloc',    'ENOMEM',  'alloc 0 ENOMEM, alloc 0 ENODEV'],
    ['hwQueueAlloc',    'ENOMEM',  'viommu ok, alloc 1 ENOMEM, alloc 1 EIO'],
    ['hwQueueDestroy',  'ENOMEM',  'destroy 0 ENOMEM, destroy 0 ENOENT'],
  ] as const)('%s once with %s: %s', (call, errno, story) => {
    const host = new CheckerHost(header())
    host.refuse(call, errno, 1)
    expect(answers(host, story)).toBe(story)
  })

  const alloc = (host: CheckerHost): string => named(host.port.viommuAlloc())

  it('last for as many calls as ordered', () => {
    const host = new CheckerHost(header())
    host.refuse('viommuAlloc', 'ENOMEM', 3)
    expect([alloc(host), alloc(host), alloc(host), alloc(host)]).toEqual(['ENOMEM', 'ENOMEM', 'ENOMEM', 'ok'])
  })

  it('last until allowed when no number is ordered', () => {
    const host = new CheckerHost(header())
    host.refuse('viommuAlloc', 'ENOMEM')
    for (let i = 0; i < 1000; i++) expect(alloc(host)).toBe('ENOMEM')
    host.allow('viommuAlloc')
    expect(alloc(host)).toBe('ok')
  })

  it('replace an earlier one of the same call, and of no other', () => {
    const host = new CheckerHost(header())
    host.refuse('viommuAlloc', 'ENOMEM', 5)
    host.refuse('hwQueueAlloc', 'EPERM')
    host.refuse('viommuAlloc', 'EINTR', 1)
    expect(answers(host, 'viommu EINTR, viommu ok, alloc 0 EPERM')).toBe('viommu EINTR, viommu ok, alloc 0 EPERM')
  })

  it('of zero times are none, and end an earlier one', () => {
    const host = new CheckerHost(header())
    host.refuse('viommuAlloc', 'ENOMEM', 5)
    host.refuse('viommuAlloc', 'ENOMEM', 0)
    expect(alloc(host)).toBe('ok')
  })

  it.each([
    ['viommuAlloc', 'ENOSUCH'],
    ['hwQueueAlloc', 'EIO'],
  ] as const)('cannot be ordered: %s with %s', (call, errno) => {
    expect(() => new CheckerHost(header()).refuse(call, errno)).toThrow(`${call} cannot be refused with ${errno}`)
  })

  it('change nothing', () => {
    const host = new CheckerHost(header())
    const story = 'viommu ok, mmap ok, alloc 0 id'
    answers(host, story)
    host.refuse('hwQueueDestroy', 'ENOMEM', 1)
    host.refuse('munmapPage0', 'ENOMEM', 1)
    answers(host, 'destroy 0 ENOMEM, munmap ENOMEM')
    expect([host.slotAllocated(0), host.pageMapped()]).toEqual([true, true])
  })
})

describe('the log', () => {
  it('tells an ordered refusal from the kernel\'s own', () => {
    const host = new CheckerHost(header())
    host.refuse('viommuAlloc', 'EEXIST', 1)
    answers(host, 'viommu EEXIST, viommu ok, viommu EEXIST, mmap ok, end EBUSY, munmap ok, munmap EINVAL, end ok')
    expect(lines(host.takeLog())).toEqual([
      'viommuAlloc EEXIST injected',
      'viommuAlloc ok',
      'viommuAlloc EEXIST',
      'mmapPage0 ok',
      'viommuDestroy EBUSY',
      'munmapPage0 ok',
      'munmapPage0 EINVAL',
      'viommuDestroy ok',
    ])
  })

  it('has queues with what was asked, what was granted and what the hardware then saw', () => {
    const host = new CheckerHost(header({ kernel: '6.17', slots: [{ prod: 3, cons: 2, config: 1, gerror: 0, gerrorn: 0 }] }))
    host.port.viommuAlloc()
    host.takeLog()
    host.refuse('hwQueueAlloc', 'ENOMEM', 1)
    host.refuse('hwQueueDestroy', 'EINTR', 1)
    answers(host, 'alloc 0 ENOMEM, alloc 1 EIO, alloc 0 id, destroy 0 EINTR, destroy 0 ok')
    const alloc = { kind: 'hwQueueAlloc', address: RING, length: RING_BYTES } as const
    const view = { slot: 0, enabled: true, prod: 3, cons: 2, length: RING_BYTES }
    expect(host.takeLog()).toEqual<Entry[]>([
      { ...alloc, index: 0, answer: -12, injected: true, view: undefined },
      { ...alloc, index: 1, answer: -5, injected: false, view: undefined },
      { ...alloc, index: 0, answer: FIRST_QUEUE_ID, injected: false, view },
      { kind: 'hwQueueDestroy', id: FIRST_QUEUE_ID, index: 0, answer: -4, injected: true },
      { kind: 'hwQueueDestroy', id: FIRST_QUEUE_ID, index: 0, answer: 0, injected: false },
    ])
  })
})
