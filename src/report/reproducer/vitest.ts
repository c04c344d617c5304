/** The program as a case for vitest, for a device in JavaScript or TypeScript: the judge is part of it. */
import type { Reproduction } from '../../check/transcript.js'
import type { Region } from '../../check/region.js'
import { briefly, heading, nameOf } from './sentence.js'

export function formatVitest(reproduction: Reproduction, region: Region): string {
  const { spoken, program, token, broken } = reproduction
  return [
    ...heading(reproduction).map((line) => `// ${line}`),
    "import { expect, test } from 'vitest'",
    "import { replay } from 'cmdqv-check'",
    "import create from './my-device.js' // what makes your device: (host, { queues }) => device",
    '',
    `test('${nameOf(reproduction)}', () => {`,
    ...spoken.slice(1).map((one) => `  // ${briefly(one, region, program.queues)}`),
    `  const broken = replay(create, '${token}')`,
    broken === undefined ? '  expect(broken).toEqual([])' : `  expect(broken.filter(({ clause }) => clause === '${broken.clause}')).toEqual([])`,
    '})',
    '',
  ].join('\n')
}
