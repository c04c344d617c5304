import { describe, expect, test } from 'vitest'
import { CHOICES, DESIGNS, DesignError, designById, parseDesign } from '../../src/designs/index.js'
import type { Design } from '../../src/designs/index.js'

const parse = (text: string): Design => parseDesign(text, 'my.json', designById)

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
    expect(parse(JSON.stringify({ ...whole, extends: 'rfc-2025-12' }))).toEqual({ ...whole, extends: 'rfc-2025-12' })
  })

  test('an empty list is a choice', () => {
    expect(parse('{"extends": "fixed-2026-07", "sync": []}').sync).toEqual([])
  })

  test('what it extends is looked up where the caller says', () => {
    const mine = { ...parse('{"extends": "fixed-2026-07", "event": "none"}'), id: 'mine' }
    expect(parseDesign('{"extends": "mine"}', 'next.json', (id) => (id === 'mine' ? mine : undefined)).event).toBe('none')
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
    ['{"extends": "fixed-2026-08"}',                      /^my\.json: extends: no design is called "fixed-2026-08"$/],
    ['{"extends": 7}',                                    /^my\.json: extends: 7 is no name of a design; write a string$/],
    ['{"extends": "fixed-2026-07", "id": ""}',            /^my\.json: id: "" is no name of a design; write a string$/],
    ['{"id": "mine"}',                                    /^my\.json: decoded: missing; give it, or a design in "extends" to take it from; allowed are 128, advertised$/],
    ['{}',                                                /^my\.json: decoded: missing; /],
    ['[]',                                                /^my\.json: a design is an object such as \{.*\}, not \[\]$/],
    ['null',                                              /^my\.json: a design is an object such as \{.*\}, not null$/],
    ['"fixed-2026-07"',                                   /^my\.json: a design is an object such as \{.*\}, not "fixed-2026-07"$/],
    ['{"extends": ',                                      /^my\.json: no JSON: /],
    ['',                                                  /^my\.json: no JSON: /],
  ])('%s', (text, message) => {
    expect(() => parse(text)).toThrow(message)
    expect(() => parse(text)).toThrow(DesignError)
    expect(() => parse(text)).not.toThrow(/\n/)
  })

  test.each(CHOICES)('$name: a wrong value names what is allowed', ({ name, values }) => {
    expect(() => parse(JSON.stringify({ extends: 'v5-2026-05', [name]: 'zzz' }))).toThrow(values.join(', '))
    expect(() => parse(JSON.stringify({ extends: 'v5-2026-05', [name]: ['zzz'] }))).toThrow(values.join(', '))
  })

  test('a long value is cut', () => {
    expect(() => parse(JSON.stringify({ extends: 'v5-2026-05', event: 'x'.repeat(500) }))).toThrow(/^my\.json: event: "x{59}… is not allowed/)
  })
})
