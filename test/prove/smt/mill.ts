/** The encoding and the device's modules with one line changed, compiled in memory: what ships has no switch for any of this. */
import * as lockstep from '../../../src/check/lockstep.js'
import * as source from '../../../src/check/source.js'
import * as values from '../../../src/check/values.js'
import type * as correspondence from '../../../src/prove/smt/correspondence.js'
import type { DeviceCode } from '../../../src/prove/smt/code.js'
import type * as evaluation from '../../../src/prove/smt/evaluate.js'
import type * as invariant from '../../../src/prove/smt/invariant.js'
import type * as obligations from '../../../src/prove/smt/obligations.js'
import type * as parts from '../../../src/prove/smt/parts.js'
import type * as questions from '../../../src/prove/smt/questions.js'
import type * as table from '../../../src/prove/smt/table.js'
import { DEVICE, Mill, Modules } from '../../planted/mill.js'
import type { Rewrite } from '../../planted/mill.js'

/** Every part of the encoding that a test uses. */
export type Encoding = typeof correspondence & typeof evaluation & typeof invariant & typeof obligations & typeof parts & typeof questions & typeof table

const ENCODING = new Mill('src/prove/smt')
/** What the encoding imports from elsewhere: as it stands. */
const OUTSIDE: Readonly<Record<string, unknown>> = { '../../check/lockstep.js': lockstep, '../../check/source.js': source, '../../check/values.js': values }

/** The encoding, with one line changed. */
export function encodingWith(...rewrites: readonly Rewrite[]): Encoding {
  const modules = new Modules(ENCODING.codeWith(rewrites), { outside: OUTSIDE })
  const all = ['correspondence.ts', 'evaluate.ts', 'invariant.ts', 'obligations.ts', 'parts.ts', 'questions.ts', 'table.ts'].map((file) => modules.take(file))
  return Object.assign({}, ...all) as Encoding // the modules' own types, which compiling in memory loses
}

/** The device's tables and layout, with one line changed. */
export function codeWith(...rewrites: readonly Rewrite[]): DeviceCode {
  const modules = new Modules(DEVICE.codeWith(rewrites))
  const routes = modules.take('routing.ts') as unknown as DeviceCode['routes'] & { readonly Routing: new (queues: number) => ReturnType<DeviceCode['routing']> } // as above
  return { routing: (queues) => new routes.Routing(queues), routes, layout: modules.take('layout.ts') as unknown as DeviceCode['layout'] } // as above
}
