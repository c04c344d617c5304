/**
 * What a device did as QEMU would log it: an access that trapped, what was asked of the host, events. Accesses through an
 * installed window, interrupts, fetches and what the hardware does by itself are in no log.
 */
import type { Entry, Operation, Response } from '../check/contract.js'
import { hex } from './story.js'

/** One operation done, and where a read was of the low half of an address, the whole of it, as QEMU prints it. */
export interface LoggedStep {
  readonly operation: Operation
  readonly response: Response
  readonly whole?: bigint
}

const padded = (value: number | bigint, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0')

/** VER 1 and 16 SIDs for an interface; the number of VCMDQs stands at bit 4, as its logarithm. */
const PARAM = 0x4001
const PAGE_SHIFT = 16
const PAGE_BYTES = 0x1_0000
const SLOT_BYTES = 0x80
const VIOMMU_ID = 3
const IOMMUFD = 'iommufd=9'

/** Registers are given their initial values: at power-on, and at every system reset. */
const initLine = (queues: number): string => `tegra241_cmdqv_init_regs register init, param=0x${padded(PARAM | (Math.log2(queues) << 4), 8)}`

function hostLine(entry: Entry): readonly string[] {
  const line = (call: string, rest: string, answer: number): readonly string[] => [`iommufd_backend_${call}  ${IOMMUFD} ${rest} (${Math.min(answer, 0)})`]
  switch (entry.kind) {
    case 'viommuAlloc':
      return line('alloc_viommu', `type=2 dev_id=1 hwpt_id=2 viommu_id=${VIOMMU_ID}`, entry.answer)
    case 'viommuDestroy':
      return line('free_id', `id=${VIOMMU_ID}`, entry.answer)
    case 'mmapPage0':
      return line('viommu_mmap', `viommu_id=${VIOMMU_ID} size=0x10000 offset=0x0`, entry.answer)
    case 'hwQueueAlloc':
      return line('alloc_hw_queue', `viommu_id=${VIOMMU_ID} queue_type=1 index=${entry.index} addr=${hex(entry.address)} size=${hex(entry.length)} hw_queue_id=${Math.max(entry.answer, 0)}`, entry.answer)
    case 'hwQueueDestroy':
      return line('free_id', `id=${entry.id}`, entry.answer)
    case 'event':
      return [`tegra241_cmdqv_err_map hw irq received. error (hex) maps: ${[entry.map1 >> 32n, entry.map1, entry.map0 >> 32n, entry.map0].map((map) => padded(map & 0xffff_ffffn, 4)).join(':')}`]
    default:
      return []
  }
}

/** The line of a queue's page, for an access to one. */
function pageLine(way: 'read' | 'write', offset: number, value: bigint, queues: number, backing: Response['backing']): string | undefined {
  const page = offset >> PAGE_SHIFT
  const index = Math.floor((offset % PAGE_BYTES) / SLOT_BYTES)
  if (page < 1 || page > 4 || index >= queues) return undefined
  const isPage0 = page % 2 === 1
  const offset0 = (isPage0 ? 1 : 2) * PAGE_BYTES + (offset % SLOT_BYTES)
  const served = isPage0 && backing !== undefined ? ` (${backing === 'page' ? 'hw' : 'cache'})` : ''
  return `tegra241_cmdqv_${way}_vcmdq_page${isPage0 ? 0 : 1} vcmdq[${index}] ${page > 2 ? 'vi' : 'direct'}${served} offset0: ${hex(offset0)} val: ${hex(value)}`
}

function accessLines(operation: Extract<Operation, { offset: number }>, { value, log, backing }: Response, queues: number, whole: bigint | undefined): readonly string[] {
  const { offset, size } = operation
  const asked = log.flatMap(hostLine)
  if (backing === 'window') return asked
  if (operation.op === 'write') {
    const page = pageLine('write', offset, BigInt(operation.value), queues, backing)
    return [...(page === undefined ? [] : [page]), ...asked, `tegra241_cmdqv_write_mmio offset: ${hex(offset)} val: ${hex(operation.value)} size: ${hex(size)}`]
  }
  const seen = value ?? 0
  return [...asked, pageLine('read', offset, whole ?? BigInt(seen), queues, backing) ?? `tegra241_cmdqv_read_mmio offset: ${hex(offset)} val: ${hex(seen)} size: ${hex(size)}`]
}

/** The log of a program, from power-on. `started` is what the device asked while it was made. */
export function formatQemuLog(queues: number, started: Response, steps: readonly LoggedStep[]): string {
  const lines = steps.flatMap(({ operation, response, whole }) => {
    if ('offset' in operation) return accessLines(operation, response, queues, whole)
    return [...response.log.flatMap(hostLine), ...(operation.op === 'reset' ? [initLine(queues)] : [])]
  })
  return `${[initLine(queues), ...started.log.flatMap(hostLine), ...lines].join('\n')}\n`
}
