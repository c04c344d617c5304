/** The alphabets of the Promela model: its letters by their numbers in model.pml, in the notation of properties/alphabets/letters.ts. */
import { letter } from '../../dist/properties/alphabets/letters.js'
import { region } from '../../dist/properties/adapter.js'
import { lettersOf } from '../../dist/src/check/alphabet.js'

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

/** By name: the switches with which the model is built. */
export const SWITCHES = {
  control: [],
  swapped: ['SWAPPED'],
  running: ['RUNNING'],
  lifecycle: ['SWAPPED', 'TEARDOWN', 'REFUSE'],
}

/** The kernel whose behaviour the model has, and the number of VCMDQs. */
export const HEADER = { kernel: '6.17', queues: 2, slots: [] }

const BASIC = Array.from({ length: ALWAYS }, (_, n) => n)

function switchesOf(name) {
  const switches = SWITCHES[name]
  if (switches === undefined) throw new Error(`no alphabet '${name}': known are ${Object.keys(SWITCHES).join(', ')}`)
  return switches
}

/** The numbers of an alphabet's letters. */
export const numbersOf = (name) => [...BASIC, ...switchesOf(name).flatMap((one) => ADDED[one])]

/** The operation behind a number. */
export const operationOf = (number) => letter(WORDS[number], region)

/** The alphabet as our own explorer takes it. */
export const alphabetOf = (name) => lettersOf(numbersOf(name).map(operationOf), [], region, HEADER.queues)
