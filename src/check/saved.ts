/** Programs that are kept from run to run: as files that a reviewer reads, and as an arm that is run before all others. */
import type { Kernel, Program } from './contract.js'
import type { Arm, RunOptions } from './plan.js'
import { attachedThroughout } from './lockstep.js'
import { decodeToken } from './token.js'

/** Tokens of kept programs, the shortest first in each tier. */
export interface Saved {
  /** Programs that diverged. */
  readonly divergences: readonly string[]
  /** Programs that reached what no other had. */
  readonly coverage: readonly string[]
}

export const SAVED_ARM = 'saved programs'

/** Whether a kept program can be run in this run: it was made for as many VCMDQs, and by its rules. */
export const fits = (program: Program, { queues, kernels, attachFirst }: Pick<RunOptions, 'queues' | 'kernels' | 'attachFirst'>): boolean =>
  program.queues === queues && kernels.includes(program.kernel satisfies Kernel) && (!attachFirst || attachedThroughout(program))

/** The kept programs, those that diverged in one part and the others in another: also where there are none, so that shards agree on the parts of a run. */
export function savedArms<S>({ divergences, coverage }: Saved): Arm<S>[] {
  const tiers = [divergences, coverage]
  return [{
    name: SAVED_ARM,
    parts: tiers.length,
    random: false,
    first: true,
    run(part, recorder) {
      for (const token of tiers[part] ?? []) recorder.run(decodeToken(token))
    },
  }]
}

/** A kept program as text; only its token is read again. */
export interface Keepsake {
  readonly headline: string
  /** Name and value, a line each. */
  readonly facts: readonly (readonly [string, string])[]
  /** The program for a reader, a line for each operation. */
  readonly steps: readonly string[]
  readonly token: string
}

const WIDTH = 9

/** The text of a file. What a device says may have lines of its own: here each fact is one. */
export const keepsakeText = ({ headline, facts, steps, token }: Keepsake): string =>
  `${[`# ${headline}`, ...[...facts, ['replay', token] as const].map(([name, value]) => `${name.padEnd(WIDTH)}${value.replace(/\s+/g, ' ')}`), 'program', ...steps].join('\n')}\n`

/** The token in the text of a file; undefined where there is none. */
export const tokenIn = (text: string): string | undefined => /^replay +(cq1\.[\w-]+)$/m.exec(text.replace(/\r$/gm, ''))?.[1]
