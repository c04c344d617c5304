/** The file of evidence: a clause a line. */
import type { Evidence } from '../../src/cli/evidence.js'

export const formatEvidence = ({ clauses, ...run }: Evidence): string => `${JSON.stringify(run).slice(0, -1)},\n"clauses": [\n${clauses.map((one) => JSON.stringify(one)).join(',\n')}\n]\n}\n`
