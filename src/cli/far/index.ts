/** Devices in other processes by name: `exec:COMMAND` and `unix:PATH`. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Subject } from '../../check/lockstep.js'
import { remoteSubject } from '../../remote/index.js'
import { UsageError } from '../usage.js'
import { starterOf } from './line.js'
import { farOptions } from './options.js'
import type { Target } from './post.js'

const FAR = /^(exec|unix):(.*)$/s

/** Whether a name is that of a device in another process. */
export const isFar = (name: string): boolean => FAR.test(name)

/** Threads for work on some devices: of one behind a socket there is no second, while a command can be started again. */
export const workersFor = (devices: readonly string[], wanted = availableParallelism()): number => (devices.some((name) => name.startsWith('unix:')) ? 1 : wanted)

/** A shell does not look in the current folder: whoever leaves out the ./ of his device is told. */
function onThePath(name: string, command: string): void {
  const [program = ''] = command.trim().split(/\s+/)
  const isThere = (folder: string): boolean => existsSync(join(folder, program))
  if (!/^[\w.-]+$/.test(program) || !isThere('.') || (process.env['PATH'] ?? '').split(delimiter).some(isThere)) return
  throw new UsageError(`--device ${name}: there is no program ${program} on the PATH; did you mean exec:./${command.trim()}?`)
}

const known = new Map<string, Subject>()

/** The device behind a name, the same for all work of a thread; nothing is started before it is needed. */
export function farSubject(name: string): Subject {
  const subject = known.get(name) ?? connected(name)
  known.set(name, subject)
  return subject
}

function connected(name: string): Subject {
  const [, kind, rest = ''] = FAR.exec(name) ?? []
  if (rest.trim() === '') throw new UsageError(`--device ${name}: ${kind === 'unix' ? 'the path of a socket' : 'a command'} must follow, such as ${kind === 'unix' ? 'unix:/tmp/device.sock' : 'exec:./my-device'}`)
  if (kind === 'exec') onThePath(name, rest)
  const target: Target = kind === 'unix' ? { unix: rest } : { exec: rest }
  const { base, timeout } = farOptions()
  return remoteSubject(name, starterOf(target, timeout), base)
}
