import type { Subject } from '../check/lockstep.js'
import { Connection } from './connection.js'
import { FarDevice } from './far-device.js'
import type { Starter } from './line.js'
import { Commands } from './protocol.js'

export { transcriptOf } from './transcript.js'
export type { Ending, Line, Starter } from './line.js'

/** What is checked: a device in another process. Its region lies at `base` of the addresses that it is asked. */
export function remoteSubject(name: string, start: Starter, base: bigint): Subject {
  const connection = new Connection(start)
  const commands = new Commands(base)
  return {
    name,
    afar: true,
    create: (host, options, near) => {
      if (!near) throw new Error(`device ${name} is in another process: it is reached from the checker's side alone`)
      return new FarDevice(connection, commands, host, options, near)
    },
  }
}
