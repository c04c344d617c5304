/** The kits and what is written with them, built by the compilers of the system. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findProgram } from './programs.js'

export const root = resolve(import.meta.dirname, '../..')
export const folder = mkdtempSync(join(tmpdir(), 'cmdqv-built-'))

const STRICT = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-g']
const SANITIZED = ['-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=undefined']

/** Compiles C against the kit; the path of the program. Throws with what the compiler says. */
export function builtC(name: string, sources: readonly string[], flags: readonly string[] = SANITIZED): string {
  const program = join(folder, name)
  execFileSync(findProgram('gcc'), [...STRICT, ...flags, '-I', join(root, 'adapters/c'), '-o', program, ...sources], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
  return program
}

/** Compiles one Rust file; the path of the program. */
export function builtRust(name: string, source: string, ...flags: readonly string[]): string {
  const program = join(folder, name)
  execFileSync(findProgram('rustc'), ['--edition', '2021', '-O', '-D', 'warnings', ...flags, '-o', program, source], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
  return program
}

const KIT = 'adapters/c/cmdqv_kit.c'
export const exampleC = (): string => builtC('example-c', ['adapters/c/example.c', KIT])
export const ownC = (name: string, source: string): string => builtC(name, [source, KIT])
export const exampleRust = (): string => builtRust('example-rust', 'adapters/rust/example.rs')
