/** Options of devices in other processes: the same for every command that takes a device, and for all threads. */
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'

export interface FarOptions {
  /** Address of the region. */
  readonly base: bigint
  /** Milliseconds of silence after which a device hangs. */
  readonly timeout: number
}

const KEY = 'cmdqv-check: devices in other processes'
export const FAR_DEFAULTS: FarOptions = { base: 0n, timeout: 2000 }

/** For this thread and all that are started after. */
export const setFarOptions = (options: FarOptions): void => setEnvironmentData(KEY, options)

export const farOptions = (): FarOptions => (getEnvironmentData(KEY) as FarOptions | undefined) ?? FAR_DEFAULTS // set above, by nobody else
