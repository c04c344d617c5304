/** The command line: commands, options, examples. Parsing is commander's; every command is a function of its own. */
import { Command, CommanderError } from 'commander'
import { DeviceStartError } from '../check/lockstep.js'
import { DEFAULT_SEED, FULL_RUNS, check } from './check.js'
import type { CheckFlags } from './check.js'
import { clauses } from './clauses.js'
import type { ClausesFlags } from './clauses.js'
import * as parse from './options.js'
import { replay } from './replay.js'
import type { ReplayFlags } from './replay.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

const MOST_WORKERS = 256
const MOST_RUNS = 10_000_000

function addCheck(program: Command, run: (work: Promise<number> | number) => void, streams: Streams): void {
  program
    .command('check', { isDefault: true })
    .description('check a device against every clause (default: the optimised one)')
    .option('--device <name|file>', 'optimised, or a JavaScript module that exports a factory', 'optimised')
    .option('--queues <n>', 'number of VCMDQs: 1, 2, 4 … 128', parse.queueCount, 2)
    .option('--kernel <generation>', '6.17 or 6.18.9 (default: both)', parse.kernel)
    .option('--attach <when>', 'any, or first for a device that is only defined once attached', parse.attach, 'any')
    .option('--seed <s>', 'whole number; the same seed gives the same report', parse.seed, DEFAULT_SEED)
    .option('--runs <n>', `programs per property (default: ${FULL_RUNS})`, parse.countUpTo(MOST_RUNS))
    .option('--time <duration>', 'stop after this time, such as 30s', parse.duration)
    .option('--workers <w>', 'threads (default: one per core)', parse.countUpTo(MOST_WORKERS))
    .option('--property <id>', 'only this property; may be repeated', parse.gatherProperty)
    .option('--clause <id>', 'report only this clause; may be repeated', parse.gatherClause)
    .option('--authority <a>', 'authorities that fail the run; may be repeated (default: spec, vendor, kernel)', parse.gatherAuthority)
    .option('--reporter <r>', 'text or json', parse.checkReporter, 'text')
    .option('--out <file>', 'write the report to a file')
    .addHelpText('after', '\nExample:\n  cmdqv-check check --device ./my-device.js --queues 8 --reporter json --out report.json\n\nExit codes: 0 conforms, 1 diverges, 2 usage error, 3 undecided')
    .action((flags: CheckFlags) => run(check(flags, streams)))
}

function addOthers(program: Command, run: (work: Promise<number> | number) => void, streams: Streams): void {
  program
    .command('replay <file|token>')
    .description('run one program and tell each step: aperture, register, backing, host calls, value, clause')
    .option('--device <name|file>', 'optimised, or a JavaScript module that exports a factory', 'optimised')
    .addHelpText('after', '\nExample:\n  cmdqv-check replay program.json --device ./my-device.js')
    .action((source: string, flags: ReplayFlags) => run(replay(source, flags, streams)))
  program
    .command('clauses')
    .description('list the clauses: authority, source, properties')
    .option('--reporter <r>', 'text or json', parse.checkReporter, 'text')
    .addHelpText('after', '\nExample:\n  cmdqv-check clauses --reporter json')
    .action((flags: ClausesFlags) => run(clauses(flags, streams)))
}

/** Runs one command line (without node and script) and answers its exit code. */
export async function main(args: readonly string[], streams: Streams, version: string): Promise<number> {
  let work: Promise<number> | number = 0
  const program = new Command('cmdqv-check')
  program.description('Executable specification and conformance checker for models of the Tegra241 CMDQV device').version(version)
  program.configureOutput({ writeOut: streams.out, writeErr: streams.err })
  program.exitOverride().showSuggestionAfterError(true)
  const run = (begun: Promise<number> | number): void => {
    work = begun
  }
  addCheck(program, run, streams)
  addOthers(program, run, streams)
  for (const command of program.commands) command.exitOverride().configureOutput({ writeOut: streams.out, writeErr: streams.err })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return await work
  } catch (error) {
    return told(error, streams)
  }
}

/** One line for a fault of the caller; anything else is a fault of ours and is thrown on. */
function told(error: unknown, streams: Streams): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof UsageError || error instanceof DeviceStartError) {
    streams.err(`error: ${error.message}\n`)
    return 2
  }
  throw error
}
