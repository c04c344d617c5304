/** The lines of the performance contract that concern `check`: what is measured, and what is promised. */

const atLeast = (value) => ({ text: `≥ ${value}`, met: (figure) => figure >= value })
const atMost = (value, unit = '') => ({ text: `≤ ${value}${unit}`, met: (figure) => figure <= value })

/** `of` takes a sample of the measurement named, and one of the measurement beside it in the same round, and gives the line's figure. */
export const LINES = [
  { id: 'fast-check-commands', title: 'judged accesses a second, generation and coverage counted in, against the same device, host and readable model driven by fc.commands and fc.modelRun; one thread each', target: atLeast(15), measurement: 'peers', of: ({ engine, commands }) => engine / commands },
  { id: 'hypothesis', title: 'the same against Hypothesis’ RuleBasedStateMachine on an equivalent, smaller pair; one thread each', target: atLeast(1000), measurement: 'peers', of: ({ engine, hypothesis }) => engine / hypothesis },
  { id: 'bare-lockstep', title: 'the same against the bare loop: same device and judge over programs written beforehand, no generation and no coverage', target: atLeast(0.5), measurement: 'lockstep', of: ({ whole, bare }) => whole / bare },
  { id: 'compiled-judge', title: 'the compiled judge against the readable one, programs of all claims', target: atLeast(10), measurement: 'readable', beside: 'compiled', of: ({ nanoseconds }, compiled) => nanoseconds / compiled.nanoseconds },
  { id: 'device-load', title: 'a load from the optimised device against one from a typed array behind the same call', target: atMost(2, ' ×'), measurement: 'loads', of: ({ ratio }) => ratio },
  { id: 'device-store', title: 'a store likewise', target: atMost(2, ' ×'), measurement: 'stores', of: ({ ratio }) => ratio },
  { id: 'device-model', title: 'the optimised device against the readable reference model, an access', target: atLeast(20), measurement: 'model', of: ({ ratio }) => ratio },
  { id: 'device-queues', title: 'an access to the optimised device with 128 queues against one with 2', target: atMost(1.1, ' ×'), measurement: 'queues', of: ({ ratio }) => ratio },
  { id: 'workers', title: 'two workers against one, 3,000 programs a property', target: atLeast(1.8), measurement: 'workers', of: ({ one, two }) => two / one },
  { id: 'help', title: '--help, the whole process', target: atMost(0.15, ' s'), measurement: 'help', of: ({ seconds }) => seconds },
  { id: 'first-verdict', title: 'a verdict on one program, the whole process', target: atMost(0.5, ' s'), measurement: 'first', of: ({ seconds }) => seconds },
  { id: 'default-run', title: 'the default run, all cells and all clauses, the whole process', target: atMost(5, ' s'), measurement: 'run', of: ({ seconds }) => seconds },
  { id: 'memory', title: 'resident memory after 180 s of checking against that after 10 s; once', target: atMost(1.1, ' ×'), measurement: 'memory', once: true, of: ({ levels }) => levels.at(-1).megabytes / levels[0].megabytes },
]

/** Measured once besides, for the tables and plots of docs/performance.md. */
export const BESIDES = ['deviceTable', 'readableMany', 'compiledMany', 'lengths', 'queueCosts', 'profileOrders', 'profileRandom']
