/** What the status bits, the error words and the error maps promise, when an interrupt is raised, and what a reset does. */
import type { Chapter } from '../table.js'
import { BACKED, BOTH, BUSY, IDLE, MAPPED } from './given.js'

type Ids = 'STATUS-HONEST' | 'VINTF-STATUS' | 'GERROR-TOGGLE' | 'INIT-ERR' | 'ERR-MAP' | 'IRQ' | 'RESET'

export const STATUS: Chapter<Ids> = {
  'STATUS-HONEST': [
    ['CMDQ_EN_OK is 1 when a hardware queue can run for it, and 0 when none can', `${MAPPED}
    read   VCMDQ0_STATUS                | 0                                    | holds STATUS-HONEST
                                        | 1                                    | breaks STATUS-HONEST
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    write  VCMDQ0_CONFIG = 1            |                                      |
    # Enabled, and nothing is attached: a poll of EN_OK must not succeed.
    read   LVCMDQ0_STATUS               | 0                                    | holds STATUS-HONEST
                                        | 1                                    | breaks STATUS-HONEST
    attach                              | viommuAlloc, mmapPage0, hwQueueAlloc 0 0x40000000 0x1000, store 0 CONFIG = 1 |
    read   LVCMDQ0_STATUS               | 1                                    | holds STATUS-HONEST
                                        | 0                                    | breaks STATUS-HONEST
    # An error stalls the queue and does not clear the bit.
    fault 0 1                           | fault 0 1                            |
    read   VCMDQ0_STATUS                | 1                                    | holds STATUS-HONEST
                                        | 0                                    | breaks STATUS-HONEST
    write  VCMDQ0_CONFIG = 0            | store 0 CONFIG = 0                   |
    read   VCMDQ0_STATUS                | 0                                    | holds STATUS-HONEST
    `],
    ['unmapped and enabled: any value at each read', `
    write  VCMDQ0_CONFIG = 1            |                                      |
    read   VCMDQ0_STATUS                | 1                                    | silent STATUS-HONEST
    read   VCMDQ0_STATUS                | 0                                    | silent STATUS-HONEST
    `],
    ['refused: there is nothing that could run', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered |
    write  VCMDQ0_CONFIG = 1            | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered |
    read   VCMDQ0_STATUS                | 0                                    | holds STATUS-HONEST
                                        | 1                                    | breaks STATUS-HONEST
    `],
  ],
  'VINTF-STATUS': [
    ['CMDQV_ENABLED follows CMDQV_EN', `
    read   STATUS                       | 1                                    | holds VINTF-STATUS RESET
    write  CONFIG = 0x20082             |                                      |
    read   STATUS                       | 0                                    | holds VINTF-STATUS
                                        | 1                                    | breaks VINTF-STATUS
    `],
    ['a refused release is no excuse for ENABLE_OK', `${BACKED}
    write  CMDQ_ALLOC_MAP_0 = 0         | hwQueueDestroy 0 EINVAL ordered      |
    read   VINTF0_STATUS                | 1                                    | holds VINTF-STATUS
                                        | 0                                    | breaks VINTF-STATUS
    `],
    ['ENABLE_OK follows ENABLE once something is attached and nothing refused', `
    write  VINTF0_CONFIG = 1            |                                      |
    read   VINTF0_STATUS                | 0                                    | silent VINTF-STATUS
                                        | 1                                    | silent VINTF-STATUS
    attach                              | viommuAlloc, mmapPage0 ENOMEM ordered |
    read   VINTF0_STATUS                | 0                                    | silent VINTF-STATUS
    write  VINTF0_CONFIG = 1            | mmapPage0                            |
    read   VINTF0_STATUS                | 1                                    | holds VINTF-STATUS
                                        | 0                                    | breaks VINTF-STATUS
    # STATUS[3:1] and VI_NUM_LVCMDQ are unspecified.
                                        | 0x2000f                              | holds VINTF-STATUS
    write  VINTF0_CONFIG = 0            |                                      |
    read   VINTF0_STATUS                | 0                                    | holds VINTF-STATUS
                                        | 1                                    | breaks VINTF-STATUS
    `],
  ],
  'GERROR-TOGGLE': [
    ['an error toggles its bit and stalls the queue until GERRORN is made equal; the next one toggles again', `${BUSY}
    read   VCMDQ0_GERROR                | 0                                    | silent GERROR-TOGGLE
    read   VCMDQ0_GERRORN               | 0                                    |
    consume 0 1                         | fetch 0 x1                           | silent GERROR-TOGGLE
    fault 0 1                           | fault 0 1                            |
    read   VCMDQ0_GERROR                | 1                                    | holds GERROR-TOGGLE
                                        | 0                                    | breaks GERROR-TOGGLE TRANSPARENT NO-FALSE-ERROR
    # CONS holds the error code and the index of the command.
    read   LVCMDQ0_CONS_INDX            | 0x1000001                            | holds GERROR-TOGGLE
                                        | 1                                    | breaks GERROR-TOGGLE
    consume 0 1                         |                                      | holds GERROR-TOGGLE  silent LIVE
                                        | fetch 0 x1                           | breaks GERROR-TOGGLE
    write  VCMDQ0_GERRORN = 1           | store 0 GERRORN = 1                  |
    consume 0 1                         | fetch 0 x1                           | holds LIVE  silent GERROR-TOGGLE
    fault 0 2                           | fault 0 2                            |
    read   LVCMDQ0_GERROR               | 0                                    | holds GERROR-TOGGLE
                                        | 1                                    | breaks GERROR-TOGGLE ALIAS
    `],
    ['GERRORN that differs stalls the queue, whoever made it differ', `${BUSY}
    read   VCMDQ0_GERROR                | 0                                    |
    write  VCMDQ0_GERRORN = 2           | store 0 GERRORN = 2                  |
    consume 0 1                         |                                      | holds GERROR-TOGGLE
                                        | fetch 0 x1                           | breaks GERROR-TOGGLE
    `],
  ],
  'INIT-ERR': [
    ['a success ends what a refusal raised, even if the guest wrote the same words again; what it made differ itself is open', `${MAPPED}
    attach                              | viommuAlloc, mmapPage0               |
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered |
    write  VCMDQ0_GERRORN = 0           |                                      |
    read   CMDQ_ERR_MAP_0               | 1                                    | holds ERR-MAP
    write  VCMDQ0_CONFIG = 1            | hwQueueAlloc 0 0x40000000 0x1000, store 0 CONFIG = 1 |
    read   CMDQ_ERR_MAP_0               | 0                                    | holds ERR-MAP
                                        | 1                                    | breaks ERR-MAP
    write  VCMDQ0_CONFIG = 0            | store 0 CONFIG = 0                   |
    write8 VCMDQ0_BASE_L = 0x40100008   | hwQueueDestroy 0, hwQueueAlloc 0 0x40100000 0x1000 ENOMEM ordered |
    write  VCMDQ0_GERRORN = 0           |                                      |
    read   VCMDQ0_GERROR                | 4                                    |
    write  VCMDQ0_GERRORN = 4           |                                      |
    write  VCMDQ0_GERRORN = 0           |                                      |
    write  VCMDQ0_CONFIG = 1            | hwQueueAlloc 0 0x40100000 0x1000, store 0 CONFIG = 1 |
    read   CMDQ_ERR_MAP_0               | 0                                    | holds ERR-MAP
                                        | 1                                    | holds ERR-MAP
                                        | 2                                    | breaks ERR-MAP
    `],
    ['a refused allocation is an active CMDQ_INIT_ERR, through every aperture; the next granted one clears it', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    read   VCMDQ0_GERROR                | 0                                    | silent INIT-ERR
    write8 VCMDQ0_BASE_L = 0x10000008   | hwQueueAlloc 0 0x10000000 0x1000 ENOENT |
    read   VCMDQ0_GERROR                | 4                                    | holds INIT-ERR
                                        | 0                                    | breaks INIT-ERR
    read   LVCMDQ0_GERROR               | 4                                    | holds INIT-ERR
                                        | 0                                    | breaks INIT-ERR
    # Refused again: it was active already, so it does not toggle back.
    write8 VCMDQ0_BASE_L = 0x20000008   | hwQueueAlloc 0 0x20000000 0x1000 ENOENT |
    read   VCMDQ0_GERROR                | 4                                    | holds INIT-ERR
                                        | 0                                    | breaks INIT-ERR
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000     |
    read   VCMDQ0_GERROR                | 4                                    | silent INIT-ERR
                                        | 0                                    | silent INIT-ERR
    read   VCMDQ0_GERRORN               | 4                                    | holds INIT-ERR
                                        | 0                                    | breaks INIT-ERR
    `],
    ['a device that does not ask owes none', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write8 VCMDQ0_BASE_L = 0x10000008   |                                      |
    read   VCMDQ0_GERROR                | 0                                    | silent INIT-ERR
                                        | 4                                    | breaks RESET
    `],
  ],
  'ERR-MAP': [
    ['the maps show the queues with active errors: physical, logical, and any', `${BOTH}
    fault 1 1                           | fault 1 1                            |
    # Until the event is delivered either answer is allowed, for the queue that has the fault.
    read   CMDQ_ERR_MAP_0               | 0                                    | holds ERR-MAP
                                        | 2                                    | holds ERR-MAP
                                        | 1                                    | breaks ERR-MAP
    deliver                             | event 2, interrupt                   |
    read   CMDQ_ERR_MAP_0               | 2                                    | holds ERR-MAP
                                        | 0                                    | breaks ERR-MAP
                                        | 3                                    | breaks ERR-MAP
    read   VINTF0_LVCMDQ_ERR_MAP_0      | 2                                    | holds ERR-MAP
                                        | 0                                    | breaks ERR-MAP
    read   VI_ERR_MAP_0                 | 1                                    | holds ERR-MAP
                                        | 0                                    | breaks ERR-MAP
    fault 0 1                           | fault 0 1                            |
    deliver                             | event 3, interrupt                   |
    read   CMDQ_ERR_MAP_0               | 3                                    | holds ERR-MAP
                                        | 1                                    | breaks ERR-MAP
    read   VCMDQ1_GERROR                | 1                                    | silent ERR-MAP
    write  VCMDQ1_GERRORN = 1           | store 1 GERRORN = 1                  |
    read   CMDQ_ERR_MAP_0               | 1                                    | holds ERR-MAP
                                        | 3                                    | breaks ERR-MAP
    `],
    ['physical and logical numbers differ, at the far end of 128', `
    attach                              | viommuAlloc, mmapPage0               |
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_127 = 1       |                                      |
    write8 VCMDQ127_BASE_L = 0x10000008 | hwQueueAlloc 0 0x10000000 0x1000 ENOENT |
    read   CMDQ_ERR_MAP_3               | 0x80000000                           | holds ERR-MAP
                                        | 0                                    | breaks ERR-MAP
    read   CMDQ_ERR_MAP_0               | 0                                    | holds ERR-MAP
                                        | 1                                    | breaks ERR-MAP
    read   VINTF0_LVCMDQ_ERR_MAP_0      | 1                                    | holds ERR-MAP
                                        | 0                                    | breaks ERR-MAP
    # Unmapped, its error is the VCMDQ's still, and no longer the VINTF's.
    write  CMDQ_ALLOC_MAP_127 = 0       |                                      |
    read   CMDQ_ERR_MAP_3               | 0x80000000                           | holds ERR-MAP
    read   VINTF0_LVCMDQ_ERR_MAP_0      | 0                                    | holds ERR-MAP
                                        | 1                                    | breaks ERR-MAP
    `, 128],
    ['a lost event is made up for by the next one', `${BOTH}
    fault 0 1                           | fault 0 1                            |
    lose                                |                                      |
    read   CMDQ_ERR_MAP_0               | 0                                    | holds ERR-MAP
    fault 1 1                           | fault 1 1                            |
    deliver                             | event 2 lost, interrupt              |
    read   CMDQ_ERR_MAP_0               | 3                                    | holds ERR-MAP
                                        | 2                                    | breaks ERR-MAP
    `],
    ['a reset ends the error, delivered or not', `${BUSY}
    fault 0 1                           | fault 0 1                            |
    reset                               | store 0 CONFIG = 0, hwQueueDestroy 0 |
    read   CMDQ_ERR_MAP_0               | 0                                    | holds ERR-MAP RESET
                                        | 1                                    | breaks ERR-MAP RESET
    `],
  ],
  IRQ: [
    ['a record with an active error of a mapped queue raises one edge', `${BUSY}
    fault 0 1                           | fault 0 1                            | silent IRQ
    deliver                             | event 1, interrupt                   | holds IRQ
                                        | event 1                              | breaks IRQ
                                        | event 1, interrupt, interrupt        | breaks IRQ
    `],
    ['a record has two maps: logical queues from 64 on stand in the second', `
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_0 = 129       |                                      |
    write  CMDQ_ALLOC_MAP_1 = 73        |                                      |
    write  CMDQ_ALLOC_MAP_2 = 7         |                                      |
    # VCMDQ 0 at slot 64, VCMDQ 1 at slot 36, VCMDQ 2 at slot 3, VCMDQ 3 nowhere: 0 and 3 have an error.
    write  VCMDQ0_GERRORN = 1           |                                      |
    write  VCMDQ3_GERRORN = 1           |                                      |
    deliver                             | event 0x10000000000000000, interrupt | holds IRQ
                                        | event 0x10000000000000000            | breaks IRQ
                                        | event 1                              | silent IRQ
                                        | event 0x1000000000, interrupt        | silent IRQ
    fault 64 1                          | fault 64 1                           |
    deliver                             | event 1                              |
    write  VCMDQ0_GERRORN = 0           |                                      |
    read   CMDQ_ERR_MAP_0               | 8                                    | holds ERR-MAP
                                        | 9                                    | holds ERR-MAP
    deliver                             | event 0x10000000000000000            |
    read   CMDQ_ERR_MAP_0               | 8                                    | holds ERR-MAP
                                        | 9                                    | breaks ERR-MAP
    `, 128],
    ['masked by VI_INT_MASK bit 0 it raises none', `${BUSY}
    write  VI_INT_MASK_0 = 1            |                                      |
    fault 0 1                           | fault 0 1                            |
    deliver                             | event 1                              | holds IRQ
                                        | event 1, interrupt                   | breaks IRQ
    # Unmasking with the error active: either.
    write  VI_INT_MASK_0 = 0            |                                      | silent IRQ
                                        | interrupt                            | silent IRQ
    `],
    ['a record that says nothing, or whose error was acknowledged meanwhile, owes none', `${BUSY}
    fault 0 1                           | fault 0 1                            |
    read   VCMDQ0_GERROR                | 1                                    |
    write  VCMDQ0_GERRORN = 1           | store 0 GERRORN = 1                  |
    deliver                             | event 0                              | silent IRQ
    `],
    ['interrupts for CMDQ_INIT_ERR are unspecified', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write8 VCMDQ0_BASE_L = 0x10000008   | hwQueueAlloc 0 0x10000000 0x1000 ENOENT | silent IRQ
                                        | hwQueueAlloc 0 0x10000000 0x1000 ENOENT, interrupt | silent IRQ
    `],
    ['also beside the edge of a record', `${BOTH}
    write8 VCMDQ1_BASE_L = 0x10000008   | hwQueueDestroy 1, hwQueueAlloc 1 0x10000000 0x1000 ENOENT |
    fault 0 1                           | fault 0 1                            |
    # A device may ask again at any moment.
    deliver                             | hwQueueAlloc 1 0x10000000 0x1000 ENOENT, event 1, interrupt, interrupt | holds IRQ
                                        | hwQueueAlloc 1 0x10000000 0x1000 ENOENT, event 1 | breaks IRQ
    `],
    ['an interrupt out of nowhere', `${IDLE}
    write  VCMDQ0_PROD_INDX = 4         | store 0 PROD_INDX = 4                | silent IRQ
                                        | store 0 PROD_INDX = 4, interrupt     | breaks IRQ
    `],
  ],
  RESET: [
    ['reset values: two VCMDQs', `
    read   CONFIG                       | 0x20083                              | holds RESET
    # Older trees have MAX_CLK_BATCH 0x40; nothing else is allowed, and what was seen stays.
                                        | 0x20403                              | holds RESET
                                        | 0x20483                              | breaks RESET
                                        | 0x20003                              | breaks RESET
    read   CONFIG                       | 0x20083                              | holds RESET
                                        | 0x20403                              | breaks RESET
    read   PARAM                        | 0x4011                               | holds RESET
                                        | 0x4001                               | breaks RESET
    read   STATUS                       | 1                                    | holds RESET
    read   VINTF0_SID_MATCH_15          | 0                                    | holds RESET
                                        | 1                                    | breaks RESET
    read8  VCMDQ1_BASE_L                | 0                                    | holds RESET
                                        | 0x40000008                           | breaks RESET
    read   gap 0x50                     | 0                                    | silent RESET
    `],
    ['PARAM follows the number of VCMDQs: one', `
    read   PARAM                        | 0x4001                               | holds RESET
                                        | 0x4011                               | breaks RESET
    `, 1],
    ['and 128', `
    read   PARAM                        | 0x4071                               | holds RESET
                                        | 0x4011                               | breaks RESET
    `, 128],
    ['a system reset forgets everything and releases the hardware', `${BACKED}
    write  VINTF0_SID_REPLACE_2 = 7     |                                      |
    write  VCMDQ0_PROD_INDX = 4         | store 0 PROD_INDX = 4                |
    read   VCMDQ0_PROD_INDX             | 4                                    | silent RESET
    reset                               | hwQueueDestroy 0                     | holds RESET
                                        |                                      | breaks RESET HOST-LEAK
                                        | hwQueueDestroy 0 ENOMEM ordered      | holds RESET HOST-LEAK
    read   VINTF0_SID_REPLACE_2         | 0                                    | holds RESET
                                        | 7                                    | breaks RESET
    read   VCMDQ0_PROD_INDX             | 0                                    | holds RESET
                                        | 4                                    | breaks RESET
    read   LVCMDQ0_PROD_INDX            | 0                                    | holds P172-ZERO
    `],
  ],
}
