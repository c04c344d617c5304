/**
 * z3 in a process of its own: it keeps threads of which it does not let go, and a question that takes too long can only be
 * ended with the process. Messages come one at a time.
 *
 * The text of a question goes to solver_from_string, which has read it when it returns. eval_smtlib2_string must not be
 * used: it hands its text to a thread and takes the memory back at once, so that another question may be answered.
 */
import { init } from 'z3-solver'
import { reasonOf } from '../check/fault.js'

/** One question; `time` is in milliseconds. */
export interface Z3Question {
  readonly text: string
  readonly time: number
}

export interface Z3Answer {
  readonly answer: 'unsat' | 'sat' | 'unknown' | 'failed'
  /** Values for `sat`, the reason otherwise. */
  readonly text: string
}

export interface Z3Ready {
  readonly version: string
}

const { Z3 } = await init()
type Context = ReturnType<typeof Z3.mk_context>

/** `set-logic` is not read here: a solver is made for the logic instead, and is several times faster for it. */
const LOGIC = 'QF_BV'

function limited(context: Context, solver: ReturnType<typeof Z3.mk_solver>, time: number): void {
  const params = Z3.mk_params(context)
  Z3.params_inc_ref(context, params)
  Z3.params_set_uint(context, params, Z3.mk_string_symbol(context, 'timeout'), time)
  Z3.solver_set_params(context, solver, params)
}

async function answered({ text, time }: Z3Question): Promise<Z3Answer> {
  const context = Z3.mk_context(Z3.mk_config())
  try {
    const solver = Z3.mk_solver_for_logic(context, Z3.mk_string_symbol(context, LOGIC))
    Z3.solver_inc_ref(context, solver)
    limited(context, solver, time)
    Z3.solver_from_string(context, solver, text)
    const asserted = text.match(/^\(assert /gm)?.length ?? 0
    const read = Z3.ast_vector_size(context, Z3.solver_get_assertions(context, solver))
    if (read !== asserted) return { answer: 'failed', text: `it read ${read} of ${asserted} assertions` }
    const verdict: number = await Z3.solver_check(context, solver)
    if (verdict === -1) return { answer: 'unsat', text: '' }
    if (verdict === 0) return { answer: 'unknown', text: Z3.solver_get_reason_unknown(context, solver) }
    return { answer: 'sat', text: Z3.model_to_string(context, Z3.solver_get_model(context, solver)) }
  } finally {
    Z3.del_context(context)
  }
}

const send = (message: Z3Answer | Z3Ready): void => void process.send?.(message)

process.on('message', (message) => {
  const asked = message as Z3Question // from solvers.ts alone
  answered(asked).then(send, (error: unknown) => send({ answer: 'failed', text: reasonOf(error) }))
})
const { major, minor, build_number: build } = Z3.get_version()
send({ version: `${major}.${minor}.${build}` })
