/**
 * Runs a program of this folder, TypeScript as it stands, on what `npm run build` made: `node test/run.mjs mutants/main.ts`.
 * Its module exports `main`.
 */
import { register } from 'node:module'

register('./erase.mjs', import.meta.url)
const { main } = await import(new URL(process.argv[2] ?? '', import.meta.url).href)
await main()
