/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The C kit of cmdqv-check: connects your model of the Tegra241 CMDQV device to the checker.
 *
 * You write the functions of struct cmdqv_device and call cmdqv_serve() in main(). The checker plays the guest, the host
 * kernel and the hardware; what a VMM would ask iommufd, your functions ask through cmdqv_host_*(). C11, libc only.
 * The protocol is in docs/remote-devices.md.
 */
#ifndef CMDQV_KIT_H
#define CMDQV_KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the host's VINTF Page0. */
#define CMDQV_PAGE_BYTES 0x10000u

/* Your device. `opaque` is what power_on() returned. Offsets count from the start of the region. */
struct cmdqv_device {
    /* A new device with this many VCMDQs, as at power-on: 1, 2, 4 ... 128. NULL if it cannot be made. May call the host. */
    void *(*power_on)(unsigned queues);
    /* The device is thrown away; nothing may be asked of the host any more. Optional. */
    void (*power_off)(void *opaque);
    /* `size` is 4 or 8, `offset` a multiple of 4. */
    uint64_t (*read)(void *opaque, uint64_t offset, unsigned size);
    void (*write)(void *opaque, uint64_t offset, unsigned size, uint64_t value);
    /* The first passed-through device comes, the last one goes. */
    void (*attach)(void *opaque);
    void (*detach)(void *opaque);
    /* System reset. */
    void (*reset)(void *opaque);
    /* One vEVENT record: bit l of map0 is logical queue l, of map1 64 + l. `lost`: records before it were dropped. */
    void (*event)(void *opaque, uint64_t map0, uint64_t map1, bool lost);
};

/*
 * Serves the checker until it has finished, then returns what main() should return. Arguments of the command line:
 * none, for standard input and output; `--unix PATH` to listen on a socket; `--base ADDR` for a region that does not
 * start at address 0. Standard output is the connection: what your code prints there comes out on standard error.
 */
int cmdqv_serve(const struct cmdqv_device *device, int argc, char **argv);

/*
 * What a VMM asks of the kernel. Answers are 0 or a positive handle, or a negative number: minus the errno of your
 * libc. Call them from the functions above only.
 */
int cmdqv_host_viommu_alloc(void);
int cmdqv_host_viommu_destroy(void);
/* Maps VINTF Page0: *page points to CMDQV_PAGE_BYTES of plain memory that follow the hardware's words. Load and store
 * 32-bit words in it as in the real mapping. Stores are seen when you ask the host something and when your function
 * returns; stores in between that undo each other are not. After munmap the memory stays, and must not be used. */
int cmdqv_host_mmap(volatile uint32_t **page);
int cmdqv_host_munmap(void);
/* A positive handle of the new hardware queue. */
int64_t cmdqv_host_hw_queue_alloc(uint32_t index, uint64_t address, uint64_t length);
int cmdqv_host_hw_queue_destroy(int64_t id);
/* Whether all of a range of guest-physical addresses is RAM. */
bool cmdqv_host_is_ram(uint64_t address, uint64_t length);
/* From now on, or no longer, the guest reaches the page itself at `offset` of the region. */
int cmdqv_host_guest_map(uint64_t offset, uint64_t length);
int cmdqv_host_guest_unmap(uint64_t offset, uint64_t length);
/* One edge of the device's interrupt. */
void cmdqv_host_raise_interrupt(void);

/*
 * Stores a word and tells the checker at once. Comparing finds which words differ in the end, and that is enough for nearly
 * every clause; a store that changes nothing, or that is undone, is seen only so.
 */
void cmdqv_host_store(uint64_t offset, uint32_t value);

/*
 * For code that stores a word and needs at once what the hardware made of it, such as STATUS after CONFIG.CMDQ_EN: tells
 * the checker all stores so far. Cheap when nothing was stored.
 */
void cmdqv_host_flush_page(void);

#endif
