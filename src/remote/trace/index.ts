export { JudgedLog } from './judged-log.js'
export { parseLine } from './lines.js'
export type { LogLine } from './lines.js'
