/** What a device owes the host kernel: legal calls in a legal order, and nothing left behind. */
import type { Chapter } from '../table.js'
import { BACKED, BOTH, BUSY, IDLE, MAPPED } from './given.js'

type Ids = 'HOST-ORDER' | 'HOST-LEGAL' | 'HOST-RETRY' | 'HOST-PAGE' | 'HOST-GUEST-WINDOW' | 'HOST-LEAK'

export const HOST: Chapter<Ids> = {
  'HOST-ORDER': [
    ['allocated in ascending logical number', `
    attach                              | viommuAlloc, mmapPage0               | silent HOST-ORDER
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_1 = 3         |                                      |
    write8 VCMDQ1_BASE_L = 0x40100008   |                                      | silent HOST-ORDER
                                        | hwQueueAlloc 1 0x40100000 0x1000 EIO | breaks HOST-ORDER
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000, hwQueueAlloc 1 0x40100000 0x1000 | holds HOST-ORDER
    `],
    ['and destroyed in descending', `${BOTH}
    # The guest unmaps the lower queue first, which it should not: the device must take the upper one down before.
    write  CMDQ_ALLOC_MAP_0 = 0         | store 1 CONFIG = 0, hwQueueDestroy 1, store 0 CONFIG = 0, hwQueueDestroy 0 | holds HOST-ORDER
                                        | store 0 CONFIG = 0, hwQueueDestroy 0 EBUSY | breaks HOST-ORDER HOST-LEGAL HOST-LEAK
    `],
  ],
  'HOST-LEGAL': [
    ['no second vIOMMU, no second queue in a slot', `
    attach                              | viommuAlloc, mmapPage0               | holds HOST-LEGAL
    attach                              |                                      | silent HOST-LEGAL
                                        | viommuAlloc EEXIST                   | breaks HOST-LEGAL
    `],
    ['what the host refused to release is still held', `${BACKED}
    write  CMDQ_ALLOC_MAP_0 = 0         | hwQueueDestroy 0 ENOMEM ordered      | holds HOST-LEGAL
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
                                        | hwQueueAlloc 0 0x40000000 0x1000 EEXIST | breaks HOST-LEGAL
    `],
    ['the vIOMMU goes when nothing holds it', `${BACKED}
    detach                              | hwQueueDestroy 0, munmapPage0, viommuDestroy | holds HOST-LEGAL
                                        | viommuDestroy EBUSY, hwQueueDestroy 0, munmapPage0, viommuDestroy | breaks HOST-LEGAL HOST-PAGE
    `],
  ],
  'HOST-RETRY': [
    ['a queue that waited for a lower one follows it without being touched', `
    attach                              | viommuAlloc, mmapPage0               |
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
    write  CMDQ_ALLOC_MAP_1 = 3         |                                      |
    write8 VCMDQ1_BASE_L = 0x40100008   |                                      | silent HOST-RETRY
    write  VCMDQ1_CONFIG = 1            |                                      | silent HOST-RETRY
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000, hwQueueAlloc 1 0x40100000 0x1000, store 1 CONFIG = 1 | holds HOST-RETRY
                                        | hwQueueAlloc 0 0x40000000 0x1000     | breaks HOST-RETRY
    `],
    ['one that waited for the attach waited for more than a lower queue', `
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
    write  CMDQ_ALLOC_MAP_1 = 3         |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    write8 VCMDQ1_BASE_L = 0x40100008   |                                      |
    write  VCMDQ1_CONFIG = 1            |                                      |
    attach                              | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000 | silent HOST-RETRY
    # The promise of CMDQ_EN_OK is broken instead, once it is read.
    read   VCMDQ1_STATUS                | 0                                    | breaks STATUS-HONEST
    `],
    ['also when the lower one was refused before', `
    attach                              | viommuAlloc, mmapPage0               |
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered |
    write  CMDQ_ALLOC_MAP_1 = 3         |                                      |
    write8 VCMDQ1_BASE_L = 0x40100008   |                                      |
    write  VCMDQ1_PROD_INDX = 4         |                                      |
    write  VCMDQ1_CONFIG = 1            |                                      | silent LIVE
    write  VCMDQ0_CONFIG = 1            | hwQueueAlloc 0 0x40000000 0x1000, store 0 CONFIG = 1, hwQueueAlloc 1 0x40100000 0x1000, store 1 PROD_INDX = 4, store 1 CONFIG = 1 | holds HOST-RETRY LIVE
                                        | hwQueueAlloc 0 0x40000000 0x1000, store 0 CONFIG = 1 | breaks HOST-RETRY LIVE
    `],
  ],
  'HOST-PAGE': [
    ['one mapping, used while it is there', `
    write  VINTF0_CONFIG = 1            |                                      | silent HOST-PAGE
                                        | store 0 PROD_INDX = 1                | breaks HOST-PAGE
    read   VCMDQ0_PROD_INDX             | 0                                    |
                                        | 0, load 0 PROD_INDX                  | breaks HOST-PAGE
    attach                              | viommuAlloc, mmapPage0               | holds HOST-PAGE
                                        | viommuAlloc, mmapPage0, mmapPage0    | breaks HOST-PAGE
                                        | viommuAlloc, guestMap ENXIO          | breaks HOST-PAGE
    detach                              | munmapPage0, viommuDestroy           | holds HOST-PAGE
                                        | viommuDestroy EBUSY, munmapPage0     | breaks HOST-PAGE HOST-LEGAL
    `],
  ],
  'HOST-GUEST-WINDOW': [
    ['a store after guestMap is a restore that comes too late, unless it carries the guest\'s own write', `${BUSY}
    write  VCMDQ0_PROD_INDX = 5         | guestMap, store 0 PROD_INDX = 5      | holds HOST-GUEST-WINDOW
                                        | guestMap, store 0 CONS_INDX = 5      | breaks HOST-GUEST-WINDOW RING
    read   VCMDQ0_PROD_INDX             | 5, guestMap, store 0 PROD_INDX = 5   | holds HOST-GUEST-WINDOW
                                        | 5, guestUnmap, guestMap, store 0 PROD_INDX = 5 | breaks HOST-GUEST-WINDOW
    deliver                             | guestUnmap, guestMap, store 0 PROD_INDX = 5 | breaks HOST-GUEST-WINDOW
    write  VCMDQ0_BASE_H = 0            | guestUnmap, guestMap, store 0 PROD_INDX = 5 | breaks HOST-GUEST-WINDOW IDEMPOTENT
    `],
    ['in while mapped and backed agree slot by slot, out when they do not', `
    attach                              | viommuAlloc, mmapPage0               | silent HOST-GUEST-WINDOW
    ${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000, guestMap | holds HOST-GUEST-WINDOW
                                        | hwQueueAlloc 0 0x40000000 0x1000     | holds HOST-GUEST-WINDOW
                                        | guestMap, hwQueueAlloc 0 0x40000000 0x1000 | breaks HOST-GUEST-WINDOW
    # The guest writes to the window without the device.
    write  LVCMDQ0_PROD_INDX = 4        |                                      | holds HOST-GUEST-WINDOW
    read   VCMDQ0_PROD_INDX             | 4                                    | holds ALIAS
    # Slot 1 is now mapped, and not backed.
    write  CMDQ_ALLOC_MAP_1 = 3         | guestUnmap                           | silent HOST-GUEST-WINDOW
                                        |                                      | breaks HOST-GUEST-WINDOW
    write8 VCMDQ1_BASE_L = 0x40100008   | hwQueueAlloc 1 0x40100000 0x1000, guestMap | holds HOST-GUEST-WINDOW
    write  CMDQ_ALLOC_MAP_1 = 0         | guestUnmap, hwQueueDestroy 1, guestMap | holds HOST-GUEST-WINDOW
                                        | hwQueueDestroy 1                     | breaks HOST-GUEST-WINDOW
    `],
    ['guestMap follows the last restore', `${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    attach                              | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000, store 0 PROD_INDX = 4, guestMap | holds HOST-GUEST-WINDOW
                                        | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000, guestMap, store 0 PROD_INDX = 4 | breaks HOST-GUEST-WINDOW
    `],
  ],
  'HOST-LEAK': [
    ['what the guest stored through the window counts: a queue that it disabled there may be kept, an enabled one must be stopped', `${BUSY}
    deliver                             | guestMap                             |
    write  LVCMDQ0_PROD_INDX = 0        |                                      |
    write  LVCMDQ0_CONFIG = 0           |                                      |
    write  VCMDQ0_CONS_INDX = 1         |                                      |
    write  CMDQ_ALLOC_MAP_0 = 0         | guestUnmap, hwQueueDestroy 0 EINVAL ordered | holds HOST-LEAK
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
    deliver                             | guestMap                             |
    write  LVCMDQ0_CONFIG = 1           |                                      |
    write  CMDQ_ALLOC_MAP_0 = 0         | guestUnmap, hwQueueDestroy 0 EINVAL ordered | breaks HOST-LEAK
                                        | guestUnmap, store 0 CONFIG = 0, hwQueueDestroy 0 EINVAL ordered | holds HOST-LEAK
    `],
    ['what the host refused to release is asked for again by whoever comes next', `${BUSY}
    write  CMDQ_ALLOC_MAP_0 = 0         | store 0 CONFIG = 0, hwQueueDestroy 0 EINVAL ordered | holds HOST-LEAK
    detach                              | hwQueueDestroy 0 EINVAL ordered      | holds HOST-LEAK
                                        |                                      | breaks HOST-LEAK
                                        | hwQueueDestroy 1 EINVAL ordered      | breaks HOST-LEAK
    detach                              |                                      |
    attach                              | hwQueueDestroy 0                     | holds HOST-LEAK
                                        |                                      | breaks HOST-LEAK
    detach                              | munmapPage0 EINVAL ordered           | holds HOST-LEAK
    reset                               | munmapPage0                          | holds HOST-LEAK
                                        |                                      | breaks HOST-LEAK
    `],
    ['after detach nothing is left', `${BUSY}
    detach                              | store 0 CONFIG = 0, hwQueueDestroy 0, munmapPage0, viommuDestroy | holds HOST-LEAK
                                        | hwQueueDestroy 0                     | breaks HOST-LEAK
                                        | munmapPage0                          | breaks HOST-LEAK
    write  VCMDQ0_PROD_INDX = 5         |                                      | silent HOST-LEAK
    `],
    ['a hardware queue serves a mapped VCMDQ with a BASE, or goes', `${BACKED}
    write  CMDQ_ALLOC_MAP_0 = 0         | hwQueueDestroy 0                     |
                                        |                                      | breaks HOST-LEAK
    write  CMDQ_ALLOC_MAP_0 = 1         | hwQueueAlloc 0 0x40000000 0x1000     | holds HOST-LEAK
    write8 VCMDQ0_BASE_L = 0            | hwQueueDestroy 0                     |
                                        |                                      | breaks HOST-LEAK
    `],
    ['a refused release is excused while the slot is disabled, and asked again', `${IDLE}
    detach                              | store 0 CONFIG = 0, hwQueueDestroy 0 ENOMEM ordered | holds HOST-LEAK
                                        | hwQueueDestroy 0 ENOMEM ordered      | breaks HOST-LEAK
    write  VCMDQ1_PROD_INDX = 1         |                                      | holds HOST-LEAK
    reset                               | hwQueueDestroy 0, munmapPage0, viommuDestroy | holds HOST-LEAK
                                        | hwQueueDestroy 0 ENOMEM ordered      | holds HOST-LEAK
                                        |                                      | breaks HOST-LEAK
    `],
    ['with everything that must be released after it', `${BOTH}
    detach                              | store 1 CONFIG = 0, store 0 CONFIG = 0, hwQueueDestroy 1 ENOMEM ordered | holds HOST-LEAK
    # Granted at last, the rest of the teardown follows.
    reset                               | hwQueueDestroy 1, hwQueueDestroy 0, munmapPage0, viommuDestroy | holds HOST-LEAK
                                        | hwQueueDestroy 1                     | breaks HOST-LEAK RESET
    `],
    ['a mapping from before the first attach is not what a detach left', `
    detach                              |                                      | silent HOST-LEAK
    attach                              | viommuAlloc, mmapPage0               |
    detach                              | munmapPage0                          | holds HOST-LEAK
                                        |                                      | breaks HOST-LEAK
    `],
    ['the mapping behind a queue that the host keeps is not asked for', `${BACKED}
    detach                              | hwQueueDestroy 0, munmapPage0 ENOMEM ordered | holds HOST-LEAK
    attach                              | munmapPage0 ENOMEM ordered, hwQueueAlloc 0 0x40000000 0x1000, store 0 CONFIG = 0 | holds HOST-LEAK
    detach                              | hwQueueDestroy 0 ENOMEM ordered      | holds HOST-LEAK
    attach                              | hwQueueDestroy 0 ENOMEM ordered      | holds HOST-LEAK
    `],
    ['a refused munmapPage0 is asked at the detach, whatever was refused before it', `${BACKED}
    # A device may unmap while VINTF ENABLE is 0, and keeps what the host does not let go.
    write  VINTF0_CONFIG = 0            | hwQueueDestroy 0, munmapPage0 ENOMEM ordered |
    detach                              | munmapPage0                          | holds HOST-LEAK
                                        |                                      | breaks HOST-LEAK
    `],
    ['once the queue that stood before it is gone the mapping follows', `${BACKED}
    detach                              | store 0 CONFIG = 0, hwQueueDestroy 0 ENOMEM ordered | holds HOST-LEAK
    reset                               | hwQueueDestroy 0, munmapPage0        | holds HOST-LEAK
                                        | hwQueueDestroy 0                     | breaks HOST-LEAK
    `],
    ['a refused munmapPage0 likewise', `${BACKED}
    detach                              | hwQueueDestroy 0, munmapPage0 ENOMEM ordered | holds HOST-LEAK
    # The device is not told of a detach while detached.
    detach                              |                                      | silent HOST-LEAK
    attach                              | munmapPage0, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000 | holds HOST-LEAK
                                        | hwQueueAlloc 0 0x40000000 0x1000     | breaks HOST-LEAK
    `],
  ],
}
