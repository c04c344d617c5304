/** The scopes of the Promela model: its letters by their numbers in model.pml, in the notation of properties/alphabets/letters.ts. */
import { scopesFor } from '../../dist/properties/alphabets/index.js'
import { letter } from '../../dist/properties/alphabets/letters.js'
import { region } from '../../dist/properties/adapter.js'
import { lettersOf } from '../../dist/src/check/alphabet.js'
import { compareOperations } from '../../dist/src/check/order.js'

const WORDS = `
  CONFIG=0 CONFIG=1 CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[1]=0 CMDQ_ALLOC_MAP[1]=3 VINTF0_CONFIG=0 VINTF0_CONFIG=1
  d0.CONFIG=0 d0.CONFIG=1 d1.CONFIG=0 d1.CONFIG=1 d0.BASE_L:8=0 d0.BASE_L:8=good d1.BASE_L:8=0 d1.BASE_L:8=good attach
  CMDQ_ALLOC_MAP[0]=3 CMDQ_ALLOC_MAP[1]=1
  d0.PROD_INDX=0 d0.PROD_INDX=1 d1.PROD_INDX=0 d1.PROD_INDX=1 consume0 consume1
  detach reset refuse:hwQueueAlloc
`.trim().split(/\s+/)

/** Numbers of the letters that each switch of the model adds to those that are always there. */
const ALWAYS = 17
const ADDED = { SWAPPED: [17, 18], RUNNING: [19, 20, 21, 22, 23, 24], TEARDOWN: [25, 26], REFUSE: [27] }

/** By name, which with 'two queues, ' before it is that of a scope: the switches with which the model is built. */
export const SWITCHES = {
  control: [],
  swapped: ['SWAPPED', 'TEARDOWN'],
  running: ['RUNNING'],
  lifecycle: ['SWAPPED', 'TEARDOWN', 'REFUSE'],
}

/** The kernel whose behaviour the model has, and the number of VCMDQs. */
export const HEADER = { kernel: '6.17', queues: 2, slots: [] }

const BASIC = Array.from({ length: ALWAYS }, (_, n) => n)

export const scopeNamed = (name) => `two queues, ${name}`

/** Throws for a scope that the model does not have. */
export function switchesOf(name) {
  const switches = SWITCHES[name]
  if (switches === undefined) throw new Error(`no scope '${name}' in the model: it has ${Object.keys(SWITCHES).join(', ')}`)
  return switches
}

/** The numbers of a scope's letters. */
export const numbersOf = (name) => [...BASIC, ...switchesOf(name).flatMap((one) => ADDED[one])]

/** The operation behind a number. */
export const operationOf = (number) => letter(WORDS[number], region)

/** The scope as our own search takes it, its reads with it. Throws when its steps are not the model's letters. */
export function alphabetOf(name) {
  const { letters } = scopesFor(region).find((scope) => scope.name === scopeNamed(name))
  const model = lettersOf(numbersOf(name).map(operationOf), [], region, HEADER.queues)
  const steps = letters.filter(({ last }) => !last)
  const isSame = ({ operation }, i) => compareOperations(operation, model[i].operation, region, HEADER.queues) === 0
  if (steps.length !== model.length || !steps.every(isSame)) throw new Error(`the scope '${scopeNamed(name)}' has other steps than the model`)
  return letters
}
