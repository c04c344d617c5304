/** Devices that are given as arguments of a command and not by an option. */
import { UsageError } from './usage.js'

/** Waits for a device to load; what is wrong with it is told by its name alone, since nobody typed `--device`. */
export async function asArgument<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(error.message.replace(/^--device /, '')) : error
  }
}
