/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A model of the CMDQV device on the C kit, as an example: the design `fixed-2026-07`, with its faults. Copy the structure,
 * not the choices: the checker finds what is wrong with them.
 *
 *     cc -std=c11 -O2 -o example example.c cmdqv_kit.c
 *     npx cmdqv-check --device exec:./example --attach first
 */
#include "cmdqv_kit.h"

#include <stdlib.h>
#include <string.h>

#define MOST_QUEUES 128u
#define MAP_WORDS 4u
/* SID_MATCH and SID_REPLACE, 16 registers each, follow one another. */
#define SID_WORDS 32u

/* The five pages of the region. */
enum { CONFIG_PAGE, DIRECT_PAGE0, DIRECT_PAGE1, VINTF_PAGE0, VINTF_PAGE1, NOWHERE };
#define PAGE_SHIFT 16
#define SLOT_SHIFT 7
#define SLOT_WORDS 32u

/* Config page. */
enum {
    CONFIG = 0x0000, PARAM = 0x0004, STATUS = 0x0008,
    VI_ERR_MAP = 0x0014, VI_INT_MASK = 0x001c,
    CMDQ_ERR_MAP = 0x0024, CMDQ_ALLOC_MAP = 0x0200,
    VINTF0_CONFIG = 0x1000, VINTF0_STATUS = 0x1004,
    VINTF0_SIDS = 0x1040, VINTF0_LVCMDQ_ERR_MAP = 0x10c0,
};
#define CONFIG_CMDQV_EN 0x1u
/* CMDQV_EN, PER_CMD_OFFSET 1, MAX_CLK_BATCH 8, MAX_CMD_BATCH 32. */
#define CONFIG_RESET 0x00020083u
/* VER 1, one VINTF, 16 SIDs; the number of VCMDQs goes above bit 4. */
#define PARAM_FIXED 0x4001u
#define PARAM_NUM_CMDQ_SHIFT 4
#define ALLOC_MAP_ALLOC 0x1u
#define VINTF_ENABLE 0x1u
#define VINTF_HYP_OWN 0x20000u

/* Words of a Page0 slot. */
enum { CONS_INDX, PROD_INDX, CMDQ_CONFIG, CMDQ_STATUS, GERROR, GERRORN, PAGE0_REGISTERS };
#define CMDQ_EN 0x1u
#define CMDQ_EN_OK 0x1u
#define GERROR_INIT_ERR 0x4u

/* Registers of a Page1 slot, of 64 bits each. */
enum { BASE, CONS_INDX_BASE_DRAM, PAGE1_REGISTERS };
#define BASE_LOG2SIZE UINT64_C(0x1f)
#define BASE_ADDR UINT64_C(0x0000ffffffffffe0)
#define BYTES_PER_COMMAND UINT64_C(16)

/* What the guest programs. One structure, so that a system reset cannot miss a register. */
struct registers {
    uint32_t config;
    uint32_t vi_int_mask[2];
    uint32_t vi_err_map[2];
    /* Serves CMDQ_ERR_MAP and LVCMDQ_ERR_MAP: VCMDQ q is always LVCMDQ q here, so they mirror each other. */
    uint32_t err_map[MAP_WORDS];
    uint32_t vintf_config;
    struct vcmdq {
        uint32_t alloc_map;
        /* The cache: Page0 as long as no hardware queue stands behind it. */
        uint32_t page0[PAGE0_REGISTERS];
        uint64_t page1[PAGE1_REGISTERS];
    } vcmdq[MOST_QUEUES];
};

struct model {
    unsigned queues, queues_log2;
    struct registers reg;
    /* This design's system reset leaves these alone, which is why they are not among the registers. */
    uint32_t sids[SID_WORDS];

    /* What was got from the host. */
    bool viommu;
    volatile uint32_t *page;
    bool window;
    int64_t hw_queue[MOST_QUEUES]; /* 0: none */
};

/* ---- Routing ---- */

/* The hardware's slot, where it is the one that serves trapped accesses; NULL where the cache does. */
static volatile uint32_t *hardware_slot(const struct model *m, unsigned q)
{
    if (!m->page || !m->hw_queue[q]) return NULL;
    return m->page + q * SLOT_WORDS;
}

/* As slot[word] = value, but also what changes nothing is told, and in its turn. */
static void store_word(unsigned q, uint32_t word, uint32_t value) { cmdqv_host_store((q * SLOT_WORDS + word) * 4, value); }

