/** A worker thread that searches devices over the alphabets: it is handed one device after another. */
import { attend } from '../check/station.js'
import { searchRow } from './rows.js'
import type { RowTask } from './rows.js'

attend(async () => (part: RowTask) => searchRow(part))
