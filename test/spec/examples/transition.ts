/** From register cache to hardware page and back: the guest must not be able to tell. */
import type { Chapter } from '../table.js'
import { BACKED, BUSY, MAPPED } from './given.js'

type Ids = 'TRANSPARENT' | 'HALF-BASE' | 'ENABLES-KEEP' | 'IDEMPOTENT' | 'NO-FALSE-ERROR' | 'BASE-LIVE'

export const TRANSITION: Chapter<Ids> = {
  TRANSPARENT: [
    ['what was programmed before the queue was backed survives it', `${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    write  VCMDQ0_CONS_INDX = 1         |                                      |
    write  VCMDQ0_PROD_INDX = 5         |                                      |
    read   LVCMDQ0_PROD_INDX            | 5                                    | silent TRANSPARENT
    attach                              | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000, store 0 CONS_INDX = 1, store 0 PROD_INDX = 5 |
    read   LVCMDQ0_PROD_INDX            | 5                                    | holds TRANSPARENT
                                        | 0                                    | breaks TRANSPARENT ALIAS
    read   VCMDQ0_BASE_L                | 0x40000008                           | holds TRANSPARENT
                                        | 0                                    | breaks TRANSPARENT SIZE-64 DIRECT-EN
    `],
    ['nor is what provoked the allocation lost in it', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    # This device asks for the hardware queue when it must: at the write that enables the queue.
    write  VCMDQ0_CONFIG = 1            | hwQueueAlloc 0 0x40000000 0x1000, store 0 CONFIG = 1 |
    read   VCMDQ0_CONFIG                | 1                                    | holds TRANSPARENT
                                        | 0                                    | breaks TRANSPARENT DIRECT-EN
    `],
    ['an allocation may invert GERROR and GERRORN in the same bits, but not one of them', `${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    read   VCMDQ0_GERROR                | 0                                    | silent TRANSPARENT
                                        | 1                                    | breaks RESET
    attach                              | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000 |
    # The previous owner of the slot left its toggles: either parity is fine at first sight …
    read   VCMDQ0_GERROR                | 3                                    | silent TRANSPARENT
                                        | 0                                    | silent TRANSPARENT
    # … and fixes the other word, since no error is active.
    read   LVCMDQ0_GERRORN              | 3                                    | holds TRANSPARENT
                                        | 0                                    | breaks TRANSPARENT NO-FALSE-ERROR
    read   VCMDQ0_GERROR                | 3                                    | holds TRANSPARENT
                                        | 0                                    | breaks TRANSPARENT NO-FALSE-ERROR
    `],
    ['so may a release that the host grants only after a system reset', `${BACKED}
    reset                               | hwQueueDestroy 0 ENOMEM ordered      |
    read   VCMDQ0_GERROR                | 0                                    |
    attach                              | hwQueueDestroy 0                     |
    read   VCMDQ0_GERROR                | 3                                    | silent TRANSPARENT RESET
    read   VCMDQ0_GERRORN               | 3                                    | holds TRANSPARENT
                                        | 0                                    | breaks TRANSPARENT NO-FALSE-ERROR
    `],
  ],
  'HALF-BASE': [
    ['an unfinished address may be refused; the finished one leaves no error behind', `
    attach                              | viommuAlloc, mmapPage0               |
    write8 VCMDQ0_BASE_L = 0x100000009  |                                      |
    ${MAPPED}
    write  VCMDQ0_CONFIG = 1            |                                      |
    # Half of the new address and half of the old one name no memory. A device may ask, or see it and wait.
    write  VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x140000000 0x1000 ENOENT |
                                        |                                      |
    read   VCMDQ0_GERROR                | 4                                    | holds INIT-ERR
    write  VCMDQ0_BASE_H = 0            | hwQueueAlloc 0 0x40000000 0x1000, store 0 CONFIG = 1 |
    read   VCMDQ0_GERROR                | 4                                    |
                                        | 0                                    |
    read   VCMDQ0_GERRORN               | 4                                    | holds HALF-BASE INIT-ERR
                                        | 0                                    | breaks HALF-BASE INIT-ERR
    read8  VCMDQ0_BASE_L                | 0x40000008                           | holds HALF-BASE
                                        | 0x100000008                          | breaks HALF-BASE SIZE-64 TRANSPARENT DIRECT-EN
    `],
    ['also when the finished address is not asked about', `
    attach                              | viommuAlloc, mmapPage0               |
    write8 VCMDQ0_BASE_L = 0x100000008  |                                      |
    ${MAPPED}
    write  VCMDQ0_BASE_L = 0x10000008   | hwQueueAlloc 0 0x110000000 0x1000 ENOENT |
    write  VCMDQ0_BASE_H = 0            |                                      |
    read   VCMDQ0_GERROR                | 0                                    |
    read   VCMDQ0_GERRORN               | 0                                    | holds HALF-BASE
                                        | 4                                    | breaks HALF-BASE INIT-ERR
    `],
    ['one half written twice settles nothing: the other half may still withdraw the error', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write  VCMDQ0_BASE_L = 1            | hwQueueAlloc 0 0x0 0x20 ENOENT       |
    write  VINTF0_CONFIG = 0            |                                      |
    write  VCMDQ0_BASE_L = 0x40000008   |                                      |
    read   VCMDQ0_GERROR                | 4                                    |
    read   VCMDQ0_GERRORN               | 0                                    |
    write  VCMDQ0_BASE_H = 0            |                                      |
    # Whether it did or not: the bits beside CMDQ_INIT_ERR are owed, it is not.
    read   VCMDQ0_GERROR                | 0                                    | holds HALF-BASE
                                        | 4                                    | holds HALF-BASE
    `],
    ['a half written through a contested slot may have finished the address, or not', `
    attach                              | viommuAlloc, mmapPage0               |
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
    write  CMDQ_ALLOC_MAP_1 = 1         |                                      |
    write  VCMDQ1_BASE_L = 1            |                                      |
    write  LVCMDQ0_BASE_H = 0           |                                      |
    write  CMDQ_ALLOC_MAP_0 = 0         | hwQueueAlloc 0 0x0 0x20 ENOENT       |
    write  CMDQ_ALLOC_MAP_1 = 0         |                                      |
    write  VCMDQ1_BASE_H = 0            |                                      |
    read   VCMDQ1_GERROR                | 0                                    |
    read   VCMDQ1_GERRORN               | 0                                    | holds HALF-BASE
                                        | 4                                    | holds HALF-BASE
    `],
    ['nothing programmed before is lost', `
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    read   VCMDQ0_PROD_INDX             | 4                                    | silent HALF-BASE
    write  VCMDQ0_BASE_H = 1            |                                      |
    write  VCMDQ0_BASE_L = 0x40000008   |                                      |
    read   VCMDQ0_PROD_INDX             | 4                                    | holds HALF-BASE
                                        | 0                                    | breaks HALF-BASE P176-DIRECT DIRECT-EN
    `],
    ['one 64-bit write asks the host at most once', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000     | holds HALF-BASE
                                        |                                      | holds HALF-BASE
                                        | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered, hwQueueAlloc 0 0x40000000 0x1000 | breaks HALF-BASE
    `],
  ],
  'ENABLES-KEEP': [
    ['no enable resets a register: VINTF ENABLE 1→0→1', `
    write  VINTF0_CONFIG = 1            |                                      |
    write  VCMDQ0_PROD_INDX = 5         |                                      |
    write  VINTF0_CONFIG = 0            |                                      |
    read   VCMDQ0_PROD_INDX             | 5                                    | silent ENABLES-KEEP
    write  VINTF0_CONFIG = 1            |                                      |
    read   VCMDQ0_PROD_INDX             | 5                                    | holds ENABLES-KEEP
                                        | 0                                    | breaks ENABLES-KEEP P176-DIRECT DIRECT-EN
    `],
    ['CMDQ_EN 1→0→1, and CMDQV_EN', `${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    write  VCMDQ0_CONFIG = 1            |                                      |
    write  VCMDQ0_PROD_INDX = 5         |                                      |
    write  VCMDQ0_CONFIG = 0            |                                      |
    write  VCMDQ0_CONFIG = 1            |                                      |
    read   VCMDQ0_PROD_INDX             | 5                                    | holds ENABLES-KEEP
                                        | 0                                    | breaks ENABLES-KEEP DIRECT-EN
    write  CONFIG = 0x20082             |                                      |
    write  CONFIG = 0x20083             |                                      |
    read   VCMDQ0_BASE_L                | 0x40000008                           | holds ENABLES-KEEP
                                        | 0                                    | breaks ENABLES-KEEP SIZE-64 DIRECT-EN
    `],
  ],
  IDEMPOTENT: [
    ['8 bytes are what is held if both words are; half of them if that half is', `
    write8 VCMDQ0_CONS_INDX_BASE_DRAM_L = 0x100000020 |                        |
    write8 VCMDQ0_CONS_INDX_BASE_DRAM_L = 0x100000020 |                        | holds IDEMPOTENT
                                        | viommuAlloc                          | breaks IDEMPOTENT
    write  VCMDQ0_CONS_INDX_BASE_DRAM_L = 0x20 | viommuAlloc                   | breaks IDEMPOTENT
    write8 VCMDQ0_CONS_INDX_BASE_DRAM_L = 0x200000020 | viommuAlloc            | silent IDEMPOTENT
    write8 VCMDQ0_CONS_INDX_BASE_DRAM_L = 0x200000040 | viommuAlloc            | silent IDEMPOTENT
    `],
    ['writing what is held already asks nothing of the host and changes nothing', `${BUSY}
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      | holds IDEMPOTENT
                                        | hwQueueDestroy 0, hwQueueAlloc 0 0x40000000 0x1000, store 0 PROD_INDX = 4, store 0 CONFIG = 1 | breaks IDEMPOTENT
    write  VCMDQ0_PROD_INDX = 4         |                                      | holds IDEMPOTENT
    read   VCMDQ0_PROD_INDX             | 4                                    | holds IDEMPOTENT
                                        | 0                                    | breaks IDEMPOTENT DIRECT-EN
    write  VCMDQ0_PROD_INDX = 5         | store 0 PROD_INDX = 5                | silent IDEMPOTENT
    `],
    ['except to try again what the host refused', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered |
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000     | silent IDEMPOTENT
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      | holds IDEMPOTENT
    `],
  ],
  'NO-FALSE-ERROR': [
    ['an acknowledged error does not come back when the queue becomes unbacked', `${BUSY}
    fault 0 1                           | fault 0 1                            |
    deliver                             | event 1, interrupt                   |
    read   VCMDQ0_GERROR                | 1                                    |
    write  VCMDQ0_GERRORN = 1           | store 0 GERRORN = 1                  |
    read   VCMDQ0_GERRORN               | 1                                    | silent NO-FALSE-ERROR
    write  CMDQ_ALLOC_MAP_0 = 0         | store 0 CONFIG = 0, hwQueueDestroy 0 |
    # The release may invert both words.
    read   VCMDQ0_GERROR                | 1                                    |
                                        | 0                                    |
    read   VCMDQ0_GERRORN               | 1                                    | holds NO-FALSE-ERROR
                                        | 0                                    | breaks NO-FALSE-ERROR TRANSPARENT GERROR-TOGGLE DIRECT-EN
    `],
    ['and an active one does not vanish', `${BUSY}
    fault 0 1                           | fault 0 1                            |
    write  CMDQ_ALLOC_MAP_0 = 0         | store 0 CONFIG = 0, hwQueueDestroy 0 |
    read   VCMDQ0_GERROR                | 1                                    |
    read   VCMDQ0_GERRORN               | 0                                    | holds NO-FALSE-ERROR
                                        | 1                                    | breaks NO-FALSE-ERROR TRANSPARENT GERROR-TOGGLE
    `],
    ['nor for the hardware: a queue that becomes backed with an active error stalls', `${BUSY}
    fault 0 1                           | fault 0 1                            |
    consume 0 1                         |                                      | holds GERROR-TOGGLE  silent NO-FALSE-ERROR
    write  CMDQ_ALLOC_MAP_0 = 0         | store 0 CONFIG = 0, hwQueueDestroy 0 |
    write  CMDQ_ALLOC_MAP_0 = 1         | hwQueueAlloc 0 0x40000000 0x1000     |
    consume 0 1                         |                                      | holds NO-FALSE-ERROR  silent GERROR-TOGGLE
                                        | fetch 0 x1 at 4 0                    | breaks NO-FALSE-ERROR
    # What the guest itself makes active since then is the hardware's to keep.
    read   VCMDQ0_GERROR                | 0                                    |
    write  VCMDQ0_GERRORN = 2           | store 0 GERRORN = 2                  |
    consume 0 1                         |                                      | holds GERROR-TOGGLE  silent NO-FALSE-ERROR
                                        | fetch 0 x1 at 4 0                    | breaks GERROR-TOGGLE
    `],
    ['a difference in CMDQ_INIT_ERR that the guest made itself is unspecified afterwards', `${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    write  VCMDQ0_GERRORN = 4           |                                      |
    attach                              | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000 |
    read   VCMDQ0_GERROR                | 0                                    |
    read   VCMDQ0_GERRORN               | 4                                    |
                                        | 0                                    |
                                        | 1                                    | breaks NO-FALSE-ERROR TRANSPARENT GERROR-TOGGLE DIRECT-EN
    `],
  ],
  'BASE-LIVE': [
    ['a new BASE on an enabled, backed queue is taken or ignored as a whole; a read tells which', `${BUSY}
    read8  VCMDQ0_BASE_L                | 0x40000008                           | silent BASE-LIVE
    write8 VCMDQ0_BASE_L = 0x180000008  |                                      |
    read8  VCMDQ0_BASE_L                | 0x40000008                           | holds BASE-LIVE
                                        | 0x180000008                          | holds BASE-LIVE
                                        | 0x140000008                          | breaks BASE-LIVE SIZE-64 DIRECT-EN
                                        | 0x50000008                           | breaks BASE-LIVE SIZE-64 DIRECT-EN
    read8  VCMDQ0_BASE_L                | 0x40000008                           | holds BASE-LIVE
                                        | 0x180000008                          | breaks BASE-LIVE SIZE-64 DIRECT-EN
    `],
    ['a fetch tells it too, and so does an allocation', `${BUSY}
    write8 VCMDQ0_BASE_L = 0x40100008   |                                      |
    consume 0 1                         | fetch 0 x1 from 0x40000000           | holds RING LIVE
                                        | fetch 0 x1 from 0x40100000           | holds RING LIVE
                                        | fetch 0 x1 from 0x40200000           | breaks RING
    read   VCMDQ0_BASE_L                | 0x40000008                           | holds BASE-LIVE
                                        | 0x40100008                           | breaks BASE-LIVE SIZE-64 DIRECT-EN
    write8 VCMDQ0_BASE_L = 0x40100008   | store 0 CONFIG = 0, hwQueueDestroy 0, hwQueueAlloc 0 0x40100000 0x1000, store 0 PROD_INDX = 4, store 0 CONS_INDX = 1, store 0 CONFIG = 1 |
    read   VCMDQ0_BASE_L                | 0x40100008                           | holds BASE-LIVE
                                        | 0x40000008                           | breaks BASE-LIVE SIZE-64 TRANSPARENT DIRECT-EN
    `],
    ['while the queue is disabled a new BASE is simply taken', `${BACKED}
    write8 VCMDQ0_BASE_L = 0x40100008   | hwQueueDestroy 0, hwQueueAlloc 0 0x40100000 0x1000 |
    read   VCMDQ0_BASE_L                | 0x40100008                           | silent BASE-LIVE
                                        | 0x40000008                           | breaks SIZE-64 TRANSPARENT DIRECT-EN
    `],
  ],
}