/* ---- Hardware queues ---- */

static void release_queue(struct model *m, unsigned q)
{
    if (!m->hw_queue[q]) return;
    /* What the host answers changes nothing: this design forgets the handle even if the queue stays. */
    cmdqv_host_hw_queue_destroy(m->hw_queue[q]);
    m->hw_queue[q] = 0;
    memset(m->reg.vcmdq[q].page0, 0, sizeof m->reg.vcmdq[q].page0);
}

/* Downwards, as the kernel wants it. */
static void release_all(struct model *m)
{
    for (unsigned q = m->queues; q-- > 0;) release_queue(m, q);
}

static bool may_have_queue(const struct model *m, unsigned q)
{
    const struct vcmdq *vcmdq = &m->reg.vcmdq[q];
    return m->viommu && (m->reg.config & CONFIG_CMDQV_EN) && (m->reg.vintf_config & VINTF_ENABLE)
        && (vcmdq->alloc_map & ALLOC_MAP_ALLOC) && vcmdq->page1[BASE] != 0;
}

/* From cache to hardware. False where the host refuses; a queue that may not have one yet is no failure. */
static bool set_up_queue(struct model *m, unsigned q)
{
    struct vcmdq *vcmdq = &m->reg.vcmdq[q];
    if (!may_have_queue(m, q)) return true;
    /* BASE may be another one: a hardware queue cannot be moved, only made again. */
    release_queue(m, q);

    uint64_t length = BYTES_PER_COMMAND << (vcmdq->page1[BASE] & BASE_LOG2SIZE);
    int64_t id = cmdqv_host_hw_queue_alloc(q, vcmdq->page1[BASE] & BASE_ADDR, length);
    if (id < 0) {
        vcmdq->page0[GERROR] |= GERROR_INIT_ERR;
        vcmdq->page0[CMDQ_STATUS] &= ~CMDQ_EN_OK;
        return false;
    }
    m->hw_queue[q] = id;
    vcmdq->page0[CMDQ_STATUS] |= CMDQ_EN_OK;

    if (hardware_slot(m, q)) {
        /* CONFIG last: the queue runs from then on. GERRORN is left as the kernel gives it, equal to GERROR from 6.18.9 on. */
        store_word(q, CONS_INDX, vcmdq->page0[CONS_INDX]);
        store_word(q, PROD_INDX, vcmdq->page0[PROD_INDX]);
        store_word(q, CMDQ_CONFIG, vcmdq->page0[CMDQ_CONFIG]);
    }
    return true;
}

/* Upwards, and not past a failure: the kernel refuses a queue whose lower neighbour is missing. */
static void set_up_all(struct model *m)
{
    for (unsigned q = 0; q < m->queues; q++) {
        if (!set_up_queue(m, q)) return;
    }
}

/* ---- The guest's own window onto the page ---- */

#define WINDOW_OFFSET ((uint64_t)VINTF_PAGE0 << PAGE_SHIFT)

static void open_window(struct model *m)
{
    if (!m->page || m->window) return;
    m->window = cmdqv_host_guest_map(WINDOW_OFFSET, CMDQV_PAGE_BYTES) == 0;
}

static void close_window(struct model *m)
{
    if (!m->window) return;
    cmdqv_host_guest_unmap(WINDOW_OFFSET, CMDQV_PAGE_BYTES);
    m->window = false;
}

/* ---- Config page ---- */

/* Whether `offset` is one of `count` registers from `first` on, and which. */
static bool is_among(uint32_t offset, uint32_t first, uint32_t count, uint32_t *index)
{
    if (offset < first || offset >= first + 4 * count) return false;
    *index = (offset - first) / 4;
    return true;
}

