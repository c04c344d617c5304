/** Writes lives.json, from what `npm run build` made. */
import { register } from 'node:module'

register('../mutants/erase.mjs', import.meta.url)
const { main } = await import(new URL('record.ts', import.meta.url).href)
main()
