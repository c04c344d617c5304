/** What the driver does with a running device, as blocks: commands and error interrupts. */
import { Accesses } from '../layout.js'
import { acknowledge } from './boot.js'
import type { Block, LinuxGuest } from './guest.js'

/** More commands than any ring holds: the hardware fetches all there are. */
export const WHOLE_RING = 1 << 19

/**
 * Commands up to `prod` are published and CONS is polled: once at once, and after each of `fetches`, the number of
 * commands that the hardware may take in one go. `prod` is the index with its wrap bit. As in a boot a poll is one
 * read, here after each thing that can have moved CONS.
 */
export function useBlocks(guest: LinuxGuest, l: number, prod: number, fetches: readonly number[]): Block[] {
  const to = new Accesses(guest.region)
  return [
    [to.write('vintf', 'PROD_INDX', l, prod)],
    [to.read('vintf', 'CONS_INDX', l)],
    ...fetches.flatMap((n) => fetchBlocks(guest, l, n)),
  ]
}

/** The hardware takes up to `n` commands and the driver sees how far it came. */
export function fetchBlocks({ region }: LinuxGuest, l: number, n: number): Block[] {
  return [[{ op: 'consume', l, n }], [new Accesses(region).read('vintf', 'CONS_INDX', l)]]
}

/**
 * The interrupt handler when the maps show `failing` logical queues; with none it returns after VI_ERR_MAP. The bad
 * command becomes a CMD_SYNC in memory, which no register shows. The driver acknowledges with the GERROR that it read
 * first; the placeholder reads both registers once more, and two reads of a stalled queue change nothing.
 */
export function errorInterruptBlocks(guest: LinuxGuest, failing: readonly number[]): Block[] {
  const to = new Accesses(guest.region)
  const maps: Block[] = [[to.readConfig('VI_ERR_MAP', 1)], [to.readConfig('VI_ERR_MAP', 0)]]
  if (failing.length === 0) return maps
  const lvcmdqMaps = [0, 2].map((word): Block => [
    { op: 'read', offset: guest.region.configRegister('VINTF0_LVCMDQ_ERR_MAP', word), size: 8 },
  ])
  const queues = failing.toSorted((a, b) => a - b).flatMap((l): Block[] => [
    [to.read('vintf', 'GERROR', l)],
    [to.read('vintf', 'GERRORN', l)],
    [to.read('vintf', 'CONS_INDX', l)],
    [acknowledge(guest, l)],
  ])
  return [...maps, ...lvcmdqMaps, ...queues]
}
