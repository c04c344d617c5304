/** The commands around a check: `merge` and `init`. */
import type { Command } from 'commander'
import type { InitFlags } from './init.js'
import * as parse from './options.js'
import type { ReportFlags } from './reporters.js'
import type { Streams } from './terminal.js'

type Run = (work: Promise<number> | number) => void

export function addDailyCommands(program: Command, run: Run, streams: Streams): void {
  program
    .command('merge <report...>')
    .description('one report of all shards of a run, from what check --shard i/n --reporter json wrote')
    .option('--reporter <r>', 'text, json, markdown, junit, sarif, github or html', parse.valueOf('--reporter', parse.checkReporter), 'text')
    .option('--out <file>', 'write the report to a file')
    .option('--also <reporter=file>', 'a further report of the same run, such as html=report.html; may be repeated', parse.valueOf('--also', parse.gatherAlso))
    .addHelpText('after', '\nExamples:\n  cmdqv-check check --shard 1/2 --reporter json --out 1.json\n  cmdqv-check check --shard 2/2 --reporter json --out 2.json\n  cmdqv-check merge 1.json 2.json\n\nExit codes: as of check')
    .action((files: readonly string[], flags: ReportFlags) => run(import('./merge.js').then(({ merge }) => merge(files, flags, streams))))
  program
    .command('init [folder]')
    .description('begin: write the settings, a first device and a workflow that checks it on every commit')
    .option('--kit <language>', 'js, c or rust: the language of the device', parse.valueOf('--kit', parse.kit), 'js')
    .addHelpText('after', '\nExamples:\n  cmdqv-check init\n  cmdqv-check init my-model --kit c\n\nExit codes: 0 written, 2 a file is there already')
    .action((folder: string | undefined, flags: InitFlags) => run(import('./init.js').then(({ init }) => init(folder ?? '.', flags, streams))))
}
