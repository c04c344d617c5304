/** Starts a worker thread in which TypeScript runs as it stands: hooks of the main thread do not reach it. */
import { register } from 'node:module'

register('../erase.mjs', import.meta.url)
await import(new URL('work.ts', import.meta.url).href)
