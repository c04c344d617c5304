/**
 * What is said between checker and device while a program runs, whichever side of a pipe the device is on: reproducers in other
 * languages are made of it. The host's answers and the hardware's words are part of it, so that it can be said again without a
 * host.
 */
import type { Device, Host, Operation, Page0, Program } from '../check/contract.js'
import { Bench } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import type { Spoken } from '../check/transcript.js'
import { errnoName } from '../host/index.js'
import { Commands, event, granted, pageWord, powerOn, refused } from './protocol.js'

/** Numbers are written as the kits write them: who compares what was asked compares text. */
const hex = (value: number | bigint): string => `0x${value.toString(16)}`
const line = (text: string): string => text.trimEnd()
const answerTo = (code: number): string => line(code < 0 ? refused(errnoName(code) ?? 'EIO') : granted())

class Recorder {
  private said: string[] = []
  private heard: string[] = []
  private pages: string[] = []
  private page: Page0 | undefined

  /** A command is given. Words that changed before it come first. */
  command(text: string): void {
    this.said.push(...this.pages, line(text))
    this.pages = []
  }

  changed(offset: number, value: number): void {
    this.pages.push(line(pageWord(offset, value)))
  }

  take(operation: Operation | undefined, value: number | bigint | undefined): Spoken {
    const { said, heard } = this
    this.said = []
    this.heard = []
    return { operation, said, heard, value }
  }

  /** The same host, overheard. */
  overheard(host: Host): Host {
    const asked = (request: string, answer: string): void => {
      this.heard.push(`HOST ${request}`)
      this.said.push(...this.pages, answer)
      this.pages = []
    }
    const plain = (request: string, code: number): number => {
      asked(request, answerTo(code))
      return code
    }
    return {
      viommuAlloc: () => plain('viommu_alloc', host.viommuAlloc()),
      viommuDestroy: () => plain('viommu_destroy', host.viommuDestroy()),
      munmapPage0: () => plain('munmap', host.munmapPage0()),
      hwQueueDestroy: (id) => plain(`hw_queue_destroy ${id}`, host.hwQueueDestroy(id)),
      mmapPage0: () => {
        const page = host.mmapPage0()
        asked('mmap', typeof page === 'number' ? answerTo(page) : 'OK')
        return typeof page === 'number' ? page : this.overheardPage(page, asked)
      },
      hwQueueAlloc: (index, address, length) => {
        const code = host.hwQueueAlloc(index, address, length)
        asked(`hw_queue_alloc ${index} ${hex(address)} ${hex(length)}`, code < 0 ? answerTo(code) : line(granted(code)))
        return code
      },
      isRam: (address, length) => {
        const is = host.isRam(address, length)
        asked(`is_ram ${hex(address)} ${hex(length)}`, line(granted(is ? 1 : 0)))
        return is
      },
      guestMap: (offset, length) => {
        host.guestMap(offset, length)
        asked(`guest_map ${hex(offset)} ${hex(length)}`, 'OK')
      },
      guestUnmap: (offset, length) => {
        host.guestUnmap(offset, length)
        asked(`guest_unmap ${hex(offset)} ${hex(length)}`, 'OK')
      },
      raiseInterrupt: () => {
        host.raiseInterrupt()
        this.heard.push('IRQ raise 0')
      },
    }
  }

  /** One object as long as the host gives one: a device may keep it. */
  private overheardPage(page: Page0, asked: (request: string, answer: string) => void): Page0 {
    this.page ??= {
      load: (offset) => page.load(offset),
      store: (offset, value) => {
        page.store(offset, value)
        asked(`page ${hex(offset)} ${hex(value)}`, line(granted(page.load(offset) >>> 0)))
      },
    }
    return this.page
  }
}

/** Runs a program and writes down what is said. Throws what the device throws: a device that dies has no transcript. */
export function transcriptOf(subject: Subject, program: Program, base: bigint): readonly Spoken[] {
  const recorder = new Recorder()
  const overheard: Subject = {
    ...subject,
    create: (host, options, near) => {
      if (near) near.host.onPageChange = (offset, value) => recorder.changed(offset, value)
      recorder.command(powerOn(options.queues))
      return commanded(subject.create(recorder.overheard(host), options, near), recorder, new Commands(base))
    },
  }
  const bench = new Bench(overheard, program)
  return [recorder.take(undefined, undefined), ...program.operations.map((operation) => recorder.take(operation, bench.perform(operation).value))]
}

/** The same device, whose commands are written down. */
function commanded(device: Device, recorder: Recorder, commands: Commands): Device {
  const plain = (op: 'attach' | 'detach' | 'reset') => (): void => {
    recorder.command(commands.of({ op }))
    device[op]()
  }
  return {
    read: (offset, size) => {
      recorder.command(commands.read(offset, size))
      return device.read(offset, size)
    },
    write: (offset, size, value) => {
      recorder.command(commands.write(offset, size, value))
      device.write(offset, size, value)
    },
    attach: plain('attach'),
    detach: plain('detach'),
    reset: plain('reset'),
    event: (map0, map1, lost) => {
      recorder.command(event(map0, map1, lost))
      device.event(map0, map1, lost)
    },
  }
}
