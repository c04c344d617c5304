/**
 * The checker's host kernel and hardware page, for tests of your own: a device gets `host.port`, and the test sees every
 * call, refuses what it likes, and lets the hardware fetch and fail.
 *
 * @module
 */
export { ERRNO, errnoName, errnoNumber } from '../host/errno.js'
export type { ErrnoName } from '../host/errno.js'
export type { EventRecord } from '../host/events.js'
export { CheckerHost } from '../host/host.js'
export { RAM_END, RAM_START } from '../host/memory.js'
export type { PageWatcher } from '../host/page.js'
export type { Entry, Errno, Header, Host, HwQueueId, Kernel, Page0, RefusableCall, SlotContents, SlotView } from '../check/contract.js'
