/** Starts a process in which TypeScript runs as it stands. A process, as two threads of one take a fifth longer than two processes. */
import { register } from 'node:module'

register('../erase.mjs', import.meta.url)
await import(new URL('work.ts', import.meta.url).href)
