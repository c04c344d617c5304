/**
 * Serves modules whose types were erased: a hook of Node's loader, which runs it in a thread of its own before Node 22.15.
 * The one file in JavaScript, because that thread reads it as it is, also where everything else runs from source.
 */

/**
 * A module without its types, as Node's loader takes it.
 * @typedef {{ readonly format: 'module' | 'commonjs', readonly source: string }} Erased
 */

/** @type {Map<string, Erased>} */
const files = new Map()

/** @param {ReadonlyMap<string, Erased>} more by URL */
export function initialize(more) {
  for (const [url, file] of more) files.set(url, file)
}

/**
 * @template T
 * @param {string} url
 * @param {object} context
 * @param {(url: string, context: object) => T} next
 */
export function load(url, context, next) {
  const file = files.get(url)
  return file ? { ...file, shortCircuit: true } : next(url, context)
}
