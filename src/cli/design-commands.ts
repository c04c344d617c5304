/** The commands that search and explore: `designs`, `explain`, `diff`, `prove`. */
import { Option } from 'commander'
import type { Command } from 'commander'
import type { DesignsFlags } from './designs.js'
import type { DiffFlags } from './diff.js'
import type { ExplainFlags } from './explain.js'
import { DEVICE, withFarOptions } from './device-options.js'
import * as parse from './options.js'
import { DEFAULT_SEED } from './options.js'
import type { SmtFlags } from './smt.js'
import type { Streams } from './terminal.js'
import type { VaryFlags } from './vary.js'

type Run = (work: Promise<number> | number) => void

const MOST_WORKERS = 256
const MOST_DEPTH = 30
const MOST_RUNS = 10_000_000
/** Programs that `diff` draws. */
const DRAWN_RUNS = 500

function addDesigns(program: Command, run: Run, streams: Streams): void {
  withFarOptions(program.command('designs'))
    .description('the matrix: public designs × clauses, with the length of each canonical counterexample')
    .option('--device <device>', 'only this device, instead of all public designs and the optimised one; may be repeated', parse.gather)
    .option('--clause <id>', 'look for this clause only; may be repeated', parse.valueOf('--clause', parse.gatherClause))
    .option('--depth <d>', 'look at programs of up to so many operations (default: as the alphabet has it)', parse.valueOf('--depth', parse.countUpTo(MOST_DEPTH)))
    .option('--seed <s>', 'accepted as everywhere; the searches are exhaustive, and nothing is drawn', parse.valueOf('--seed', parse.seed))
    .option('--workers <w>', 'threads (default: one per core)', parse.valueOf('--workers', parse.countUpTo(MOST_WORKERS)))
    .addOption(new Option('--reporter <r>', 'text, json or markdown').argParser(parse.valueOf('--reporter', parse.matrixReporter)).default('text'))
    .option('--document <folder>', 'write designs.md, with a paragraph for each broken cell, and designs.json there')
    .option('--vary <design>', 'instead of the matrix: which single changes of this design, and which pairs of them, mend or break which clause')
    .option('--choice <name>', 'with --vary: only changes of this choice; may be repeated', parse.valueOf('--choice', parse.gatherChoice))
    .option('--out <file>', 'write the matrix to a file')
    .addHelpText('after', '\nExamples:\n  cmdqv-check designs --reporter markdown --out matrix.md\n  cmdqv-check designs --vary fixed-2026-07 --choice sync\n\nExit codes: 0 all searches complete, 2 usage error, 3 undecided')
    .action((flags: DesignsFlags & VaryFlags) => run(flags.vary === undefined && flags.choice === undefined ? import('./designs.js').then(({ designs }) => designs(flags, streams)) : import('./vary.js').then(({ varied }) => varied(flags, streams))))
}

function addExplain(program: Command, run: Run, streams: Streams): void {
  withFarOptions(program.command('explain <design|clause> [clause]'))
    .description('the story of one cell of the matrix: program, routing, cause, what is left once that is mended; or of one clause')
    .option('--queues <n>', 'number of VCMDQs: 1, 2, 4 … 128', parse.valueOf('--queues', parse.queueCount), 2)
    .option('--depth <d>', 'look at programs of up to so many operations (default: as the alphabet has it)', parse.valueOf('--depth', parse.countUpTo(MOST_DEPTH)))
    .addOption(new Option('--reporter <r>', 'text, json or markdown').argParser(parse.valueOf('--reporter', parse.matrixReporter)).default('text'))
    .option('--out <file>', 'write the report to a file')
    .addHelpText('after', '\nA design is named as for --device of check.\n\nExamples:\n  cmdqv-check explain rfc-2025-12 P176-DIRECT\n  cmdqv-check explain P176-DIRECT\n\nExit codes: 0 explained, whatever the answer, 2 usage error')
    .action((first: string, second: string | undefined, flags: ExplainFlags) => run(import('./explain.js').then(({ explain }) => explain(first, second, flags, streams))))
}

