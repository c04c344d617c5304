/** The program as lines for a device that reads them: its answers are ours, so it can be piped in without a checker. */
import type { Reproduction } from '../../check/transcript.js'

export const formatQtest = ({ spoken }: Reproduction): string => `${spoken.flatMap(({ said }) => said).join('\n')}\n`
