/** What every command that takes a device says of it, and the options of devices in other processes. */
import type { Command } from 'commander'
import { FAR_DEFAULTS, setFarOptions } from './far/options.js'
import * as parse from './options.js'

/** What --device takes. */
export const DEVICE = 'optimised, a public design such as rfc-2025-12, a file (a design in JSON, or a JavaScript or TypeScript module that exports a design or a factory), or a device in another process: exec:COMMAND or unix:PATH'

/** Whether a device's name may be that of a file: no device of the package has a dot or a slash in its name. */
export const mayBeFile = (name: string): boolean => /[./\\]/.test(name)

interface FarFlags {
  readonly base?: bigint
  readonly timeout: number
}

/** Adds --base and --timeout. They hold for every device of the command. */
export const withFarOptions = (command: Command): Command =>
  command
    .option('--base <address>', 'address of the region, for exec: and unix: (default: 0)', parse.valueOf('--base', parse.address))
    .option('--timeout <ms>', 'silence after which such a device hangs', parse.valueOf('--timeout', parse.milliseconds), FAR_DEFAULTS.timeout)
    .hook('preAction', (_, action) => {
      const { base = FAR_DEFAULTS.base, timeout } = action.opts<FarFlags>()
      setFarOptions({ base, timeout })
    })
