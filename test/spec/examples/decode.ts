/** Which word an access reaches, and what it can do there: gaps, sizes and read-only registers. */
import type { Chapter } from '../table.js'
import { BACKED, BUSY } from './given.js'

export const DECODE: Chapter<'DECODE-GAP' | 'SIZE-32' | 'SIZE-64' | 'RO' | 'HYP-OWN'> = {
  'DECODE-GAP': [
    ['where no register stands, reads give 0 and writes go nowhere', `
    read   gap 0x50                     | 0                                    | holds DECODE-GAP
                                        | 0xffffffff                           | breaks DECODE-GAP
    # GLB_FILT_CFG exists in hardware and is not emulated.
    write  gap 0x100c = 1               |                                      |
    read   gap 0x100c                   | 0                                    | holds DECODE-GAP
                                        | 1                                    | breaks DECODE-GAP
    read8  gap 0x10018                  | 0                                    | holds DECODE-GAP
                                        | 0x100000000                          | breaks DECODE-GAP
    read   VINTF0_CONFIG                | 0                                    | holds DECODE-GAP
                                        | 1                                    | breaks DECODE-GAP RESET
    `],
    ['a gap of a queue\'s slot reaches no host page', `${BUSY}
    read   VCMDQ0_PROD_INDX             | 4                                    | silent DECODE-GAP
    write  gap 0x30018 = 7              |                                      | holds DECODE-GAP
                                        | store 0 PROD_INDX = 7                | breaks DECODE-GAP RING
    read   VCMDQ0_PROD_INDX             | 4                                    | holds DECODE-GAP
                                        | 7                                    | breaks DECODE-GAP DIRECT-EN
    `],
  ],
  'SIZE-32': [
    ['a Config register holds the 4 bytes written to it', `
    write  VINTF0_SID_REPLACE_15 = 0x12345 |                                   |
    read   VINTF0_SID_REPLACE_15        | 0x12345                              | holds SIZE-32
                                        | 0x2345                               | breaks SIZE-32
    `],
    ['where nothing remarkable lies between the write and the read, it is the size that is judged', `
    write  VINTF0_SID_MATCH_0 = 5       |                                      |
    write  VINTF0_SID_MATCH_1 = 6       |                                      |
    deliver                             |                                      |
    read   VINTF0_SID_MATCH_0           | 5                                    | holds SIZE-32
                                        | 6                                    | breaks SIZE-32
    `],
    ['what a program orders of the host is no deed: the register was left alone since it was written', `
    write  VINTF0_SID_MATCH_0 = 5       |                                      |
    refuse mmapPage0                    |                                      |
    allow  mmapPage0                    |                                      |
    read   VCMDQ0_PROD_INDX             | 0                                    |
    read   VINTF0_SID_MATCH_0           | 5                                    | holds SIZE-32 ISOLATION
                                        | 4                                    | breaks SIZE-32 ISOLATION
    deliver                             |                                      |
    read   VINTF0_SID_MATCH_0           | 5                                    | holds ISOLATION silent SIZE-32
    `],
    ['an 8-byte write leaves each word old or new, bit by bit, and nothing beyond', `
    write  VCMDQ0_CONFIG = 1            |                                      |
    write  VCMDQ0_PROD_INDX = 0x0f      |                                      |
    write8 VCMDQ0_CONS_INDX = 0x3c00000000 |                                   |
    # PROD was 0x0f or becomes 0x3c: bits 2 and 3 are 1 either way, bits 0, 1, 4 and 5 unknown, all others 0.
    read   VCMDQ0_PROD_INDX             | 0x3c                                 |
                                        | 0x0f                                 |
                                        | 0x1d                                 |
                                        | 0x33                                 | breaks P176-DIRECT DIRECT-EN
    # A 4-byte access resolved it: what was seen stays.
    read   VCMDQ0_PROD_INDX             | 0x3c                                 |
                                        | 0x0f                                 | breaks P176-DIRECT DIRECT-EN
    # The 8 bytes end before CONFIG.
    read   VCMDQ0_CONFIG                | 1                                    | holds SIZE-32
                                        | 0                                    | breaks SIZE-32 P176-DIRECT DIRECT-EN
    # An 8-byte read of two 32-bit registers may return anything, and teaches nothing.
    read8  VCMDQ0_CONS_INDX             | 0x123456789                          | silent SIZE-32
    read   VCMDQ0_PROD_INDX             | 0x3c                                 |
    `],
    ['while an ALLOC bit is unknown nothing is judged there; a 4-byte access resolves it', `
    write  VINTF0_CONFIG = 1            |                                      |
    write  VCMDQ0_PROD_INDX = 0x10      |                                      |
    write8 CMDQ_ALLOC_MAP_0 = 1         |                                      |
    read   LVCMDQ0_PROD_INDX            | 0x10                                 |
                                        | 0                                    |
                                        | 0x77                                 |
    read   CMDQ_ALLOC_MAP_0             | 1                                    |
    read   LVCMDQ0_PROD_INDX            | 0x10                                 |
                                        | 0                                    | breaks SIZE-32
    `],
    ['8-byte reads of LVCMDQ_ERR_MAP return both words, as Linux reads it', `
    read8  VINTF0_LVCMDQ_ERR_MAP_0      | 0                                    | holds SIZE-32 ERR-MAP
                                        | 0x100000000                          | breaks SIZE-32 ERR-MAP RESET
    read   VINTF0_LVCMDQ_ERR_MAP_0      | 0                                    | silent SIZE-32
    `, 128],
  ],
  'SIZE-64': [
    ['one 64-bit write of BASE is two halves, and the other way round', `
    write8 VCMDQ0_BASE_L = 0x140000008  |                                      |
    read   VCMDQ0_BASE_L                | 0x40000008                           | holds SIZE-64
    read   VCMDQ0_BASE_H                | 1                                    | holds SIZE-64
                                        | 0                                    | breaks SIZE-64 P176-DIRECT DIRECT-EN
    read8  VCMDQ0_BASE_L                | 0x140000008                          | holds SIZE-64
                                        | 0x40000008                           | breaks SIZE-64 P176-DIRECT DIRECT-EN
    write  VCMDQ0_CONS_INDX_BASE_DRAM_H = 2 |                                  |
    write  VCMDQ0_CONS_INDX_BASE_DRAM_L = 0x80000000 |                         |
    read8  VCMDQ0_CONS_INDX_BASE_DRAM_L | 0x280000000                          | holds SIZE-64
                                        | 0x80000000                           | breaks SIZE-64 P176-DIRECT DIRECT-EN
    read   VCMDQ0_PROD_INDX             | 0                                    | silent SIZE-64
    `],
  ],
  RO: [
    ['writes to read-only registers change nothing', `
    read   PARAM                        | 0x4011                               | silent RO
    write  PARAM = 0                    |                                      |
    read   PARAM                        | 0x4011                               | holds RO
                                        | 0                                    | breaks RO RESET
    write  STATUS = 0                   |                                      |
    read   STATUS                       | 1                                    | holds RO VINTF-STATUS
                                        | 0                                    | breaks RO VINTF-STATUS
    write  VCMDQ0_GERROR = 1            |                                      |
    read   VCMDQ0_GERROR                | 0                                    | holds RO
                                        | 1                                    | breaks RO RESET
    `],
    ['of a value that follows from others it speaks while its register was the last one written, until a reset', `
    write  VINTF0_STATUS = 1            |                                      |
    write  CMDQ_ERR_MAP_0 = 1           |                                      |
    read   CMDQ_ERR_MAP_0               | 0                                    | holds RO
                                        | 1                                    | breaks RO ERR-MAP
    read   STATUS                       | 1                                    | silent RO
    reset                               |                                      |
    read   CMDQ_ERR_MAP_0               | 0                                    | silent RO
    `],
    ['GERROR is not write-one-to-clear, and does not acknowledge', `${BUSY}
    fault 0 1                           | fault 0 1                            |
    read   VCMDQ0_GERROR                | 1                                    |
    write  VCMDQ0_GERROR = 1            |                                      |
    read   VCMDQ0_GERROR                | 1                                    | holds RO
                                        | 0                                    | breaks RO TRANSPARENT NO-FALSE-ERROR GERROR-TOGGLE
    read   VCMDQ0_GERRORN               | 0                                    | holds RO
                                        | 1                                    | breaks RO TRANSPARENT NO-FALSE-ERROR GERROR-TOGGLE
    `],
  ],
  'HYP-OWN': [
    ['a guest never owns the hypervisor\'s VINTF', `${BACKED}
    write  VINTF0_CONFIG = 0x20003      |                                      |
    read   VINTF0_CONFIG                | 3                                    | holds HYP-OWN
                                        | 0x20003                              | breaks HYP-OWN
    read   CMDQ_ALLOC_MAP_0             | 1                                    | silent HYP-OWN
    `],
  ],
}
