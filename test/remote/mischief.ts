/** What a device in another process may do wrong, beside being a wrong device. */
import { writeSync } from 'node:fs'
import type { Host } from '../../src/check/contract.js'

type Words = readonly string[]
/** Of a command's words, and what makes the reply, what is said instead; undefined for nothing. */
export type Act = (words: Words, reply: () => string) => string | undefined

interface Peer {
  readonly say: (line: string) => void
  readonly flush: () => void
  readonly host: Host
}

/** True from the `after`th access on; power-ons do not count. */
const counted = (after: number) => {
  let seen = 0
  return ([command = '']: Words): boolean => /^(read|write)[lq]$/.test(command) && ++seen >= after
}

const forever = (): never => {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
}

export function mischiefOf(name: string | undefined, after: number, { say, flush, host }: Peer): Act {
  const due = counted(after)
  const when = (act: Act): Act => (words, reply) => (due(words) ? act(words, reply) : reply())
  switch (name) {
    case undefined:
      return (_, reply) => reply()
    case 'dies':
      return when(() => process.exit(3))
    case 'crashes':
      return when(() => {
        console.error('model.c:42: assertion failed')
        process.kill(process.pid, 'SIGSEGV')
        return forever()
      })
    case 'hangs':
      return when(forever)
    case 'half':
      return when(() => {
        writeSync(1, 'OK 0x000')
        process.exit(0)
      })
    case 'garbage':
      return when(() => 'Segmentation fault (core dumped)')
    case 'twice':
      return when((_, reply) => {
        const said = reply()
        say(said)
        return said
      })
    case 'endless':
      return when(() => {
        for (;;) writeSync(1, 'x'.repeat(4096))
      })
    case 'floods':
      return when((_, reply) => {
        for (let i = 0; i < 2000; i++) writeSync(2, `${'noise '.repeat(100)}\n`)
        return reply()
      })
    case 'interrupts':
      return when(() => {
        for (;;) {
          host.raiseInterrupt()
          flush()
        }
      })
    case 'asks':
      return when(() => {
        for (;;) host.isRam(0n, 1n)
      })
    case 'refuses':
      return refusing()
    default:
      throw new Error(`no mischief is called ${name}`)
  }
}

/** A device that cannot begin anew says so. */
function refusing(): Act {
  let used = 0
  return ([command], reply) => (command === 'cmdqv_power_on' && used++ > 0 ? 'FAIL not again' : reply())
}
