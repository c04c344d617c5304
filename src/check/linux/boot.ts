/**
 * How the driver starts and stops the device, as blocks. A plain-data program cannot branch, so two kinds of step are
 * emitted as they go on a conforming device: a read-modify-write has the value that the driver would read, and a poll
 * is a single read. More reads would say nothing: no hardware event falls between them, so a bit that is not as it
 * should be stays so, and whether it may is for the clauses to judge. The driver is taken to go on in any case.
 */
import type { Operation } from '../contract.js'
import { Accesses, VINTF_ENABLE, allocEntry, baseValue, configValue } from '../layout.js'
import type { Acknowledge, Block, LinuxGuest, Ring } from './guest.js'

const VINTF = 'vintf'
const SID_PAIRS = 16
const HYP_OWN = 1 << 17

const upwards = ({ queues }: LinuxGuest): number[] => Array.from({ length: queues }, (_, l) => l)
const downwards = (guest: LinuxGuest): number[] => upwards(guest).reverse()

const alone = (...operations: readonly Operation[]): Block[] => operations.map((operation) => [operation])

/** Copies GERROR of a logical queue to its GERRORN. */
export const acknowledge = ({ region }: LinuxGuest, l: number): Acknowledge => ({
  op: 'acknowledge',
  gerror: region.queueRegister(VINTF, 'GERROR', l),
  gerrorn: region.queueRegister(VINTF, 'GERRORN', l),
})

/** Queue deinit: the same whether the queue is new, running or out of reach. */
function deinit(guest: LinuxGuest, l: number): Block[] {
  const to = new Accesses(guest.region)
  return [
    ...alone(
      to.write(VINTF, 'CONFIG', l, 0),
      to.read(VINTF, 'STATUS', l),
      to.write(VINTF, 'PROD_INDX', l, 0),
      to.write(VINTF, 'CONS_INDX', l, 0),
      to.write64(VINTF, 'BASE_L', l, 0n),
      to.write64(VINTF, 'CONS_INDX_BASE_DRAM_L', l, 0n),
    ),
    [acknowledge(guest, l)],
  ]
}

/** The read-modify-write of an entry whose logical number step 2 has set: only ALLOC changes. */
function modifyEntry({ region }: LinuxGuest, l: number, mapped: boolean): Block {
  const to = new Accesses(region)
  return [to.readConfig('CMDQ_ALLOC_MAP', l), to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(l, mapped), l)]
}

/** Step 1: off and on again. CONFIG holds its first reset value, since nobody but the driver writes it. */
function restart({ region }: LinuxGuest): Block {
  const to = new Accesses(region)
  return [
    to.readConfig('CONFIG'),
    to.writeConfig('CONFIG', configValue(false)),
    to.readConfig('STATUS'),
    to.writeConfig('CONFIG', configValue(true)),
    to.readConfig('STATUS'),
  ]
}

/** Step 2: logical numbers; the older generation maps at once. */
function number(guest: LinuxGuest): Block[] {
  const to = new Accesses(guest.region)
  const mapped = guest.generation === '6.12'
  return alone(...upwards(guest).map((q) => to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(q, mapped), q)))
}

/** Steps 3 and 4: every queue, then the VINTF. The newer generation unmaps each queue and goes downwards. */
function quiesce(guest: LinuxGuest): Block[] {
  const to = new Accesses(guest.region)
  const queues = guest.generation === '6.12'
    ? upwards(guest).flatMap((l) => deinit(guest, l))
    : downwards(guest).flatMap((l) => [...deinit(guest, l), modifyEntry(guest, l, false)])
  return [...queues, ...alone(to.writeConfig('VINTF0_CONFIG', 0), to.readConfig('VINTF0_STATUS'))]
}

/** Step 5: no stream is matched. */
function clearSids({ region }: LinuxGuest): Block[] {
  const to = new Accesses(region)
  return Array.from({ length: SID_PAIRS }, (_, s) => s).flatMap((s) =>
    alone(to.writeConfig('VINTF0_SID_MATCH', 0, s), to.writeConfig('VINTF0_SID_REPLACE', 0, s)),
  )
}

/** Step 6: HYP_OWN is asked for, so that reading it back tells a host kernel from a guest. */
function enableVintf({ region }: LinuxGuest): Block[] {
  const to = new Accesses(region)
  return alone(
    to.writeConfig('VINTF0_CONFIG', HYP_OWN),
    to.writeConfig('VINTF0_CONFIG', HYP_OWN | VINTF_ENABLE),
    to.readConfig('VINTF0_STATUS'),
    to.readConfig('VINTF0_CONFIG'),
  )
}

/** Step 7 for one queue. */
function startQueue(guest: LinuxGuest, l: number, ring: Ring | undefined): Block[] {
  if (ring === undefined) throw new RangeError(`logical queue ${l} has no ring`)
  const to = new Accesses(guest.region)
  return [
    ...(guest.generation === '6.12' ? [] : [modifyEntry(guest, l, true)]),
    ...deinit(guest, l),
    ...alone(
      to.write64(VINTF, 'BASE_L', l, baseValue(ring.address, ring.log2size)),
      to.write(VINTF, 'CONFIG', l, 1),
      to.read(VINTF, 'STATUS', l),
    ),
  ]
}

/** The driver's probe, on a device in whatever state. `rings` has one for each logical queue. */
export function bootBlocks(guest: LinuxGuest, rings: readonly Ring[]): Block[] {
  return [
    restart(guest),
    ...number(guest),
    ...quiesce(guest),
    ...(guest.generation === '6.12' ? [] : clearSids(guest)),
    ...enableVintf(guest),
    ...upwards(guest).flatMap((l) => startQueue(guest, l, rings[l])),
  ]
}

/** The driver's removal, on a device that it booted. */
export const shutdownBlocks = (guest: LinuxGuest): Block[] => [...quiesce(guest), ...clearSids(guest)]
