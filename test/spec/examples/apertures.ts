/** Which VCMDQ an access reaches: the apertures and the mapping. */
import type { Chapter } from '../table.js'
import { BUSY, MAPPED } from './given.js'

type Ids =
  | 'P172-DROP' | 'P172-ZERO' | 'P176-DIRECT' | 'P176-ALLOC' | 'ALIAS' | 'ROUTE-LVCMDQ' | 'ISOLATION'
  | 'DIRECT-EN' | 'DIRECT-DISABLED'

export const APERTURES: Chapter<Ids> = {
  'P172-DROP': [
    ['nothing is mapped at the slot: a write to it leaves no trace', `
    write  VCMDQ0_PROD_INDX = 0x10      |                                      | silent P172-DROP
    write  LVCMDQ0_PROD_INDX = 0x20     |                                      | holds P172-DROP IRQ
                                        | interrupt                            | breaks P172-DROP IRQ
    # The dropped write lies between the direct write and this read.
    read   VCMDQ0_PROD_INDX             | 0x10                                 | holds P172-DROP
                                        | 0x20                                 | breaks P172-DROP P176-DIRECT DIRECT-EN
    `],
    ['the slot of an unmapped queue is no way to the page of another', `${BUSY}
    write  LVCMDQ1_PROD_INDX = 9        |                                      | holds P172-DROP
                                        | store 0 PROD_INDX = 9                | breaks P172-DROP RING
    read   LVCMDQ0_PROD_INDX            | 4                                    | holds P172-DROP
                                        | 9                                    | breaks P172-DROP ALIAS
    `],
    ['a device may ask again for what was refused at any moment: its restore is not the dropped access', `
    attach                              | viommuAlloc, mmapPage0               |
    ${MAPPED}
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000 ENOMEM ordered |
    write  LVCMDQ1_PROD_INDX = 9        | hwQueueAlloc 0 0x40000000 0x1000, store 0 PROD_INDX = 4 | holds HOST-ORDER
    read   VCMDQ0_PROD_INDX             | 4                                    | holds P172-DROP
                                        | 9                                    | breaks P172-DROP TRANSPARENT DIRECT-EN
    `],
    ['once mapped, the slot is the queue: nothing is dropped', `${MAPPED}
    write  LVCMDQ0_PROD_INDX = 0x20     |                                      | silent P172-DROP
    read   LVCMDQ0_PROD_INDX            | 0x20                                 | silent P172-DROP
    `],
  ],
  'P172-ZERO': [
    ['a dropped read returns 0, whatever the queue of that number holds', `
    write  VCMDQ0_PROD_INDX = 0x10      |                                      |
    read   LVCMDQ0_PROD_INDX            | 0                                    | holds P172-ZERO
                                        | 0x10                                 | breaks P172-ZERO
    read8  LVCMDQ0_BASE_L               | 0                                    | holds P172-ZERO
                                        | 0x40000008                           | breaks P172-ZERO
    read   VCMDQ0_PROD_INDX             | 0x10                                 | silent P172-ZERO
    # VINTF ENABLE is part of being mapped.
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
    read   LVCMDQ0_PROD_INDX            | 0                                    | holds P172-ZERO
    write  VINTF0_CONFIG = 1            |                                      |
    read   LVCMDQ0_PROD_INDX            | 0x10                                 | silent P172-ZERO
    `],
  ],
  'P176-DIRECT': [
    ['an unmapped queue is programmed through the direct aperture, on both pages', `
    write  VCMDQ1_PROD_INDX = 0x10      |                                      |
    read   VCMDQ1_PROD_INDX             | 0x10                                 | holds P176-DIRECT
                                        | 0                                    | breaks P176-DIRECT DIRECT-EN
    write8 VCMDQ1_BASE_L = 0x40000008   |                                      |
    read   VCMDQ1_BASE_L                | 0x40000008                           | holds P176-DIRECT
                                        | 0                                    | breaks P176-DIRECT DIRECT-EN SIZE-64
    # The other unmapped queue was not written: its reset values are another clause's business.
    read   VCMDQ0_PROD_INDX             | 0                                    | silent P176-DIRECT
    `],
    ['reserved bits are nobody\'s: 0xfff of the top of PROD_INDX may read as anything', `
    write  VCMDQ1_PROD_INDX = 0xfff00010 |                                     |
    read   VCMDQ1_PROD_INDX             | 0x10                                 | holds P176-DIRECT
                                        | 0xfff00010                           | holds P176-DIRECT
                                        | 0xfff00011                           | breaks P176-DIRECT DIRECT-EN
    `],
  ],
  'P176-ALLOC': [
    ['however completely it is programmed, an unmapped queue sends nothing', `
    attach                              | viommuAlloc, mmapPage0               |
    write  VINTF0_CONFIG = 1            |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   |                                      |
    write  VCMDQ0_PROD_INDX = 4         |                                      |
    write  VCMDQ0_CONFIG = 1            |                                      |
    consume 0 4                         |                                      | holds P176-ALLOC
                                        | fetch 0 x4 from 0x40000000           | breaks P176-ALLOC
    write  CMDQ_ALLOC_MAP_0 = 1         | hwQueueAlloc 0 0x40000000 0x1000, store 0 PROD_INDX = 4, store 0 CONFIG = 1 |
    consume 0 4                         | fetch 0 x4                           | silent P176-ALLOC
    `],
  ],
  ALIAS: [
    ['while a queue is mapped, both apertures are the same registers, on both pages', `${MAPPED}
    write  VCMDQ0_PROD_INDX = 0x10      |                                      |
    read   LVCMDQ0_PROD_INDX            | 0x10                                 | holds ALIAS
                                        | 0                                    | breaks ALIAS
    read   VCMDQ0_PROD_INDX             | 0x10                                 | silent ALIAS
    write  LVCMDQ0_PROD_INDX = 0x11     |                                      |
    read   VCMDQ0_PROD_INDX             | 0x11                                 | holds ALIAS
                                        | 0x10                                 | breaks ALIAS
    write8 LVCMDQ0_CONS_INDX_BASE_DRAM_L = 0x80000000 |                        |
    read8  VCMDQ0_CONS_INDX_BASE_DRAM_L | 0x80000000                           | holds ALIAS
                                        | 0                                    | breaks ALIAS SIZE-64
    `],
    ['also while a hardware queue backs it', `${BUSY}
    read   VCMDQ0_PROD_INDX             | 4                                    | silent ALIAS
    read   LVCMDQ0_PROD_INDX            | 4                                    | holds ALIAS
                                        | 0                                    | breaks ALIAS
    `],
  ],
  'ROUTE-LVCMDQ': [
    ['physical and logical number differ: VCMDQ 1 stands at slot 0', `
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_1 = 1         |                                      |
    write  VCMDQ0_PROD_INDX = 0x10      |                                      |
    write  VCMDQ1_PROD_INDX = 0x11      |                                      |
    read   VCMDQ1_PROD_INDX             | 0x11                                 | silent ROUTE-LVCMDQ
    read   LVCMDQ0_PROD_INDX            | 0x11                                 | holds ROUTE-LVCMDQ
                                        | 0x10                                 | breaks ROUTE-LVCMDQ ALIAS
    read   LVCMDQ1_PROD_INDX            | 0                                    | holds P172-ZERO
    `],
    ['an entry of another VINTF maps nothing', `
    write  VINTF0_CONFIG = 1            |                                      |
    # ALLOC=1, LVCMDQ=0, VIRT_INTF_INDX=1
    write  CMDQ_ALLOC_MAP_0 = 0x8001    |                                      |
    write  VCMDQ0_PROD_INDX = 0x10      |                                      |
    write  LVCMDQ0_PROD_INDX = 0x20     |                                      |
    read   VCMDQ0_PROD_INDX             | 0x10                                 | holds ROUTE-LVCMDQ
                                        | 0x20                                 | breaks ROUTE-LVCMDQ P172-DROP P176-DIRECT DIRECT-EN
    `],
    ['an entry whose LVCMDQ is not below the queue count maps nothing, and is not taken modulo it', `
    write  VINTF0_CONFIG = 1            |                                      |
    # ALLOC=1, LVCMDQ=2 of a device with two: slot 0x30100 is a gap, slot 0 is nobody's.
    write  CMDQ_ALLOC_MAP_0 = 5         |                                      |
    write  VCMDQ0_PROD_INDX = 0x10      |                                      |
    read   gap 0x30104                  | 0                                    | holds DECODE-GAP
                                        | 0x10                                 | breaks DECODE-GAP
    write  LVCMDQ0_PROD_INDX = 0x20     |                                      |
    read   VCMDQ0_PROD_INDX             | 0x10                                 | holds ROUTE-LVCMDQ
                                        | 0x20                                 | breaks ROUTE-LVCMDQ P172-DROP P176-DIRECT DIRECT-EN
    `],
    ['two entries claim slot 0: neither is mapped, and an access touches the claimants\' addressed register at most', `
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
    write  CMDQ_ALLOC_MAP_1 = 1         |                                      |
    write  VCMDQ0_PROD_INDX = 0x10      |                                      |
    write  VCMDQ1_PROD_INDX = 0x11      |                                      |
    write  VCMDQ2_PROD_INDX = 0x12      |                                      |
    write  VCMDQ0_CONS_INDX = 3         |                                      |
    write  LVCMDQ0_PROD_INDX = 0x13     |                                      |
    # The claimants' PROD is old or new, bit by bit; what is seen stays.
    read   VCMDQ0_PROD_INDX             | 0x13                                 |
                                        | 0x10                                 |
                                        | 0x30                                 | breaks DIRECT-EN
    read   VCMDQ0_PROD_INDX             | 0x13                                 |
                                        | 0x10                                 | breaks DIRECT-EN
    read   VCMDQ0_CONS_INDX             | 3                                    | holds ROUTE-LVCMDQ
                                        | 0x13                                 | breaks ROUTE-LVCMDQ DIRECT-EN
    read   VCMDQ2_PROD_INDX             | 0x12                                 | holds ROUTE-LVCMDQ
                                        | 0x13                                 | breaks ROUTE-LVCMDQ ISOLATION P176-DIRECT DIRECT-EN
    # What the slot itself reads is not owed.
    read   LVCMDQ0_PROD_INDX            | 0xabc                                |
    `, 4],
    ['one VCMDQ: the only slot is 0, the next one a gap', `
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
    write  LVCMDQ0_PROD_INDX = 1        |                                      |
    read   LVCMDQ0_PROD_INDX            | 1                                    |
    read   gap 0x30084                  | 0                                    | holds DECODE-GAP
    read   gap 0x204                    | 0                                    | holds DECODE-GAP
    `, 1],
    ['128 VCMDQs: the last one at slot 0, the first one at slot 127', `
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_127 = 1       |                                      |
    write  CMDQ_ALLOC_MAP_0 = 0xff      |                                      |
    write  VCMDQ127_PROD_INDX = 5       |                                      |
    read   LVCMDQ0_PROD_INDX            | 5                                    | holds ROUTE-LVCMDQ
                                        | 0                                    | breaks ROUTE-LVCMDQ ALIAS
    write  LVCMDQ127_PROD_INDX = 6      |                                      |
    read   VCMDQ0_PROD_INDX             | 6                                    | holds ROUTE-LVCMDQ
                                        | 5                                    | breaks ROUTE-LVCMDQ ALIAS
    `, 128],
  ],
  ISOLATION: [
    ['what is done to VCMDQ 1 does not show in VCMDQ 0', `
    write  VCMDQ0_PROD_INDX = 0x10      |                                      |
    read   VCMDQ0_PROD_INDX             | 0x10                                 | silent ISOLATION
    write  VCMDQ1_PROD_INDX = 0x20      |                                      |
    read   VCMDQ0_PROD_INDX             | 0x10                                 | holds ISOLATION
                                        | 0x20                                 | breaks ISOLATION P176-DIRECT DIRECT-EN
    `],
    ['its error words change only by its own errors, and by what the host does to it', `
    write  VCMDQ1_GERRORN = 1           |                                      |
    read   VCMDQ0_GERRORN               | 0                                    | holds ISOLATION
                                        | 1                                    | breaks ISOLATION RESET
    `],
    ['nor in a Config register', `
    write  VINTF0_SID_MATCH_3 = 0x21    |                                      |
    write  VCMDQ1_PROD_INDX = 0x20      |                                      |
    read   VINTF0_SID_MATCH_3           | 0x21                                 | holds ISOLATION
                                        | 0x20                                 | breaks ISOLATION
    `],
  ],
  'DIRECT-EN': [
    ['with CMDQV_EN=1 the direct aperture is programmable, mapped or not', `${MAPPED}
    write  VCMDQ0_CONFIG = 1            |                                      |
    read   VCMDQ0_CONFIG                | 1                                    | holds DIRECT-EN  silent P176-DIRECT
                                        | 0                                    | breaks DIRECT-EN
    read   LVCMDQ0_CONFIG               | 1                                    | silent DIRECT-EN
    `],
  ],
  'DIRECT-DISABLED': [
    ['CMDQV_EN=0 makes no difference to either aperture', `${MAPPED}
    write  VCMDQ0_CONS_INDX = 2         |                                      |
    read   VCMDQ0_CONS_INDX             | 2                                    | silent DIRECT-DISABLED
    write  CONFIG = 0                   |                                      |
    write  VCMDQ0_PROD_INDX = 0x10      |                                      |
    read   VCMDQ0_PROD_INDX             | 0x10                                 | holds DIRECT-DISABLED  silent DIRECT-EN
                                        | 0                                    | breaks DIRECT-DISABLED
    read   LVCMDQ0_PROD_INDX            | 0x10                                 | holds DIRECT-DISABLED
                                        | 0                                    | breaks DIRECT-DISABLED ALIAS
    `],
  ],
}
