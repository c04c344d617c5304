/**
 * The types behind the functions of `cmdqv-check`, each by its name. None of them is needed to call a function: they are
 * for signatures of your own.
 *
 * @module
 */
export type { Authority, Backing, Clause, DeviceOptions, Entry, Errno, Forbidden, Header, HwQueueId, Kernel, Page0, RefusableCall, Response, Size, SlotContents, SlotView } from '../check/contract.js'
export type { Step } from '../check/lockstep.js'
export type { ArmReport, Count, Coverage, Divergence, JudgedWaiver, Shard, TableReport, Verdict, WaivedDivergence, Waiver, WaiverState } from '../check/report.js'
export type { Kind } from '../check/orderings.js'
export type { Choices, Design, OwnDesign } from '../designs/index.js'
export type { CheckOptions } from './check.js'
export type { ProgramsOptions } from './programs.js'
export type { Broken, Recorded } from './replay.js'
export type { Place } from './settings.js'
export type { ShrinkOptions } from './shrink.js'
