/**
 * Which sources are changed together. What StrykerJS changes it fills with switches, also for the mutants that are not on:
 * with all of spec/ and src/device/ full of them the suite takes 9.8 s instead of 1.7, and a whole run takes more than an
 * hour instead of a fraction. So it is called for a few files after another, the others as they stand.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes of one stage, if not of one file: a call costs seven seconds before its first mutant. */
const STAGE_BYTES = 15_000

/** Every source under some folders, with its size. */
export const sourcesUnder = (root: string, folders: readonly string[]): readonly (readonly [path: string, bytes: number])[] =>
  folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => [`${folder}/${name}`, statSync(join(root, folder, name)).size] as const)).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** Each source in one stage. */
export function stagesOf(sources: readonly (readonly [path: string, bytes: number])[], most = STAGE_BYTES): readonly (readonly string[])[] {
  const stages: { readonly paths: string[]; bytes: number }[] = []
  for (const [path, bytes] of sources) {
    const last = stages.at(-1)
    if (last && last.bytes + bytes <= most) {
      last.paths.push(path)
      last.bytes += bytes
    } else stages.push({ paths: [path], bytes })
  }
  return stages.map(({ paths }) => paths)
}
