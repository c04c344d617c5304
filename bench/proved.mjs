/** The sections of docs/performance.md on `prove`. */
import { figure, table } from './tables.mjs'

const whole = (value) => Math.round(value).toLocaleString('en')
const SCOPES = { Lifecycle: 'two queues, lifecycle', Running: 'two queues, running' }
const ALL_SCOPES = { Control: 'two queues, control', Swapped: 'two queues, swapped', ...SCOPES }

/** One proof as a row. What one of the two does not have is left empty. */
function proofRow(what, { states, transitions, reads, seconds, whole: all, compileSeconds = all - seconds, soonest = all, stateBytes, bytesPerState }) {
  const cells = [whole(states), whole(transitions), reads === undefined ? '' : whole(reads), figure(seconds), figure(compileSeconds), figure(soonest), whole(states / seconds), whole(transitions / seconds), figure((1e6 * seconds) / transitions), whole(stateBytes), figure(bytesPerState)]
  return [what, ...cells]
}

/** Ours and Spin's, scope by scope: of five the one in the middle; of the smaller scopes one. */
function proofs({ samples, besides }) {
  const central = (measurement) => (samples[measurement] ?? [besides[measurement]]).toSorted((a, b) => a.seconds - b.seconds)
  const of = (measurement) => central(measurement)[central(measurement).length >> 1]
  const head = ['', 'states', 'steps', 'reads, judged', 'seconds', 'before that, s', 'to the verdict, s', 'states a second', 'steps a second', 'µs a step', 'bytes of a state', 'bytes a state kept']
  return table(head, Object.entries(ALL_SCOPES).flatMap(([scope, name]) => [proofRow(name, of(`prove${scope}`)), proofRow('Spin', of(`spin${scope}`))]))
}

function proofProfile({ besides: { profileLifecycle, profileRunning } }) {
  const profiles = [profileLifecycle, profileRunning]
  const cells = ({ shares }, room) => {
    const found = shares.find((share) => share.room === room)
    return found ? [`${found.percent.toFixed(0)} %`, figure(found.nanoseconds)] : ['', '']
  }
  return table(['part', ...Object.values(SCOPES).flatMap((scope) => [scope, 'ns a step'])], profileLifecycle.shares.map(({ room }) => [room, ...profiles.flatMap((profile) => cells(profile, room))]))
}

const EXECUTING = ['the device', 'the host', 'save and restore: the device', 'save and restore: the host']
const JUDGING = ['the judge, and rules of spec/', 'save and restore: the judge']
const partOf = ({ shares }, rooms) => shares.filter(({ room }) => rooms.includes(room)).reduce((sum, { percent }) => sum + percent / 100, 0)

/** What would be left of the seconds if all but executing and judging were free. */
function floorOf({ executed: { steps, reads, judgements }, direct }, profile) {
  const all = direct.transitions + direct.reads
  return direct.seconds * ((partOf(profile, EXECUTING) * (steps + reads)) / all + (partOf(profile, JUDGING) * judgements) / all)
}

/** What there is of each component, and what is left to execute when all that was done once is looked up. */
function proofDesigns({ besides: { internedLifecycle, internedRunning, profileLifecycle, profileRunning, proveWorkers } }) {
  const both = [internedLifecycle, internedRunning]
  const row = (what, of) => [what, ...both.map(of)]
  const share = (executed, all) => `${whole(executed)} of ${whole(all)} (${((100 * executed) / all).toFixed(0)} %)`
  const interned = table(['interned', ...Object.values(SCOPES)], [
    row('states', ({ states }) => whole(states)),
    row('of the device, of the host, of both together', ({ devices, hosts, places }) => [devices, hosts, places].map(whole).join(', ')),
    row('of the judge, unread ones counted in', ({ judges }) => whole(judges)),
    row('steps that the device still executes', ({ executed, direct }) => share(executed.steps, direct.transitions)),
    row('reads likewise', ({ executed, direct }) => share(executed.reads, direct.reads)),
    row('answers that the judge still judges', ({ executed, direct }) => share(executed.judgements, direct.transitions + direct.reads)),
    row('seconds', ({ seconds }) => figure(seconds)),
    row('seconds as it is, measured just after', ({ direct }) => figure(direct.seconds)),
    row('seconds at least, were all but executing and judging free', (interned) => figure(floorOf(interned, interned === internedLifecycle ? profileLifecycle : profileRunning))),
  ])
  return `${interned}

All scopes, on one worker: ${figure(proveWorkers.one)} s; on two: ${figure(proveWorkers.two)} s.`
}

function proofReductions({ besides: { reductions: { none, blame, toggles, all } } }) {
  const row = (what, { states, transitions }) => [what, whole(states), whole(transitions), figure(none.states / states)]
  return table(['two queues, lifecycle', 'states', 'steps', 'times fewer'], [
    row('nothing is looked at, and whom to blame counts (two facts of each VCMDQ)', none),
    row('whom to blame does not count', blame),
    row('and GERROR and GERRORN are read', toggles),
    row('and everything is', all),
  ])
}

export const PROOF_SECTIONS = { proofs, proofProfile, proofDesigns, proofReductions }
