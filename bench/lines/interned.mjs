/**
 * A design that was tried for `prove`: device with host, and judge, are each interned, and what a step makes of either is
 * asked once and then looked up. The states are the same ones, so what it saves can be measured; figures of how often
 * each clause was judged, and how to get to a state, are left out, which flatters it.
 */
import { referenceModel } from '../../dist/properties/adapter.js'
import { createOptimised } from '../../dist/src/device/index.js'
import { Seat, feedPlace } from '../../dist/src/prove/seat.js'
import { Fingerprint } from '../../dist/src/prove/visited.js'
import { HEADER, alphabetOf } from '../spin/letters.mjs'

/** More than there are judges, answers or steps: keys of two numbers are one of 53 bits. */
const MANY = 2 ** 24

/** Numbers for things, in the order in which they come. */
class Numbers {
  numbers = new Map()
  /** By number: whatever was said to belong to it. */
  things = []

  of(key, thing) {
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    this.numbers.set(key, this.things.length)
    return this.things.push(thing()) - 1
  }
}

const asText = (_, value) => (typeof value === 'bigint' ? `${value}n` : value)

class Interned {
  places = new Numbers()
  hosts = new Numbers()
  devices = new Numbers()
  judges = new Numbers()
  answers = new Numbers()
  print = new Fingerprint()
  /** By place and step: place and answer. By place: the answer to all looks. By judge and what happened: judge. */
  done = []
  looked = []
  judged = new Map()
  executed = { steps: 0, reads: 0, judgements: 0 }

  constructor(name) {
    const letters = alphabetOf(name)
    this.steps = letters.filter(({ last }) => !last).map(({ operation }) => operation)
    this.looks = letters.filter(({ last }) => last).map(({ operation }) => operation)
    this.seat = new Seat({ name: 'optimised', create: createOptimised }, HEADER)
    this.judge = referenceModel.judgeFor(HEADER.queues)
    this.judge.powerOn(this.seat.started())
  }

  key(feed) {
    this.print.reset()
    feed(this.print)
    return (this.print.low >>> 0) * 2 ** 21 + (this.print.high >>> 11)
  }

  place() {
    const place = this.seat.save()
    return this.places.of(this.key((print) => feedPlace(place, print)), () => {
      this.hosts.of(this.key((print) => print.words(place.saved.host)), () => 0)
      this.devices.of(this.key((print) => print.bytes(place.saved.device)), () => 0)
      return place
    })
  }

  owed() {
    return this.judges.of(this.key((print) => this.judge.fingerprint(print, [])), () => this.judge.save())
  }

  answer(responses) {
    return this.answers.of(JSON.stringify(responses, asText), () => responses)
  }

  /** What a step makes of device and host. */
  take(place, step) {
    const at = place * this.steps.length + step
    if (this.done[at] !== undefined) return this.done[at]
    this.executed.steps++
    this.seat.restore(this.places.things[place])
    const answer = this.answer([this.seat.perform(this.steps[step])])
    return (this.done[at] = { place: this.place(), answer })
  }

  /** What everything reads. */
  look(place) {
    if (this.looked[place] !== undefined) return this.looked[place]
    this.executed.reads += this.looks.length
    this.seat.restore(this.places.things[place])
    return (this.looked[place] = this.answer(this.looks.map((operation) => this.seat.perform(operation))))
  }

  /** What some answers to some operations make of the judge. `what` is a number for the operations. */
  learn(owed, what, operations, answer) {
    const key = (owed * 64 + what) * MANY + answer
    const known = this.judged.get(key)
    if (known !== undefined) return known
    this.judge.restore(this.judges.things[owed])
    for (const [i, response] of this.answers.things[answer].entries()) {
      this.executed.judgements++
      this.judge.judge(operations[i], response)
      if (this.judge.forbidden.length > 0) throw new Error(`our own device breaks ${this.judge.forbidden[0].clause}`)
    }
    const next = this.owed()
    this.judged.set(key, next)
    return next
  }

  run() {
    const { steps, looks } = this
    const visited = new Set()
    const open = []
    const arrive = (place, owed) => {
      const learnt = this.learn(owed, steps.length, looks, this.look(place))
      const key = place * MANY + learnt
      if (visited.has(key)) return
      visited.add(key)
      open.push([place, learnt])
    }
    arrive(this.place(), this.owed())
    for (let at = 0; at < open.length; at++) {
      const [place, owed] = open[at]
      for (let step = 0; step < steps.length; step++) {
        const taken = this.take(place, step)
        arrive(taken.place, this.learn(owed, step, [steps[step]], taken.answer))
      }
    }
    return visited.size
  }
}

/** The whole of a scope explored in this way: what there is of each component, what had to be executed, and the seconds it took. */
export function internedProof(name) {
  const search = new Interned(name)
  const started = performance.now()
  const states = search.run()
  const seconds = (performance.now() - started) / 1000
  const { devices, hosts, places, judges, executed } = search
  return { scope: name, states, seconds, devices: devices.things.length, hosts: hosts.things.length, places: places.things.length, judges: judges.things.length, executed }
}
