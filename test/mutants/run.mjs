/** `npm run mutants`: brings every mutant to account and writes docs/mutants.json and docs/mutants.md. */
import { register } from 'node:module'

register('./erase.mjs', import.meta.url)
const { main } = await import(new URL('main.ts', import.meta.url).href)
await main()
