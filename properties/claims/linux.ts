/** The claim of real life: a Linux guest, either generation, on a device that is attached in time. */
import type { Author } from '../../src/check/author.js'
import { disturbs } from '../../src/check/linux/guest.js'
import type { LinuxGuest } from '../../src/check/linux/guest.js'
import { lifeBlocks } from '../../src/check/linux/life.js'
import { chance } from '../../src/check/source.js'
import { CLAUSES } from '../../spec/index.js'
import { called, judgedBy } from '../claim.js'
import type { Claim } from '../claim.js'

/** A guest that boots a hundred queues needs thousands of accesses: most lives are spent on as many as fit the claim. */
const MOST_QUEUES = 8

/** Something that the driver does not take for granted: reads, direct accesses to what it will set again, hardware. */
function intrude(author: Author, guest: LinuxGuest): void {
  const before = author.operations.length
  if (chance(author.source, 2)) author.write({ op: 'read', offset: 4 * author.source.int(author.setting.region.bytes / 4), size: 4 })
  else author.gapAccess()
  const added = author.operations.splice(before)
  author.write(...added.filter((operation) => operation.op === 'read' || (operation.op === 'write' && author.setting.region.locate(operation.offset, author.queues) === undefined && !disturbs(guest, operation))))
}

export const LINUX: Claim = {
  id: 'linux',
  claim: 'a Linux guest boots, reboots and shuts down, both kernel generations, if a device is attached before it enables its queues',
  clauses: CLAUSES.filter(({ id }) => id !== 'BASE-LIVE').map(({ id }) => id),
  sometimes: 'the hardware executes the commands of a Linux guest',
  seen: (step) => called(step, 'fetch') && judgedBy(step, 'LIVE'),
  logged: true,
  write(author) {
    const queues = author.queues
    const guest: LinuxGuest = { generation: chance(author.source, 2) ? '6.12' : '6.17', queues, region: author.setting.region }
    if (queues > MOST_QUEUES && !chance(author.source, 20)) {
      // At a great queue count one life in twenty is lived in full; the others are cut after a while.
      author.write(...lifeBlocks(author.source, guest).flat().slice(0, 60 * MOST_QUEUES))
      return
    }
    const disturbed = chance(author.source, 2)
    for (const block of lifeBlocks(author.source, guest)) {
      author.write(...block)
      if (disturbed && chance(author.source, 5)) intrude(author, guest)
    }
  },
}
