/** Claims about errors, interrupts and the host. */
import { EVEN } from '../../src/check/author.js'
import type { Author } from '../../src/check/author.js'
import { allocEntry } from '../../src/check/layout.js'
import { chance, pick } from '../../src/check/source.js'
import { edgeBase, usableBase } from '../../src/check/values.js'
import { called, judgedBy, readSomething, refused } from '../claim.js'
import type { Claim } from '../claim.js'

function readErrorMaps(author: Author): void {
  author.write(author.to.readConfig('VI_ERR_MAP'), author.to.readConfig('CMDQ_ERR_MAP'), author.to.readConfig('VINTF0_LVCMDQ_ERR_MAP'))
}

const HOSTILE = { ...EVEN, refusal: 6, lifecycle: 4, mapping: 6, base: 6, enables: 6, gapAccess: 0, configAccess: 0 }

export const ERRORS: readonly Claim[] = [
  {
    id: 'errors-seen',
    claim: 'errors are seen, acknowledged and cleared',
    clauses: ['GERROR-TOGGLE', 'ERR-MAP', 'IRQ', 'NO-FALSE-ERROR', 'INIT-ERR'],
    sometimes: 'an error map shows an active error',
    seen: (step) => readSomething(step) && judgedBy(step, 'ERR-MAP'),
    write(author) {
      author.boot({ permute: chance(author.source, 2) })
      if (chance(author.source, 4)) author.write(author.to.writeConfig('VI_INT_MASK_0', author.source.int(2)))
      for (let i = 0; i < 3; i++) {
        const q = author.queue()
        author.write({ op: 'fault', l: author.number(q, 'vintf'), code: 1 + author.source.int(4) })
        if (chance(author.source, 4)) author.write({ op: 'fault', l: author.number(author.queue(), 'vintf'), code: 1 })
        if (!chance(author.source, 4)) author.write({ op: 'deliver' })
        readErrorMaps(author)
        if (chance(author.source, 3)) author.compose(2, EVEN)
        author.acknowledge(q)
        readErrorMaps(author)
      }
      author.compose(4, { ...EVEN, hardware: 12, enables: 6 })
      author.readBack()
    },
  },
  {
    id: 'legal-calls',
    claim: 'the host is never asked what it must refuse',
    clauses: ['HOST-ORDER', 'HOST-LEGAL', 'HOST-PAGE', 'HOST-RETRY'],
    sometimes: 'a hardware queue is destroyed',
    seen: (step) => called(step, 'hwQueueDestroy') && judgedBy(step, 'HOST-ORDER'),
    logged: true,
    write(author) {
      author.boot({ skip: chance(author.source, 2) })
      author.compose(10, HOSTILE)
      // A teardown that the host lets happen only in part, and what comes after it.
      if (chance(author.source, 2)) author.write({ op: 'refuse', call: pick(author.source, ['hwQueueDestroy', 'munmapPage0', 'viommuDestroy']), errno: 'EINTR', times: 1 + author.source.int(2) })
      author.write({ op: 'detach' }, { op: 'attach' })
      author.compose(4, HOSTILE)
    },
  },
  {
    id: 'failed-call',
    claim: "a failed call leaves the guest's view intact",
    clauses: ['INIT-ERR', 'NO-FALSE-ERROR', 'TRANSPARENT'],
    sometimes: 'the host refuses a call',
    seen: refused,
    logged: true,
    write(author) {
      const call = pick(author.source, ['hwQueueAlloc', 'hwQueueAlloc', 'mmapPage0', 'viommuAlloc', 'hwQueueDestroy'] as const)
      if (chance(author.source, 2)) author.write({ op: 'refuse', call, errno: 'ENOMEM', times: 1 + author.source.int(3) })
      author.boot()
      const q = author.queue()
      author.write(author.to.write('direct', 'PROD_INDX', q, 1 + author.source.int(7)))
      author.write({ op: 'refuse', call, errno: pick(author.source, ['ENOMEM', 'ENOSPC', 'EINTR']) })
      author.writeBase(q, chance(author.source, 2) ? edgeBase(author.source) : usableBase(author.source))
      author.readBack(q)
      readErrorMaps(author)
      if (chance(author.source, 2)) {
        author.writeBase(q, usableBase(author.source))
        author.write(author.to.read('direct', 'GERROR', q), author.to.read('direct', 'GERRORN', q))
      }
      author.compose(3, HOSTILE)
      author.write({ op: 'allow', call })
      author.writeBase(q, usableBase(author.source))
      author.readBack(q)
      author.write({ op: 'consume', l: author.number(q, 'vintf'), n: 1 })
    },
  },
  {
    id: 'nothing-left',
    claim: 'nothing is left behind',
    clauses: ['HOST-LEAK', 'HOST-GUEST-WINDOW'],
    sometimes: 'a live device is detached or reset',
    seen: (step) => (step.operation.op === 'detach' || step.operation.op === 'reset') && called(step, 'hwQueueDestroy'),
    logged: true,
    write(author) {
      author.boot({ skip: chance(author.source, 4) })
      author.compose(5, HOSTILE)
      if (chance(author.source, 3)) author.write({ op: 'refuse', call: pick(author.source, ['hwQueueDestroy', 'munmapPage0']), errno: 'EINTR', times: 1 + author.source.int(2) })
      for (let i = 0; i < 3; i++) {
        const q = author.queue()
        const step = author.source.int(4)
        if (step === 0) author.write({ op: 'reset' })
        else if (step === 1) author.lifecycle()
        else if (step === 2) author.write(author.to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(author.number(q, 'vintf'), false), q))
        else author.writeBase(q, 0n)
        author.compose(2, HOSTILE)
      }
      author.write(chance(author.source, 2) ? { op: 'reset' } : { op: 'detach' })
      if (author.setting.attachFirst || chance(author.source, 2)) author.write({ op: 'attach' })
    },
  },
]
