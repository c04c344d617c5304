/** Operations and programs as keys of maps: equal keys, equal meaning. */
import type { Header, Operation, Program } from './contract.js'

/** By identity: the candidates of one search share most of their operations. */
const keys = new WeakMap<Operation, string>()

function written(operation: Operation): string {
  switch (operation.op) {
    case 'read':
      return `r${operation.size} ${operation.offset}`
    case 'write':
      return `w${operation.size} ${operation.offset} ${operation.value}`
    case 'consume':
      return `c${operation.l} ${operation.n}`
    case 'fault':
      return `f${operation.l} ${operation.code}`
    case 'refuse':
      return `refuse ${operation.call} ${operation.errno} ${operation.times ?? ''}`
    case 'allow':
      return `allow ${operation.call}`
    default:
      return operation.op
  }
}

/** The same text for the same operation. */
export function operationKey(operation: Operation): string {
  const known = keys.get(operation)
  if (known !== undefined) return known
  const key = written(operation)
  keys.set(operation, key)
  return key
}

/** The same text for the same header. */
export function headerKey({ kernel, queues, slots }: Header): string {
  let key = `${kernel} ${queues}`
  for (const { prod, cons, config, gerror, gerrorn } of slots) key += `,${prod} ${cons} ${config} ${gerror} ${gerrorn}`
  return key
}

/** The same text for the same program. */
export function programKey(program: Program): string {
  let key = headerKey(program)
  for (const operation of program.operations) key += `;${operationKey(operation)}`
  return key
}
