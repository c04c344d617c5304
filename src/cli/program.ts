/** The command line: commands, options, examples. Parsing is commander's; every command is a module that is loaded when it is called. */
import { Command, CommanderError, Option } from 'commander'
import { availableParallelism } from 'node:os'
import { DeviceStartError, GivenUpError, WayBackError } from '../check/fault.js'
import { hire } from '../check/crew.js'
import type { CheckFlags } from './check.js'
import { CHECK_WORKER } from './engine.js'
import type { ClausesFlags } from './clauses.js'
import { applyConfig, placedInConfig } from './config.js'
import { addDailyCommands } from './daily-commands.js'
import { addDesignCommands } from './design-commands.js'
import { DEVICE, mayBeFile, withFarOptions } from './device-options.js'
import * as parse from './options.js'
import { DEFAULT_SEED, FULL_RUNS } from './options.js'
import type { ReplayFlags } from './replay.js'
import type { ShrinkFlags } from './shrink.js'
import type { Streams } from './terminal.js'
import type { TraceFlags } from './trace.js'
import { UsageError } from './usage.js'

type Run = (work: Promise<number> | number) => void

const MOST_WORKERS = 256
const MOST_RUNS = 10_000_000

function addCheck(program: Command, run: Run, streams: Streams, args: readonly string[]): void {
  withFarOptions(program.command('check'))
    .description('check a device against every clause (default: the optimised one)')
    .option('--device <device>', DEVICE, 'optimised')
    .option('--queues <n>', 'number of VCMDQs: 1, 2, 4 … 128', parse.valueOf('--queues', parse.queueCount), 2)
    .option('--kernel <generation>', '6.17 or 6.18.9 (default: both)', parse.valueOf('--kernel', parse.kernel))
    .option('--attach <when>', 'any, or first for a device that is only defined once attached', parse.valueOf('--attach', parse.attach), 'any')
    .option('--seed <s>', 'whole number; the same seed gives the same report', parse.valueOf('--seed', parse.seed), DEFAULT_SEED)
    .option('--runs <n>', `programs per property (default: ${FULL_RUNS})`, parse.valueOf('--runs', parse.countUpTo(MOST_RUNS)))
    .option('--time <duration>', 'keep drawing new programs for this time, such as 30s', parse.valueOf('--time', parse.duration))
    .option('--workers <w>', 'threads (default: one per core)', parse.valueOf('--workers', parse.countUpTo(MOST_WORKERS)))
    .option('--property <id>', 'only this property; may be repeated', parse.gather)
    .option('--clause <id>', 'report only this clause; may be repeated', parse.valueOf('--clause', parse.gatherClause))
    .option('--authority <a>', 'authorities that fail the run; may be repeated (default: spec, vendor, kernel)', parse.valueOf('--authority', parse.gatherAuthority))
    .option('--waivers <file>', 'divergences that somebody answers for, until a day: they do not fail', parse.valueOf('--waivers', parse.path))
    .option('--save <folder>', 'keep what is found there; what is there is tried first', parse.valueOf('--save', parse.path))
    .option('--shard <i/n>', 'only this share of the run, such as 2/3; merge makes one report of all', parse.valueOf('--shard', parse.shard))
    .option('--reporter <r>', 'text, json, markdown, junit, sarif, github or html', parse.valueOf('--reporter', parse.checkReporter), 'text')
    .option('--out <file>', 'write the report to a file')
    .option('--also <reporter=file>', 'a further report of the same run, such as html=report.html; may be repeated', parse.valueOf('--also', parse.gatherAlso))
    .option('--watch', 'check again whenever a file of the device changes, what failed last first')
    .addOption(new Option('--first <token>').argParser(parse.gather).hideHelp())
    .addHelpText('after', '\nExample:\n  cmdqv-check check --device ./my-device.mjs --queues 8 --reporter json --out report.json\n\nExit codes: 0 conforms, 1 diverges, 2 usage error, 3 undecided')
    .action((flags: CheckFlags & { readonly watch?: boolean }) => {
      if (flags.watch === true) return run(import('./watch.js').then(({ watchDevice }) => watchDevice(flags.device, args.filter((arg) => arg !== '--watch'), writtenBy(flags), streams)))
      const workers = flags.workers ?? availableParallelism()
      // A device of the user's own is loaded here first: what its workers run is what was read then.
      if (!mayBeFile(flags.device)) hire(CHECK_WORKER, workers)
      return run(import('./check.js').then(({ check }) => check(flags, streams)))
    })
}

/** Files and folders that a check writes. */
const writtenBy = ({ out, also = [], save }: CheckFlags): readonly string[] => [...also.map((one) => one.out), ...(out === undefined ? [] : [out]), ...(save === undefined ? [] : [save])]

