/**
 * Lets Node run this folder's TypeScript as it stands: types are erased in memory. What it imports from src, spec and
 * properties is what `npm run build` made of them, so that trials run the code that ships and not a second copy of it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const { ModuleKind, ScriptTarget, transpileModule } = createRequire(import.meta.url)('typescript')
const root = new URL('../', import.meta.url).href
const BUILT = /^(src|spec|properties)\//

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  if (!specifier.startsWith('.') || context.parentURL === undefined || !context.parentURL.startsWith(`${root}test/`)) return next(specifier, context)
  const url = new URL(specifier, context.parentURL).href
  const within = url.slice(root.length)
  if (BUILT.test(within)) return { url: `${root}dist/${within}`, shortCircuit: true }
  const source = url.replace(/\.js$/, '.ts')
  return { url: existsSync(fileURLToPath(source)) ? source : url, shortCircuit: true }
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context)
  const { outputText } = transpileModule(readFileSync(fileURLToPath(url), 'utf8'), { fileName: url, compilerOptions: { target: ScriptTarget.ES2023, module: ModuleKind.ESNext } })
  return { format: 'module', source: outputText, shortCircuit: true }
}
