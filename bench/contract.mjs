/** The lines of the performance contract: what is measured, and what is promised. */

const atLeast = (value) => ({ text: `≥ ${value}`, met: (figure) => figure >= value })
const atMost = (value, unit = '') => ({ text: `≤ ${value}${unit}`, met: (figure) => figure <= value })

/** How many times as many states a second as Spin. Throws where the two did not do the same. */
function againstSpin(ours, spin) {
  if (ours.states !== spin.states || ours.transitions !== spin.transitions) throw new Error(`Spin has ${spin.states} states and ${spin.transitions} transitions where we have ${ours.states} and ${ours.transitions}`)
  return spin.seconds / ours.seconds
}

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
  { id: 'prove-spin', title: 'states a second of `prove`, and with them steps a second, over “two queues, lifecycle” against Spin’s over the same states and steps of a model; one thread each, start-up and compilation apart', target: atLeast(2), measurement: 'proveLifecycle', beside: 'spinLifecycle', of: againstSpin },
  { id: 'prove-spin-running', title: 'the same over “two queues, running”', target: atLeast(2), measurement: 'proveRunning', beside: 'spinRunning', of: againstSpin },
  { id: 'prove-before-spin', title: '“two queues, lifecycle” from the start of the process to the proof, against Spin’s whole with its program generated and compiled, not optimised, which is sooner', target: atLeast(1), measurement: 'proveLifecycle', beside: 'spinLifecycle', of: ({ whole }, spin) => spin.soonest / whole },
  { id: 'prove-before-spin-running', title: 'the same over “two queues, running”', target: atLeast(1), measurement: 'proveRunning', beside: 'spinRunning', of: ({ whole }, spin) => spin.soonest / whole },
  { id: 'prove-rate', title: 'new states a second of `prove` over “two queues, lifecycle”, one thread', target: atLeast(1_000_000), measurement: 'proveLifecycle', of: ({ states, seconds }) => states / seconds },
  { id: 'pipe', title: 'judged accesses a second over a pipe to the example in C, none of which asks anything of the host', target: atLeast(100_000), measurement: 'pipe', of: ({ quiet }) => quiet },
  { id: 'pipe-asking', title: 'the same where each access asks once', target: atLeast(8_000), measurement: 'pipe', of: ({ asking }) => asking },
  { id: 'pipe-shrink', title: 'shrinking one divergence of the example in C over a pipe, the median of its clauses', target: atMost(0.5, ' s'), measurement: 'pipeShrink', of: ({ seconds }) => seconds },
  { id: 'trace', title: 'lines of a log of eight million that `trace` judges a second, one thread, the whole process', target: atLeast(500_000), measurement: 'trace', of: ({ rate }) => rate },
  { id: 'trace-memory', title: 'memory of `trace` over a log of eight million lines against one of two', target: atMost(1.1, ' ×'), measurement: 'trace', of: ({ growth }) => growth },
  { id: 'prove-memory', title: 'the set of states, likewise: bytes a state', target: atMost(16), measurement: 'proveLifecycle', of: ({ bytesPerState }) => bytesPerState },
]

/** Measured once besides, for the tables and plots of docs/performance.md. */
export const BESIDES = ['deviceTable', 'readableMany', 'compiledMany', 'lengths', 'queueCosts', 'profileOrders', 'profileRandom', 'proveControl', 'spinControl', 'proveSwapped', 'spinSwapped', 'profileLifecycle', 'profileRunning', 'internedLifecycle', 'internedRunning', 'reductions', 'proveWorkers']
