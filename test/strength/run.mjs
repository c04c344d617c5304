/** `npm run strength`. */
import { register } from 'node:module'

register('../mutants/erase.mjs', import.meta.url)
const { main } = await import(new URL('run.ts', import.meta.url).href)
main()