static uint32_t read_config_page(const struct model *m, uint32_t offset)
{
    uint32_t i;
    if (is_among(offset, VI_ERR_MAP, 2, &i)) return m->reg.vi_err_map[i];
    if (is_among(offset, VI_INT_MASK, 2, &i)) return m->reg.vi_int_mask[i];
    if (is_among(offset, CMDQ_ERR_MAP, MAP_WORDS, &i)) return m->reg.err_map[i];
    if (is_among(offset, CMDQ_ALLOC_MAP, m->queues, &i)) return m->reg.vcmdq[i].alloc_map;
    if (is_among(offset, VINTF0_SIDS, SID_WORDS, &i)) return m->sids[i];
    if (is_among(offset, VINTF0_LVCMDQ_ERR_MAP, MAP_WORDS, &i)) return m->reg.err_map[i];
    switch (offset) {
    case CONFIG: return m->reg.config;
    case PARAM: return PARAM_FIXED | m->queues_log2 << PARAM_NUM_CMDQ_SHIFT;
    /* CMDQV_ENABLED and ENABLE_OK, as soon as they are asked for. */
    case STATUS: return m->reg.config & CONFIG_CMDQV_EN;
    case VINTF0_CONFIG: return m->reg.vintf_config;
    case VINTF0_STATUS: return m->reg.vintf_config & VINTF_ENABLE;
    default: return 0;
    }
}

static void write_alloc_map(struct model *m, unsigned q, uint32_t value)
{
    bool was = m->reg.vcmdq[q].alloc_map & ALLOC_MAP_ALLOC;
    bool is = value & ALLOC_MAP_ALLOC;
    m->reg.vcmdq[q].alloc_map = value;
    if (is && !was) set_up_queue(m, q);
    if (was && !is) release_queue(m, q);
}

static void write_config_page(struct model *m, uint32_t offset, uint32_t value)
{
    uint32_t i;
    if (is_among(offset, VI_INT_MASK, 2, &i)) {
        m->reg.vi_int_mask[i] = value;
    } else if (is_among(offset, CMDQ_ALLOC_MAP, m->queues, &i)) {
        write_alloc_map(m, i, value);
    } else if (is_among(offset, VINTF0_SIDS, SID_WORDS, &i)) {
        m->sids[i] = value;
    } else if (offset == CONFIG) {
        m->reg.config = value;
        if (value & CONFIG_CMDQV_EN) set_up_all(m);
        else release_all(m);
    } else if (offset == VINTF0_CONFIG) {
        /* A guest is no hypervisor, whatever it says. */
        m->reg.vintf_config = value & ~VINTF_HYP_OWN;
        if (value & VINTF_ENABLE) {
            set_up_all(m);
            open_window(m);
        } else {
            close_window(m);
            release_all(m);
        }
    }
}

/* ---- Page0 and Page1 of a VCMDQ ---- */

static uint32_t read_page0(const struct model *m, unsigned q, uint32_t offset)
{
    uint32_t word = offset / 4;
    volatile uint32_t *slot = hardware_slot(m, q);
    if (slot) return slot[word];
    return word < PAGE0_REGISTERS ? m->reg.vcmdq[q].page0[word] : 0;
}

static void write_page0(struct model *m, unsigned q, uint32_t offset, uint32_t value)
{
    uint32_t word = offset / 4;
    /* STATUS and GERROR are the hardware's, and the rest of the slot is nobody's. */
    if (word != CONS_INDX && word != PROD_INDX && word != CMDQ_CONFIG && word != GERRORN) return;
    if (hardware_slot(m, q)) {
        store_word(q, word, value);
        return;
    }
    uint32_t *cache = m->reg.vcmdq[q].page0;
    cache[word] = value;
    if (word == CMDQ_CONFIG) {
        bool is_on = (value & CMDQ_EN) && !(cache[GERROR] & GERROR_INIT_ERR);
        cache[CMDQ_STATUS] = is_on ? CMDQ_EN_OK : 0;
    }
}

static uint64_t read_page1(const struct model *m, unsigned q, uint32_t offset, unsigned size)
{
    if (offset / 8 >= PAGE1_REGISTERS) return 0;
    uint64_t whole = m->reg.vcmdq[q].page1[offset / 8];
    if (size == 8) return whole;
    return offset % 8 ? whole >> 32 : (uint32_t)whole;
}

static void write_page1(struct model *m, unsigned q, uint32_t offset, unsigned size, uint64_t value)
{
    if (offset / 8 >= PAGE1_REGISTERS) return;
    uint64_t *whole = &m->reg.vcmdq[q].page1[offset / 8];
    if (size == 8) *whole = value;
    else if (offset % 8) *whole = (value << 32) | (uint32_t)*whole;
    else *whole = (*whole & ~(uint64_t)UINT32_MAX) | (uint32_t)value;
    /* A half is tried too, unfinished as the address may be. */
    if (offset / 8 == BASE) set_up_queue(m, q);
}

/* ---- Every trapped access ---- */

