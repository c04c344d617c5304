/** The fast tests of src/device/. What notices most at least cost stands first: a mutant is run up to the first test that fails. */
import { loaded } from './loaded.js'

await loaded([
  () => import('../device/transitions.test.js'),
  () => import('../device/releases.test.js'),
  () => import('../device/provoked.test.js'),
  () => import('../device/bytes.test.js'),
  () => import('../device/region.test.js'),
  () => import('./replay.test.js'),
])
