/** The fast tests of spec/. What notices most at least cost stands first: a mutant is run up to the first test that fails. */
import { loaded } from './loaded.js'

await loaded([
  () => import('../spec/clauses.test.js'),
  () => import('../spec/examples.test.js'),
  () => import('../spec/witnesses.test.js'),
  () => import('./accesses.test.js'),
  () => import('./lives.test.js'),
])
