/**
 * The fast tests of spec/. What notices most at least cost stands first: a mutant is run up to the first test that fails. The
 * map of the region is made once for all tests, so the test that looks at all of it has to be the one that comes there.
 */
import { loaded } from './loaded.js'

await loaded([
  () => import('../spec/clauses.test.js'),
  () => import('../spec/places.test.js'),
  () => import('../spec/examples.test.js'),
  () => import('../spec/witnesses.test.js'),
  () => import('./accesses.test.js'),
  () => import('./lives.test.js'),
])
