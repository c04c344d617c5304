/**
 * The reference model, as it is written to be read: clauses, registers, and a judge that says for each response of a device
 * which clauses forbid it and what each allowed. It knows no device, no host and no test.
 *
 * @module
 */
export { CLAUSES } from './clauses.js'
export type { Authority, Clause, ClauseId } from './clauses.js'
export { allPlaces, decode } from './decode.js'
export type { Aperture, Place, Word as PlacedWord } from './decode.js'
export { fingerprint } from './fingerprint.js'
export type { Words } from './fingerprint.js'
export { judge, judgePowerOn } from './judge.js'
export type { Judgement } from './judge.js'
export type { Forbidden } from './verdicts.js'
export { nameOf } from './names.js'
/** The registers as data: offsets, fields, reset values, and what the guest may write. */
export * as registers from './registers.js'
export type { Mapping } from './mapping.js'
export type { BaseValue } from './memory.js'
export type { Bits } from './bits.js'
export type { Base, ConfigWords, Errors, History, HostSlot, HostView, LastAccess, Origin, QueueHistory, State, Time, Vcmdq, Word } from './state.js'
export type { Answered, DeliveredEvent, Entry, Fetch, HwQueueAlloc, HwQueueDestroy, Operation, Response, Size, SlotView, Store } from './vocabulary.js'
