import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The programs that system tests call, and the Debian package of each; `.ci/run` installs the packages. */
export const debianPackages = {
  chromium: 'chromium',
  cvc5: 'cvc5',
  gcc: 'gcc',
  git: 'git',
  'qemu-system-aarch64': 'qemu-system-arm',
  rustc: 'rustc',
  spin: 'spin',
  z3: 'z3',
} as const

export type Program = keyof typeof debianPackages

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Where a program is. A missing one throws, so that its test fails: a test that skips itself proves nothing, and nobody
 * notices when it stops running.
 */
export function findProgram(program: Program, searchPath: string = process.env['PATH'] ?? ''): string {
  const found = searchPath
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isExecutable)
  if (found === undefined) throw new Error(`${program} is missing: install the Debian package ${debianPackages[program]}`)
  return found
}
