/** A device that logs what it does as QEMU would, whoever runs it: every program of a check becomes a log. */
import type { Device, Entry, Host, Operation } from '../../src/check/contract.js'
import type { Subject } from '../../src/check/lockstep.js'
import { formatQemuLog } from '../../src/report/qemu-log.js'
import type { LoggedStep } from '../../src/report/qemu-log.js'

/** What the host was asked, as entries. */
function overheard(host: Host, log: Entry[]): Host {
  const plain = (kind: 'viommuAlloc' | 'viommuDestroy' | 'munmapPage0') => (): number => {
    const answer = host[kind]()
    log.push({ kind, answer, injected: false })
    return answer
  }
  const queues = new Map<number, number>()
  return {
    ...host,
    viommuAlloc: plain('viommuAlloc'),
    viommuDestroy: plain('viommuDestroy'),
    munmapPage0: plain('munmapPage0'),
    mmapPage0: () => {
      const page = host.mmapPage0()
      log.push({ kind: 'mmapPage0', answer: typeof page === 'number' ? page : 0, injected: false })
      return page
    },
    hwQueueAlloc: (index, address, length) => {
      const answer = host.hwQueueAlloc(index, address, length)
      queues.set(answer, index)
      log.push({ kind: 'hwQueueAlloc', index, address, length, answer, injected: false, view: undefined })
      return answer
    },
    hwQueueDestroy: (id) => {
      const answer = host.hwQueueDestroy(id)
      log.push({ kind: 'hwQueueDestroy', id, index: queues.get(id) ?? -1, answer, injected: false })
      return answer
    },
  }
}

/** Wraps a device; `done` is given each log once its program is over, which the next device's making tells. */
export function logging(subject: Subject, done: (log: string) => void): { readonly subject: Subject; readonly finish: () => void } {
  let finish = (): void => undefined
  return {
    finish: () => finish(),
    subject: {
      ...subject,
      create: (host, options, near) => {
        finish()
        const asked: Entry[] = []
        const steps: LoggedStep[] = []
        const device = subject.create(overheard(host, asked), options, near)
        const started = asked.splice(0)
        finish = () => {
          finish = () => undefined
          done(formatQemuLog(options.queues, { value: undefined, log: started, backing: undefined }, steps))
        }
        const note = (operation: Operation, value?: number | bigint, whole?: bigint): void => {
          steps.push({ operation, response: { value, log: asked.splice(0), backing: near?.host.pageTouched() === true ? 'page' : 'cache' }, ...(whole !== undefined && { whole }) })
        }
        const plain = (op: 'attach' | 'detach' | 'reset') => (): void => {
          device[op]()
          note({ op })
        }
        const logged: Device = {
          read: (offset, size) => {
            const value = device.read(offset, size)
            const whole = size === 4 && (offset >> 16 === 2 || offset >> 16 === 4) && offset % 0x80 === 0 ? (BigInt(device.read(offset + 4, 4)) << 32n) | BigInt(value) : undefined
            note({ op: 'read', offset, size }, value, whole)
            return value
          },
          write: (offset, size, value) => {
            device.write(offset, size, value)
            note(size === 4 ? { op: 'write', offset, size, value: Number(value) } : { op: 'write', offset, size, value: BigInt(value) })
          },
          attach: plain('attach'),
          detach: plain('detach'),
          reset: plain('reset'),
          event: (map0, map1, lost) => {
            device.event(map0, map1, lost)
            asked.push({ kind: 'event', map0, map1, lost })
            note({ op: 'deliver' })
          },
        }
        return logged
      },
    },
  }
}
