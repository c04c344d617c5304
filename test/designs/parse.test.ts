import { describe, expect, test } from 'vitest'
import { CHOICES, DESIGNS, DesignError, checkDesign, designById } from '../../src/designs/index.js'
import type { Design, OwnDesign } from '../../src/designs/index.js'

const check = (value: unknown): Design => checkDesign(value, 'my.json', DESIGNS)
const parse = (text: string): Design => check(JSON.parse(text))

describe('a design file', () => {
  test('extends a design and changes what it names', () => {
    expect(parse('{"extends": "fixed-2026-07", "id": "mine", "sync": ["PROD_INDX", "CONS_INDX"], "event": "none"}')).toEqual({
      ...designById('fixed-2026-07'),
      id: 'mine',
      extends: 'fixed-2026-07',
      sync: ['PROD_INDX', 'CONS_INDX'],
      event: 'none',
    })
  })

  test('without an id it is called by where it is', () => {
    expect(parse('{"extends": "v2-2026-02"}')).toEqual({ ...designById('v2-2026-02'), id: 'my.json', extends: 'v2-2026-02' })
  })

  test.each(DESIGNS)('$id survives being written down in full', (design) => {
    const { extends: _, ...whole } = design
    expect(parse(JSON.stringify(whole))).toEqual(whole)
    expect(parse(JSON.stringify({ ...whole, id: 'mine', extends: 'rfc-2025-12' }))).toEqual({ ...whole, id: 'mine', extends: 'rfc-2025-12' })
  })

  test('an empty list is a choice', () => {
    expect(parse('{"extends": "fixed-2026-07", "sync": []}').sync).toEqual([])
  })

  test('what it extends is looked up where the caller says', () => {
    const mine = { ...parse('{"extends": "fixed-2026-07", "event": "none"}'), id: 'mine' }
    expect(checkDesign({ extends: 'mine' }, 'next.json', [mine]).event).toBe('none')
  })

  test('a module makes one as well, with the compiler looking on', () => {
    const mine = { extends: 'fixed-2026-07', sync: ['PROD_INDX'] } as const satisfies OwnDesign
    expect(check(mine)).toEqual(parse(JSON.stringify(mine)))
    const { extends: _, ...whole }: Design = { ...check(mine), id: 'whole' }
    expect(check(whole satisfies OwnDesign)).toEqual(whole)
  })

  test('later changes of a list that a module made change no design', () => {
    const sync = ['PROD_INDX']
    const design = check({ extends: 'fixed-2026-07', sync })
    sync.push('CONFIG')
    expect(design.sync).toEqual(['PROD_INDX'])
  })
})

