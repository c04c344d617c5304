/**
 * The fast tests of src/device/, those of the whole region first: routes are laid out once for all devices of a size, so the
 * test that looks at all of them has to be the one that comes there. A mutant is run up to the first test that fails.
 */
import { loaded } from './loaded.js'

await loaded([
  () => import('../device/region.test.js'),
  () => import('../device/transitions.test.js'),
  () => import('../device/releases.test.js'),
  () => import('../device/provoked.test.js'),
  () => import('../device/bytes.test.js'),
  () => import('./replay.test.js'),
])
