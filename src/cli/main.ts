#!/usr/bin/env node
import { endWith, guardProcess } from './ending.js'
import { main } from './program.js'
import { ownVersion } from './shipped-file.js'
import { PROCESS_STREAMS } from './terminal.js'

guardProcess()
endWith(await main(process.argv.slice(2), PROCESS_STREAMS, ownVersion()))