describe('what is wrong with a file is one line', () => {
  test.each([
    ['{"extends": "fixed-2026-07", "sink": []}',          /^my\.json: sink: no such choice; did you mean sync\?; known are id, extends, decoded, /],
    ['{"extends": "fixed-2026-07", "colour": "red"}',     /^my\.json: colour: no such choice; known are id, extends, decoded, /],
    ['{"extends": "fixed-2026-07", "__proto__": 1}',      /^my\.json: __proto__: no such choice; known/],
    ['{"extends": "fixed-2026-07", "event": "nome"}',     /^my\.json: event: "nome" is not allowed; did you mean none\?; allowed are maps-and-interrupt, maps-and-masked-interrupt, none$/],
    ['{"extends": "fixed-2026-07", "event": ["none"]}',   /^my\.json: event: \["none"\] is not allowed; allowed are /],
    ['{"extends": "fixed-2026-07", "event": null}',       /^my\.json: event: null is not allowed; allowed are /],
    ['{"extends": "fixed-2026-07", "decoded": 128}',      /^my\.json: decoded: 128 is not allowed; allowed are 128, advertised$/],
    ['{"extends": "fixed-2026-07", "sync": "CONFIG"}',    /^my\.json: sync: "CONFIG" is no list; allowed is a list of CONS_INDX, PROD_INDX, CONFIG, GERRORN$/],
    ['{"extends": "fixed-2026-07", "sync": ["PROD_IDX"]}', /^my\.json: sync: "PROD_IDX" is not allowed; did you mean PROD_INDX\?; allowed is a list of /],
    ['{"extends": "fixed-2026-07", "sync": ["STATUS"]}',  /^my\.json: sync: "STATUS" is not allowed; allowed is a list of /],
    ['{"extends": "fixed-2026-07", "sync": [7]}',         /^my\.json: sync: 7 is not allowed; allowed is a list of /],
    ['{"extends": "fixed-2026-07", "sync": ["CONFIG", "CONFIG"]}', /^my\.json: sync: "CONFIG" stands there twice; /],
    ['{"extends": "fixed-2026-08"}',                      /^my\.json: extends: no design is called "fixed-2026-08"; did you mean fixed-2026-07\?; known are rfc-2025-12, .*, rust-fork-2026$/],
    ['{"extends": "optimised"}',                          /^my\.json: extends: no design is called "optimised"; known are rfc-2025-12, /],
    ['{"extends": "my.json"}',                            /^my\.json: extends: "my\.json" is this design itself; give it an id of its own, or extend another: known are rfc-2025-12, /],
    ['{"id": "v5-2026-05", "extends": "v5-2026-05"}',     /^my\.json: extends: "v5-2026-05" is this design itself; /],
    ['{"extends": "fixed-2026-07", "a\\nb": 1}',           /^my\.json: "a\\nb": no such choice; known are /],
    ['{"extends": 7}',                                    /^my\.json: extends: 7 is no name of a design; write a string$/],
    ['{"extends": "fixed-2026-07", "id": ""}',            /^my\.json: id: "" is no name of a design; write a string$/],
    ['{"id": "mine"}',                                    /^my\.json: decoded: missing; give it, or a design in "extends" to take it from; allowed are 128, advertised$/],
    ['{}',                                                /^my\.json: decoded: missing; /],
    ['[]',                                                /^my\.json: a design is an object such as \{.*\}, not \[\]$/],
    ['null',                                              /^my\.json: a design is an object such as \{.*\}, not null$/],
    ['"fixed-2026-07"',                                   /^my\.json: a design is an object such as \{.*\}, not "fixed-2026-07"$/],
  ])('%s', (text, message) => {
    expect(() => parse(text)).toThrow(message)
    expect(() => parse(text)).toThrow(DesignError)
    expect(() => parse(text)).not.toThrow(/\n/)
  })

  const circle: unknown[] = []
  circle.push(circle)
  test.each<readonly [string, unknown, RegExp]>([
    ['nothing',         undefined,                                           /^my\.json: a design is an object such as \{.*\}, not undefined$/],
    ['a function',      { extends: 'fixed-2026-07', event: () => 'none' },   /^my\.json: event: a function is not allowed; allowed are /],
    ['an undefined',    { extends: 'fixed-2026-07', event: undefined },      /^my\.json: event: undefined is not allowed; /],
    ['a symbol',        { extends: 'fixed-2026-07', event: Symbol('none') }, /^my\.json: event: Symbol\(none\) is not allowed; /],
    ['a bigint',        { extends: 'fixed-2026-07', event: 1n },             /^my\.json: event: 1 is not allowed; /],
    ['a circle',        { extends: 'fixed-2026-07', event: circle },         /^my\.json: event: an object that is no JSON is not allowed; /],
    ['a hole',          { extends: 'fixed-2026-07', sync: [, 'CONFIG'] },    /^my\.json: sync: undefined is not allowed; /],
    ['a set',           { extends: 'fixed-2026-07', sync: new Set(['CONFIG']) }, /^my\.json: sync: \{\} is no list; /],
    ['another\'s name', { extends: () => 'fixed-2026-07' },                  /^my\.json: extends: a function is no name of a design; write a string$/],
  ])('of a module: %s', (_, value, message) => {
    expect(() => check(value)).toThrow(message)
    expect(() => check(value)).toThrow(DesignError)
  })

  test.each(CHOICES)('$name: a wrong value names what is allowed', ({ name, values }) => {
    expect(() => parse(JSON.stringify({ extends: 'v5-2026-05', [name]: 'zzz' }))).toThrow(values.join(', '))
    expect(() => parse(JSON.stringify({ extends: 'v5-2026-05', [name]: ['zzz'] }))).toThrow(values.join(', '))
  })

  test('a long value is cut', () => {
    expect(() => parse(JSON.stringify({ extends: 'v5-2026-05', event: 'x'.repeat(500) }))).toThrow(/^my\.json: event: "x{59}… is not allowed/)
  })
})
