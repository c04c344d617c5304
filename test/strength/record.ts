/**
 * Chooses lives and writes lives.json: of many candidates those few in which the judge says what it said in none before,
 * or the optimised device does what it did in none before.
 */
import { writeFileSync } from 'node:fs'
import type { State } from '../../spec/index.js'
import type { Operation as DeviceOperation } from '../../src/check/contract.js'
import { STATES, accessesFrom } from './accesses.js'
import { ownLives, othersLives, strangeLives } from './candidates.js'
import type { Candidate } from './candidates.js'
import { wordsOf } from './fingerprints.js'
import { Digest, LIVES, eventOf, flatten, judgements, readLives, tell, verdictOf } from './lives.js'
import type { Life, Lives, Step } from './lives.js'
import { registersAfter } from './replay.js'
import { movesOf, saidOf } from './traits.js'

const MOST_STEPS = { own: 1100, others: 1700, strange: 1000, moved: 800 }

type Traits = (candidate: Candidate) => readonly (readonly string[])[]

/** Takes the life with most that is new for its length, again and again; what `before` has is not new. */
function chosen(candidates: readonly Candidate[], most: number, traitsOf: Traits, before: readonly Candidate[] = []): Candidate[] {
  const seen = new Set(before.flatMap((one) => traitsOf(one).flat()))
  const rest = candidates.filter(({ events }) => events.length > 3).map((candidate) => ({ candidate, traits: traitsOf(candidate) }))
  const taken: Candidate[] = []
  for (let steps = 0; steps < most; ) {
    const best = richest(rest.map(({ traits }) => traits), seen)
    const [one] = best ? rest.splice(best.at, 1) : []
    if (!best || !one) break
    for (const trait of one.traits.slice(0, best.end).flat()) seen.add(trait)
    taken.push({ ...one.candidate, events: one.candidate.events.slice(0, best.end) })
    steps += best.end
  }
  return taken
}

/** Which life, up to which step, has most that was not seen for its length. */
function richest(lives: readonly (readonly (readonly string[])[])[], seen: ReadonlySet<string>): { readonly at: number; readonly end: number } | undefined {
  let best: { readonly at: number; readonly end: number } | undefined
  let most = 0
  lives.forEach((traits, at) => {
    const fresh = new Set<string>()
    traits.forEach((own, i) => {
      for (const trait of own) if (!seen.has(trait)) fresh.add(trait)
      const gain = fresh.size / (i + 12)
      if (gain <= most) return
      most = gain
      best = { at, end: i + 1 }
    })
  })
  return best
}

/** Numbers for values, each value once. */
class Numbers<T> {
  readonly all: T[] = []
  private readonly known = new Map<string, number>()

  of(value: T): number {
    const text = JSON.stringify(value, flatten)
    const number = this.known.get(text) ?? this.all.push(value) - 1
    this.known.set(text, number)
    return number
  }
}

function written(candidates: readonly Candidate[]): Omit<Lives, 'accesses'> {
  const operations = new Numbers<DeviceOperation>()
  const entries = new Numbers<Lives['entries'][number]>()
  const verdicts = new Numbers<string>()
  const lives = candidates.map(({ queues, header, events }, number): Life => {
    const told = new Digest()
    const steps: Step[] = []
    const states: State[] = []
    let i = 0
    for (const judgement of judgements(queues, events)) {
      const event = events[i++]
      if (!event) break
      const verdict = verdicts.of(verdictOf(judgement))
      tell(told, judgement)
      states.push(judgement.state)
      const operation = event.operation ? operations.of(event.operation as DeviceOperation) : -1 // no candidate refuses calls that do not exist
      steps.push([operation, event.response.value ?? null, event.response.log.map((entry) => entries.of(entry as Lives['entries'][number])), verdict]) // as recorded
    }
    const life = { queues, steps, told: told.toString(), words: wordsOf(states, number) }
    return header ? { ...life, header, registers: registersAfter(header, events.flatMap(({ operation }) => (operation ? [operation as DeviceOperation] : []))) } : life // as above
  })
  return { operations: operations.all, entries: entries.all, verdicts: verdicts.all, lives }
}

const lines = (list: readonly unknown[]): string => list.map((one) => JSON.stringify(one, flatten)).join(',\n')

/** The lives that there are, whatever the clauses now say of them: `npm run strength:lives -- --keep`. */
function kept(): readonly Candidate[] {
  const recorded = readLives()
  return recorded.lives.map(({ queues, header, steps }) => ({ queues, ...(header ? { header } : {}), events: steps.map((step) => eventOf(recorded, step)) }))
}

function drawn(): readonly Candidate[] {
  const pools = [[...ownLives(1200)], [...othersLives(900)], [...strangeLives(900)]] as const
  const said = [chosen(pools[0], MOST_STEPS.own, saidOf), chosen(pools[1], MOST_STEPS.others, saidOf), chosen(pools[2], MOST_STEPS.strange, saidOf)]
  const moved = chosen([...pools[1], ...pools[2]], MOST_STEPS.moved, movesOf, said.flat())
  console.log(`${said.map(({ length }) => length).join(', ')} for what is said, ${moved.length} for how the state moves`)
  return [...said.flat(), ...moved]
}

export function main(): void {
  const all = process.argv.includes('--keep') ? kept() : drawn()
  const { operations, entries, verdicts, lives } = written(all)
  const accesses = Object.keys(STATES).map((name) => `${JSON.stringify(name)}: ${JSON.stringify(accessesFrom(name))}`)
  writeFileSync(LIVES, `{"operations": [\n${lines(operations)}\n], "entries": [\n${lines(entries)}\n], "verdicts": [\n${lines(verdicts)}\n], "lives": [\n${lines(lives)}\n], "accesses": {\n${accesses.join(',\n')}\n}}\n`)
  console.log(`${lives.length} lives, ${lives.reduce((sum, { steps }) => sum + steps.length, 0)} steps`)
}