/* Where an access falls. Slot n is VCMDQ n through both apertures: this design looks at neither LVCMDQ nor ALLOC. */
static uint32_t in_page(uint64_t offset) { return offset & (CMDQV_PAGE_BYTES - 1); }
static uint32_t in_slot(uint64_t offset) { return offset & ((1u << SLOT_SHIFT) - 1); }
static unsigned slot_of(uint64_t offset) { return in_page(offset) >> SLOT_SHIFT; }

/* A page that does not exist, for what no register answers to. */
static uint64_t page_of(const struct model *m, uint64_t offset, unsigned size)
{
    uint64_t page = offset >> PAGE_SHIFT;
    if ((size != 4 && size != 8) || offset % size) return NOWHERE;
    return page == CONFIG_PAGE || slot_of(offset) < m->queues ? page : NOWHERE;
}

static uint64_t read_region(void *opaque, uint64_t offset, unsigned size)
{
    struct model *m = opaque;
    switch (page_of(m, offset, size)) {
    case CONFIG_PAGE: return read_config_page(m, in_page(offset));
    case DIRECT_PAGE0:
    case VINTF_PAGE0: return read_page0(m, slot_of(offset), in_slot(offset));
    case DIRECT_PAGE1:
    case VINTF_PAGE1: return read_page1(m, slot_of(offset), in_slot(offset), size);
    default: return 0;
    }
}

static void write_region(void *opaque, uint64_t offset, unsigned size, uint64_t value)
{
    struct model *m = opaque;
    uint64_t page = page_of(m, offset, size);
    if (page == DIRECT_PAGE1 || page == VINTF_PAGE1) write_page1(m, slot_of(offset), in_slot(offset), size, value);
    /* A register of 32 bits takes no wider write. */
    else if (size != 4) return;
    else if (page == CONFIG_PAGE) write_config_page(m, in_page(offset), (uint32_t)value);
    else if (page == DIRECT_PAGE0 || page == VINTF_PAGE0) write_page0(m, slot_of(offset), in_slot(offset), (uint32_t)value);
}

/* ---- Life ---- */

static void reset_registers(struct model *m)
{
    memset(&m->reg, 0, sizeof m->reg);
    m->reg.config = CONFIG_RESET;
}

static void *power_on(unsigned queues)
{
    unsigned log2 = 0;
    while (1u << log2 < queues && 1u << log2 < MOST_QUEUES) log2++;
    if (queues != 1u << log2) return NULL;
    struct model *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    m->queues = queues;
    m->queues_log2 = log2;
    reset_registers(m);
    return m;
}

static void release_viommu(struct model *m)
{
    if (m->viommu && cmdqv_host_viommu_destroy() == 0) m->viommu = false;
}

static void attach(void *opaque)
{
    struct model *m = opaque;
    if (!m->viommu) m->viommu = cmdqv_host_viommu_alloc() == 0;
    if (!m->viommu || m->page || cmdqv_host_mmap(&m->page) == 0) return;
    /* No use without its page: the device stays an emulated one. */
    m->page = NULL;
    release_viommu(m);
}

static void detach(void *opaque)
{
    struct model *m = opaque;
    close_window(m);
    release_all(m);
    /* What the host does not take back is still held. */
    if (m->page && cmdqv_host_munmap() == 0) m->page = NULL;
    if (!m->page) release_viommu(m);
}

static void reset(void *opaque)
{
    struct model *m = opaque;
    close_window(m);
    release_all(m);
    reset_registers(m);
}

/* One vEVENT record. Nothing but another record or a reset changes the maps, acknowledgements do not. */
static void event(void *opaque, uint64_t map0, uint64_t map1, bool lost)
{
    struct model *m = opaque;
    (void)lost;
    const uint64_t maps[] = {map0, map1};
    for (unsigned i = 0; i < MAP_WORDS; i++) m->reg.err_map[i] = (uint32_t)(maps[i / 2] >> (i % 2 * 32));
    m->reg.vi_err_map[0] = map0 || map1;
    if (!(m->reg.vi_int_mask[0] & 1)) cmdqv_host_raise_interrupt();
}

int main(int argc, char **argv)
{
    static const struct cmdqv_device device = {
        .power_on = power_on,
        .power_off = free,
        .read = read_region, .write = write_region,
        .attach = attach, .detach = detach,
        .reset = reset, .event = event,
    };
    return cmdqv_serve(&device, argc, argv);
}
