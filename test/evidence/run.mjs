/** `npm run evidence`: writes docs/evidence.json. */
import { register } from 'node:module'

register('../mutants/erase.mjs', import.meta.url)
const { main } = await import(new URL('main.ts', import.meta.url).href)
await main()
