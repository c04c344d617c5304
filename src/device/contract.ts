/**
 * What the device is given and what it offers. Restated here on purpose: this room imports nothing but
 * itself, so that it can be lifted into a VMM, and so that no mistake is shared with what checks it.
 */

/** The mapping of the host's VINTF Page0: 32-bit words at byte offsets. */
export interface Page0 {
  load(offset: number): number
  store(offset: number, value: number): void
}

/** The host kernel and the VMM around the device. Refusals are negative numbers, never exceptions. */
export interface Host {
  viommuAlloc(): number
  viommuDestroy(): number
  mmapPage0(): Page0 | number
  munmapPage0(): number
  hwQueueAlloc(index: number, address: bigint, length: bigint): number
  hwQueueDestroy(id: number): number
  isRam(address: bigint, length: bigint): boolean
  guestMap(offset: number, length: number): void
  guestUnmap(offset: number, length: number): void
  raiseInterrupt(): void
}

/** The device: guest accesses (4 bytes: numbers, 8 bytes: bigints), host events, and its state as bytes. */
export interface Device {
  read(offset: number, size: 4 | 8): bigint | number
  write(offset: number, size: 4 | 8, value: bigint | number): void
  attach(): void
  detach(): void
  reset(): void
  event(map0: bigint, map1: bigint, lost: boolean): void
  /** Everything that later answers depend on; what the host holds is the host's to save. Written to `into` if that is as long. */
  save(into?: Uint8Array): Uint8Array
  /** Goes back to a state saved by a device of the same size. The host has to be what it was as well. */
  restore(state: Uint8Array): void
}
