/** When the hardware runs a queue, and from where. */
import type { Chapter } from '../table.js'
import { BACKED, BOTH, BUSY, MAPPED } from './given.js'

type Ids = 'LIVE' | 'DISABLED-STOPS' | 'RING'

export const EXECUTION: Chapter<Ids> = {
  LIVE: [
    ['a queue with all it needs runs, in whatever order it was set up: here attach comes last', `${MAPPED}
    write  VCMDQ0_CONFIG = 1            |                                      |
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      | silent LIVE
    attach                              | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000, store 0 PROD_INDX = 4, store 0 CONFIG = 1 | holds LIVE
                                        | viommuAlloc, mmapPage0               | breaks LIVE
                                        |                                      | breaks LIVE
    consume 0 3                         | fetch 0 x3                           | holds LIVE
                                        | fetch 0 x1                           | breaks LIVE
                                        |                                      | breaks LIVE
    read   LVCMDQ0_CONS_INDX            | 3                                    | holds LIVE
                                        | 0                                    | breaks LIVE
    consume 0 3                         | fetch 0 x1                           | holds LIVE
    # PROD and CONS agree: nothing more is owed.
    consume 0 3                         |                                      | silent LIVE
    `],
    ['PROD and CONS agree on index and wrap bits alone; a full ring is not an empty one', `${BACKED}
    # 256 commands: bits 7:0 are the index, bit 8 the wrap bit, bit 9 nothing.
    write  VCMDQ0_PROD_INDX = 0x200     | store 0 PROD_INDX = 0x200            |
    write  VCMDQ0_CONFIG = 1            | store 0 CONFIG = 1                   | silent LIVE
    write  VCMDQ0_PROD_INDX = 0x100     | store 0 PROD_INDX = 0x100            | holds LIVE
    consume 0 999                       | fetch 0 x256                         | holds LIVE
                                        | fetch 0 x0                           | breaks LIVE
    `],
    ['no running without a usable BASE: JUNK is no memory, 0x40000010 is not aligned to its ring', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write  VCMDQ0_CONFIG = 1            |                                      |
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    write8 VCMDQ0_BASE_L = 0x10000008   |                                      | silent LIVE
    write8 VCMDQ0_BASE_L = 0x40000028   |                                      | silent LIVE
    # LOG2SIZE 0 is a ring of one command, too small; 19 is the largest: 8 MiB.
    write8 VCMDQ0_BASE_L = 0x40000000   |                                      | silent LIVE
    write8 VCMDQ0_BASE_L = 0x40000014   |                                      | silent LIVE
    # The last 8 MiB are contiguous only within 4 KiB: a ring of 4 KiB fits, one of 8 KiB does not.
    write8 VCMDQ0_BASE_L = 0xbf800009   |                                      | silent LIVE
    write8 VCMDQ0_BASE_L = 0xbf800008   | hwQueueAlloc 0 0xbf800000 0x1000, store 0 PROD_INDX = 4, store 0 CONFIG = 1 | holds LIVE
                                        |                                      | breaks LIVE
    `],
    ['the largest and the smallest ring, and those at the ends of memory and of its pieces', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write  VCMDQ0_CONFIG = 1            |                                      |
    write  VCMDQ0_PROD_INDX = 5         |                                      |
    # One command is too few.
    write8 VCMDQ0_BASE_L = 0x40000000   |                                      | silent LIVE
    # The smallest ring ends with its second command; the wrap bit is bit 1.
    write8 VCMDQ0_BASE_L = 0x40000001   |                                      | breaks LIVE
    write  VCMDQ0_PROD_INDX = 4         |                                      | silent LIVE
    write  VCMDQ0_PROD_INDX = 2         |                                      | breaks LIVE
    # 8 MiB, the last ones that are contiguous, and the last 4 KiB.
    write8 VCMDQ0_BASE_L = 0xbf000013   |                                      | breaks LIVE
    write8 VCMDQ0_BASE_L = 0xbffff008   |                                      | breaks LIVE
    write8 VCMDQ0_BASE_L = 0xc0000008   |                                      | silent LIVE
    write8 VCMDQ0_BASE_L = 0x3ffff008   |                                      | silent LIVE
    write8 VCMDQ0_BASE_L = 0x140000008  |                                      | silent LIVE
    `],
    ['a refused allocation stands until the guest writes what it depends on; then it is asked again', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    write  VCMDQ0_CONFIG = 1            |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered | silent LIVE
                                        |                                      | breaks LIVE
    # PROD is not among it; asking nevertheless is allowed.
    write  VCMDQ0_PROD_INDX = 5         |                                      | silent LIVE
                                        | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered | silent LIVE
    # 1 to CMDQ_EN is. The refusal's own CMDQ_INIT_ERR does not excuse the device.
    write  VCMDQ0_CONFIG = 1            | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered | silent LIVE
                                        |                                      | breaks LIVE
    write  CMDQ_ALLOC_MAP_0 = 1         | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered | silent LIVE
                                        |                                      | breaks LIVE
    write  CONFIG = 1                   | hwQueueAlloc 0 0x40000000 0x1000, store 0 PROD_INDX = 5, store 0 CONFIG = 1 | holds LIVE
                                        |                                      | breaks LIVE
    `],
    ['no other write ends a refusal: of another register, of another queue, or an enable of it alone if the page was refused', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    write  VCMDQ0_CONFIG = 1            |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered |
    write8 VCMDQ0_CONS_INDX_BASE_DRAM_L = 0x20 |                               | silent LIVE
    write  LVCMDQ0_CONS_INDX_BASE_DRAM_H = 1 |                                 | silent LIVE
    write  VI_INT_MASK_0 = 1            |                                      | silent LIVE
    write  VINTF0_SID_MATCH_0 = 1       |                                      | silent LIVE
    write  CMDQ_ALLOC_MAP_1 = 2         |                                      | silent LIVE
    write8 VCMDQ1_BASE_L = 0x40100008   |                                      | silent LIVE
    write  VCMDQ1_CONFIG = 1            |                                      | silent LIVE
    write  LVCMDQ1_BASE_H = 0           |                                      | silent LIVE
    # An 8-byte write to 32-bit registers may not have arrived.
    write8 VCMDQ0_CONFIG = 1            |                                      | silent LIVE
    write  LVCMDQ0_BASE_H = 0           |                                      | breaks LIVE
    `],
    ['an enable of one queue asks again for that queue, and not for the page', `${MAPPED}
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    attach                              | viommuAlloc, mmapPage0 ENOMEM ordered |
    write  VCMDQ0_CONFIG = 1            |                                      | silent LIVE
    write  LVCMDQ0_CONFIG = 1           |                                      | silent LIVE
    write  CMDQ_ALLOC_MAP_1 = 0         |                                      | breaks LIVE
    `],
    ['a refused vIOMMU or page excuses every queue until a write of any BASE or ALLOC entry, or of an enable', `${MAPPED}
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    write  VCMDQ0_CONFIG = 1            |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    attach                              | viommuAlloc ENOSPC ordered           | silent LIVE
    write  VCMDQ0_PROD_INDX = 5         |                                      | silent LIVE
    write  VINTF0_CONFIG = 1            | viommuAlloc, mmapPage0 ENOMEM ordered | silent LIVE
                                        |                                      | breaks LIVE
    write8 VCMDQ1_BASE_L = 0x40100008   | mmapPage0, hwQueueAlloc 0 0x40000000 0x1000, store 0 PROD_INDX = 5, store 0 CONFIG = 1 | holds LIVE
                                        |                                      | breaks LIVE
    `],
    ['a refusal that the device brought upon itself excuses nothing: a page without a vIOMMU, a queue without one, another ring than the guest\'s', `${MAPPED}
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    write  VCMDQ0_CONFIG = 1            |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    attach                              | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered | silent LIVE
                                        | viommuAlloc, mmapPage0, hwQueueAlloc 0 0xbf800000 0x2000 EINVAL | breaks LIVE
                                        | viommuAlloc, mmapPage0 ENOMEM ordered | silent LIVE
                                        | mmapPage0 ENXIO                      | breaks LIVE
                                        | hwQueueAlloc 0 0x40000000 0x1000 ENODEV | breaks LIVE
                                        | viommuAlloc, mmapPage0, viommuAlloc EEXIST | breaks LIVE HOST-LEGAL
    `],
    ['nor does asking for a queue that is there, or giving back one below another', `${BOTH}
    write  VCMDQ1_PROD_INDX = 4         | store 1 PROD_INDX = 4                | holds LIVE
    write  VINTF0_CONFIG = 1            | hwQueueDestroy 1                     | breaks LIVE IDEMPOTENT
                                        | hwQueueDestroy 0 EBUSY, hwQueueDestroy 1 | breaks LIVE IDEMPOTENT HOST-ORDER HOST-LEGAL
                                        | hwQueueAlloc 0 0x40000000 0x1000 EEXIST, hwQueueDestroy 1 | breaks LIVE IDEMPOTENT HOST-LEGAL
                                        | hwQueueDestroy 1, hwQueueAlloc 1 0x40100000 0x1000 ENOMEM ordered | breaks IDEMPOTENT
    `],
    ['a queue is owed nothing while a lower one is missing', `
    attach                              | viommuAlloc, mmapPage0               |
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_1 = 3         |                                      |
    write8 VCMDQ1_BASE_L = 0x40100008   |                                      |
    write  VCMDQ1_PROD_INDX = 4         |                                      |
    write  VCMDQ1_CONFIG = 1            |                                      | silent LIVE
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      | silent LIVE
    # Enables and errors of the lower queue do not matter, only its mapping and its BASE.
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000, hwQueueAlloc 1 0x40100000 0x1000, store 1 PROD_INDX = 4, store 1 CONFIG = 1 | holds LIVE
                                        |                                      | breaks LIVE
    `],
  ],
  'DISABLED-STOPS': [
    ['CMDQ_EN=0 stops the queue', `${BUSY}
    consume 0 1                         | fetch 0 x1                           | silent DISABLED-STOPS
    write  VCMDQ0_CONFIG = 0            | store 0 CONFIG = 0                   |
    consume 0 1                         |                                      | holds DISABLED-STOPS
                                        | fetch 0 x1                           | breaks DISABLED-STOPS
    `],
    ['so do CMDQV_EN=0, and VINTF ENABLE=0, which also unmaps it', `${BUSY}
    write  CONFIG = 0                   | store 0 CONFIG = 0                   |
    consume 0 1                         |                                      | holds DISABLED-STOPS
                                        | fetch 0 x1                           | breaks DISABLED-STOPS
    write  CONFIG = 1                   | store 0 CONFIG = 1                   |
    write  VINTF0_CONFIG = 0            | store 0 CONFIG = 0, hwQueueDestroy 0 |
    consume 0 1                         |                                      | holds DISABLED-STOPS P176-ALLOC
                                        | fetch 0 x1 at 4 0                    | breaks DISABLED-STOPS P176-ALLOC
    `],
  ],
  RING: [
    ['a fetch comes from the ring of the guest\'s BASE, at its PROD and CONS', `${BUSY}
    consume 0 2                         | fetch 0 x2                           | holds RING
                                        | fetch 0 x2 from 0x50000000           | breaks RING
                                        | fetch 0 x2 at 9 2                    | breaks RING
    consume 0 0                         |                                      | silent RING
    `],
    ['a dirty slot is stopped before anything else is stored to it', `${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    write  VCMDQ0_CONFIG = 1            |                                      |
    # Kernels before 6.18.9 leave PROD, CONS and CONFIG of the previous owner: here 9, 2 and enabled.
    attach                              | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000 dirty 9 2 1, store 0 CONFIG = 0, store 0 CONS_INDX = 0, store 0 PROD_INDX = 4, store 0 CONFIG = 1 | holds RING
                                        | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000 dirty 9 2 1, store 0 CONS_INDX = 0, store 0 PROD_INDX = 4 | breaks RING
                                        | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000, store 0 CONFIG = 1, store 0 PROD_INDX = 4 | breaks RING
    `],
    ['one queue\'s ring is not the other\'s', `${BOTH}
    write  VCMDQ1_PROD_INDX = 2         | store 1 PROD_INDX = 2                |
    consume 1 2                         | fetch 1 x2                           | holds RING
                                        | fetch 1 x2 from 0x40000000           | breaks RING
    `],
  ],
}
