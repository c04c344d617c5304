#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { endWith, guardProcess } from './ending.js'
import { main } from './program.js'
import { PROCESS_STREAMS } from './terminal.js'

// dist/src/cli/main.js is three folders below the package.
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { readonly version: string } // our own package.json
guardProcess()
endWith(await main(process.argv.slice(2), PROCESS_STREAMS, version))
