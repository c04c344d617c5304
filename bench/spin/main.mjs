/** Whether a module is the program that Node was started with, and not a part of another. */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const isMain = (url) => process.argv[1] !== undefined && realpathSync(process.argv[1]) === realpathSync(fileURLToPath(url))
