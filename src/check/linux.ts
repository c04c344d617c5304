/**
 * The access sequences of the Linux driver, as operations over a region: what a real guest does to a device. All its
 * queue accesses go through the VINTF aperture. Each program comes as one list, or as blocks between which other
 * operations may be inserted.
 */
import { bootBlocks, shutdownBlocks } from './linux/boot.js'
import type { LinuxGuest, Ring, Scripted } from './linux/guest.js'
import { lifeBlocks } from './linux/life.js'
import { WHOLE_RING, errorInterruptBlocks, useBlocks } from './linux/use.js'
import type { Source } from './source.js'

export { bootBlocks, shutdownBlocks } from './linux/boot.js'
export { disturbs } from './linux/guest.js'
export type { Acknowledge, Block, LinuxGeneration, LinuxGuest, Ring, Scripted } from './linux/guest.js'
export { lifeBlocks } from './linux/life.js'
export { rings } from './linux/rings.js'
export { WHOLE_RING, errorInterruptBlocks, useBlocks } from './linux/use.js'

/** The driver probes a device after power-on; `rings` has one for each logical queue. */
export const coldBoot = (guest: LinuxGuest, rings: readonly Ring[]): Scripted[] => bootBlocks(guest, rings).flat()

/**
 * A new kernel takes over a live device (kexec, kdump, resume): it knows nothing of the old one and runs the same
 * program with rings of its own. Even the values read and written back agree, since the program first sets them all.
 */
export const kexec = (guest: LinuxGuest, newRings: readonly Ring[]): Scripted[] => coldBoot(guest, newRings)

/** The driver lets go of a device that it booted. */
export const shutdown = (guest: LinuxGuest): Scripted[] => shutdownBlocks(guest).flat()

/** Publishes the commands up to `prod` (index and wrap bit); the hardware takes them in `fetches` goes, or at once. */
export const use = (guest: LinuxGuest, l: number, prod: number, fetches: readonly number[] = [WHOLE_RING]): Scripted[] =>
  useBlocks(guest, l, prod, fetches).flat()

/** The interrupt handler when the maps show an error of each of `failing`; of none when it was a false alarm. */
export const errorInterrupt = (guest: LinuxGuest, ...failing: readonly number[]): Scripted[] =>
  errorInterruptBlocks(guest, failing).flat()

/** A whole random life, deterministic in `source`. */
export const linuxLife = (source: Source, guest: LinuxGuest): Scripted[] => lifeBlocks(source, guest).flat()
