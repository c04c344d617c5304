/** Programs of the shipped matrix: several parts of a report ask for each, and reading a token costs more than running it. */
import type { Program } from '../../check/contract.js'
import { decodeToken } from '../../check/token.js'

const known = new Map<string, Program>()

/** The program of a token that comes with the package. */
export function programIn(token: string): Program {
  const program = known.get(token) ?? decodeToken(token)
  known.set(token, program)
  return program
}
