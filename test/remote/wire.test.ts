/** The transcript in docs/remote-devices.md is what is said. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { peer } from './dist.js'
import { wireIn } from './wire.js'

test('a device answers as the transcript has it', () => {
  const { design, said, heard } = wireIn(readFileSync(new URL('../../docs/remote-devices.md', import.meta.url), 'utf8'))
  const { stdout } = spawnSync('/bin/sh', ['-c', peer(design).replace('exec:', '')], { encoding: 'utf8', input: said })
  expect(stdout).toBe(heard)
})
