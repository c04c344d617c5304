/** Beginnings that many examples share. Ring A is 256 commands at 0x40000000, ring B 256 commands at 0x40100000. */

/** VCMDQ 0 is mapped at slot 0 and a hardware queue holds ring A; CMDQ_EN is still 0. */
export const BACKED = `
    attach                              | viommuAlloc, mmapPage0               |
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
    write8 VCMDQ0_BASE_L = 0x40000008   | hwQueueAlloc 0 0x40000000 0x1000     |
`

/** … and enabled, with nothing to do. */
export const IDLE = `${BACKED}
    write  VCMDQ0_CONFIG = 1            | store 0 CONFIG = 1                   |
`

/** … with four commands between CONS and PROD. */
export const BUSY = `${IDLE}
    write  VCMDQ0_PROD_INDX = 4         | store 0 PROD_INDX = 4                |
`

/** VCMDQ 1 beside it: mapped at slot 1 with ring B, enabled, nothing to do. */
export const BOTH = `${BUSY}
    write  CMDQ_ALLOC_MAP_1 = 3         |                                      |
    write8 VCMDQ1_BASE_L = 0x40100008   | hwQueueAlloc 1 0x40100000 0x1000     |
    write  VCMDQ1_CONFIG = 1            | store 1 CONFIG = 1                   |
`

/** VCMDQ 0 is mapped at slot 0 and nothing is attached: no hardware anywhere. */
export const MAPPED = `
    write  VINTF0_CONFIG = 1            |                                      |
    write  CMDQ_ALLOC_MAP_0 = 1         |                                      |
`
