/**
 * The fast tests of spec/ and src/device/, part by part. What notices most at least cost stands first: a mutant is run up to
 * the first test that fails. The map of the region and the routes are laid out once for all tests of a part, so the test that
 * looks at all of them has to be the one that comes there.
 */
export const PARTS: Readonly<Record<string, () => Promise<unknown>>> = {
  clauses: () => import('../spec/clauses.test.js'),
  places: () => import('../spec/places.test.js'),
  examples: () => import('../spec/examples.test.js'),
  witnesses: () => import('../spec/witnesses.test.js'),
  accesses: () => import('./accesses.test.js'),
  lives: () => import('./lives.test.js'),
  region: () => import('../device/region.test.js'),
  transitions: () => import('../device/transitions.test.js'),
  releases: () => import('../device/releases.test.js'),
  provoked: () => import('../device/provoked.test.js'),
  bytes: () => import('../device/bytes.test.js'),
  replay: () => import('./replay.test.js'),
}