function addOthers(program: Command, run: Run, streams: Streams): void {
  withFarOptions(program.command('replay <file|token>'))
    .description('run one program and tell each step: aperture, register, backing, host calls, value, clause')
    .option('--device <device>', DEVICE, 'optimised')
    .option('--as <language>', 'write a test that shows the same instead: c-qtest, qtest, rust or vitest', parse.valueOf('--as', parse.language))
    .option('--trace', 'write the log that QEMU would have written instead')
    .addHelpText('after', '\nExamples:\n  cmdqv-check replay program.json --device ./my-device.mjs\n  cmdqv-check replay program.json --device exec:./my-device --as c-qtest')
    .action((source: string, flags: ReplayFlags) => run(import('./replay.js').then(({ replay }) => replay(source, flags, streams))))
  withFarOptions(program.command('shrink <file|token>'))
    .description('make a program that diverges canonical: the least one found that still breaks the clause')
    .option('--device <device>', DEVICE, 'optimised')
    .option('--attach <when>', 'any, or first for a device that is only defined once attached', parse.valueOf('--attach', parse.attach), 'any')
    .option('--clause <id>', 'the clause to break (default: the first one that the program breaks, one that binds before advice)', parse.valueOf('--clause', parse.clause))
    .option('--reporter <r>', 'text or json', parse.valueOf('--reporter', parse.plainReporter), 'text')
    .option('--out <file>', 'write the shrunk program to a file')
    .addHelpText('after', '\nExample:\n  cmdqv-check shrink program.json --device ./my-device.mjs --out shrunk.json\n\nExit codes: 0 conforms, 1 diverges, 2 usage error')
    .action((source: string, flags: ShrinkFlags) => run(import('./shrink.js').then(({ shrink }) => shrink(source, flags, streams))))
  program
    .command('trace <log...>')
    .description('judge recorded QEMU logs (- for standard input): the first divergence on each clause, with the lines that matter')
    .option('--authority <a>', 'authorities that fail the log; may be repeated (default: spec, vendor, kernel)', parse.valueOf('--authority', parse.gatherAuthority))
    .option('--reporter <r>', 'text, json, markdown, junit, sarif or github', parse.valueOf('--reporter', parse.traceReporter), 'text')
    .option('--out <file>', 'write the report to a file')
    .addHelpText('after', "\nRecord one with: qemu-system-aarch64 … -trace 'tegra241_cmdqv_*' -trace 'iommufd_backend_*' -D qemu.log\n\nExample:\n  cmdqv-check trace qemu.log\n\nExit codes: 0 conforms, 1 diverges, 2 usage error, 3 nothing could be judged")
    .action((logs: readonly string[], flags: TraceFlags) => run(import('./trace.js').then(({ trace }) => trace(logs, flags, streams))))
  program
    .command('clauses')
    .description('list the clauses: authority, source, properties, and the evidence for each')
    .option('--reporter <r>', 'text or json', parse.valueOf('--reporter', parse.plainReporter), 'text')
    .addHelpText('after', '\nExample:\n  cmdqv-check clauses --reporter json')
    .action((flags: ClausesFlags) => run(import('./clauses.js').then(({ clauses }) => clauses(flags, streams))))
}

/** commander puts its suggestion on a line of its own; an error is one line that ends with the next thing to do. */
const oneLineFor = (command: string) => (message: string, write: (text: string) => void): void => {
  const [what = '', suggestion] = message.trimEnd().replace(/\.$/, '').split('\n')
  const next = suggestion ? suggestion.replace(/^\(Did you mean (.*)\?\)$/, 'did you mean $1?') : `${command} --help shows what there is`
  write(`${what}${suggestion ? ':' : ';'} ${next}\n`)
}

/**
 * `check` may be left out. Not told to commander as its default command: it would take a misspelt command for an
 * argument of that default, and could not suggest the right one.
 */
function withCommand(args: readonly string[], known: readonly string[]): string[] {
  const [first, second] = args
  if (first === undefined || (first.startsWith('-') && !['-h', '--help', '-V', '--version'].includes(first))) return ['check', ...args]
  const wanted = first === 'help' ? second : first
  if (wanted === undefined || wanted.startsWith('-') || wanted === 'help' || known.includes(wanted)) return [...args]
  if (first !== 'help' && /[/\\]|\.[cm]?[jt]s$/.test(wanted)) throw new UsageError(`unknown command '${wanted}': did you mean check --device ${wanted}?`)
  return [wanted]
}

/** Runs one command line (without node and script) and answers its exit code. */
export async function main(args: readonly string[], streams: Streams, version: string): Promise<number> {
  let work: Promise<number> | number = 0
  const program = new Command('cmdqv-check')
  program.description('Executable specification and conformance checker for models of the Tegra241 CMDQV device').version(version)
  // Before the commands are added: they take these over.
  program.configureOutput({ writeOut: streams.out, writeErr: streams.err, outputError: oneLineFor('cmdqv-check') })
  program.exitOverride().showSuggestionAfterError(true)
  const run = (begun: Promise<number> | number): void => {
    work = begun
  }
  program.hook('preAction', (_, action) => applyConfig(action))
  addCheck(program, run, streams, args)
  addOthers(program, run, streams)
  addDesignCommands(program, run, streams)
  addDailyCommands(program, run, streams)
  for (const command of program.commands) command.configureOutput({ outputError: oneLineFor(`cmdqv-check ${command.name()}`) })
  try {
    await program.parseAsync(withCommand(args, program.commands.map((command) => command.name())), { from: 'user' })
    return await work
  } catch (error) {
    return told(error, streams)
  }
}

const UNDECIDED = 3

/** One line for a fault of the caller. A fault of ours decides nothing: exit 1 would call the device wrong. */
function told(error: unknown, streams: Streams): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof UsageError || error instanceof DeviceStartError || error instanceof WayBackError || error instanceof GivenUpError) {
    // A device's own message may have several lines.
    streams.err(`error: ${placedInConfig(error.message.trimEnd().replace(/\s*\n\s*/g, ' '))}\n`)
    return 2
  }
  streams.err(`error: cmdqv-check itself failed, please report this: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return UNDECIDED
}