function addDiff(program: Command, run: Run, streams: Streams): void {
  withFarOptions(program.command('diff <a> <b>'))
    .description('one device against another, without the specification: the shortest program that tells them apart')
    .option('--observe <who>', 'guest: values read, interrupts, commands fetched; host: host calls and stores to the page as well', parse.valueOf('--observe', parse.observer), 'guest')
    .option('--queues <n>', 'number of VCMDQs: 1, 2, 4 … 128', parse.valueOf('--queues', parse.queueCount), 2)
    .option('--depth <d>', 'look at programs of up to so many operations (default: over small alphabets until nothing new is left)', parse.valueOf('--depth', parse.countUpTo(MOST_DEPTH)))
    .option('--runs <n>', 'programs drawn when the searches find nothing', parse.valueOf('--runs', parse.countUpTo(MOST_RUNS)), DRAWN_RUNS)
    .option('--seed <s>', 'whole number; the same seed draws the same programs', parse.valueOf('--seed', parse.seed), DEFAULT_SEED)
    .option('--reporter <r>', 'text or json', parse.valueOf('--reporter', parse.plainReporter), 'text')
    .option('--out <file>', 'write the report to a file')
    .addHelpText('after', '\nA and B are named as for --device of check.\n\nExample:\n  cmdqv-check diff ./before.mjs ./after.mjs --observe host\n\nExit codes: 0 no difference, 1 they differ, 2 usage error')
    .action((a: string, b: string, flags: DiffFlags) => run(import('./diff.js').then(({ diff }) => diff(a, b, flags, streams))))
}

async function proved(flags: SmtFlags, streams: Streams): Promise<number> {
  const { checkSmtFlags, proveBySolvers } = await import('./smt.js')
  checkSmtFlags(flags)
  return flags.smt ? proveBySolvers(flags, streams) : (await import('./prove.js')).prove(flags, streams)
}

function addProve(program: Command, run: Run, streams: Streams): void {
  withFarOptions(program.command('prove'))
    .description('explore a device to closure, scope by scope: no program of any length over these alphabets diverges')
    .option('--device <device>', DEVICE, 'optimised')
    .option('--scope <name>', 'only this scope, such as "two queues, running"; may be repeated', parse.gather)
    .option('--kernel <generation>', '6.17 or 6.18.9 (default: both)', parse.valueOf('--kernel', parse.kernel))
    .option('--authority <a>', 'authorities whose clauses refute; may be repeated (default: spec, vendor, kernel)', parse.valueOf('--authority', parse.gatherAuthority))
    .option('--time <duration>', 'stop after this time, such as 30s, and say how deep that was (default: to the end)', parse.valueOf('--time', parse.duration))
    .option('--exact', 'keep every state word by word as well: no two can be taken for one (slow)')
    .option('--smt', 'instead of exploring: routing and aliasing of the optimised device for every value, by SMT solvers')
    .option('--solver <name>', 'with --smt: z3-solver (npm), z3 or cvc5 (Debian); may be repeated (default: all that are installed)', parse.gather)
    .option('--smt-files <folder>', 'with --smt: write what the solvers are asked there, as SMT-LIB, for any solver')
    .option('--seed <s>', 'accepted as everywhere; the exploration is exhaustive, and nothing is drawn', parse.valueOf('--seed', parse.seed))
    .option('--workers <w>', 'threads (default: one per core)', parse.valueOf('--workers', parse.countUpTo(MOST_WORKERS)))
    .option('--reporter <r>', 'text or json', parse.valueOf('--reporter', parse.plainReporter), 'text')
    .option('--out <file>', 'write the report to a file')
    .addHelpText('after', '\nExamples:\n  cmdqv-check prove --device ./my-device.mjs\n  cmdqv-check prove --scope "two queues, swapped"\n  cmdqv-check prove --smt --smt-files questions\n\nExit codes: 0 conforms, 1 diverges, 2 usage error, 3 undecided')
    .action((flags: SmtFlags) => run(proved(flags, streams)))
}

export function addDesignCommands(program: Command, run: Run, streams: Streams): void {
  addDesigns(program, run, streams)
  addExplain(program, run, streams)
  addDiff(program, run, streams)
  addProve(program, run, streams)
}
