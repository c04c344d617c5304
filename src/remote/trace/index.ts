export { JudgedLog } from './judged-log.js'
