/** The HTML report as a file: complete, closed to the outside, readable without scripts, and safe from whoever wrote the device. */
import { beforeAll, describe, expect, test } from 'vitest'
import { Coverage } from '../../src/check/coverage.js'
import { tablesOf } from '../../src/check/plan.js'
import type { RunOptions } from '../../src/check/plan.js'
import type { CheckReport } from '../../src/check/report.js'
import { htmlReport } from '../../src/cli/html/index.js'
import { REPORT } from '../golden/report-value.js'

const RUN: RunOptions = { queues: 2, kernels: ['6.17', '6.18.9'], attachFirst: true, seed: 1, runs: 1000 }
const WAIVER = { clause: 'IRQ', reason: 'known since May', owner: 'somebody', expires: '2026-12-31' }
const [FOUND] = REPORT.divergences

const reported = (changes: Partial<CheckReport> = {}, clauses?: readonly string[]): Promise<string> =>
  htmlReport({ report: { ...REPORT, waivers: [], ...changes }, reached: new Coverage(tablesOf(RUN)), asked: { ...RUN, clauses } })

/** What a reader without scripts sees. */
const textOf = (page: string): string => page.replace(/<(script|style)\b[^]*?<\/\1>/g, '').replace(/<\/(p|li|dt|dd|td|th|tr|h\d|summary|caption|figcaption)>/g, '\n').replace(/<[^>]*>/g, '').replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '')

let page = ''
beforeAll(async () => {
  page = await reported()
})

describe('one file', () => {
  test('asks for nothing from anywhere', () => {
    expect(/\b(src|action|poster|srcset|data)="|url\(|@import|<(img|link|iframe|object|embed|form|base)\b/.exec(page.replace(/<script>[^]*?<\/script>/g, ''))).toBeNull()
    expect([...page.matchAll(/\bhref="([^"#][^"]*)"/g)].map(([, to]) => to)).toEqual([])
    expect(page.slice(0, 500)).toContain('default-src &#39;none&#39;')
  })

  test('every link leads somewhere in it, and no id is there twice', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id)
    expect(ids.length).toBe(new Set(ids).size)
    const known = new Set(ids)
    expect([...page.matchAll(/href="#([^"]*)"/g)].map(([, to = '']) => to).filter((to) => !known.has(to))).toEqual([])
  })

  test('is no larger than 1.5 MB', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(1_500_000)
  })

  test('every table has a caption and heads, every picture a title, every wide thing a region that the keyboard reaches', () => {
    const count = (pattern: RegExp): number => [...page.matchAll(pattern)].length
    expect(count(/<table[^>]*><caption>/g)).toBe(count(/<table/g))
    expect(count(/<svg[^>]*role="img"[^>]*><title/g) + count(/<svg[^>]*aria-hidden="true"/g)).toBe(count(/<svg/g))
    expect(count(/class="scroll" role="region" aria-label="[^"]+" tabindex="0"/g)).toBe(count(/<table/g))
  })
})

describe('without scripts', () => {
  test('the verdict, what was checked, and what it exits with', () => {
    const text = textOf(page)
    for (const words of ['diverges: ./my-device.mjs', 'exit code 1', '6.17 and 6.18.9', '20260521', '1,234,567 in 12.3 s', 'first: every program starts with it']) expect(text).toContain(words)
  })

  test('what breaks when the direct aperture is exposed, near the top', () => {
    const text = textOf(page)
    const at = text.indexOf('What breaks when the direct aperture is exposed to the guest, too?')
    expect(at).toBeGreaterThan(0)
    expect(at).toBeLessThan(1_000)
    const answer = text.slice(at, text.indexOf('What does this device break?'))
    for (const words of [
      'direct Page0 as a window', 'beside VINTF Page0 (both Page1 stay trapped)', 'p.172', 'p.176',
      'writes 0x10 to VCMDQ0_PROD_INDX, and LVCMDQ0_PROD_INDX reads 0x10 where 0x0 is owed',
      'writes 0x10 to VCMDQ1_PROD_INDX, and VCMDQ1_PROD_INDX reads 0x0 where 0x10 is owed',
      'A mapped VCMDQ loses writes too', '9 clauses are broken', 'P176-DIRECT, ALIAS, ROUTE-LVCMDQ, ISOLATION, DIRECT-EN, TRANSPARENT, HALF-BASE, STATUS-HONEST, RESET',
      'leave direct Page0 trapped', 'the checker’s model',
    ]) expect(answer).toContain(words)
  })

  test('the clauses of the answer lead to their proofs, and no others are named there', () => {
    const section = (id: string): string => page.slice(page.indexOf(`<section id="${id}"`), page.indexOf('</section>', page.indexOf(`<section id="${id}"`)))
    const linked = [...section('start').matchAll(/href="#direct-([A-Z][A-Z0-9-]+)"/g)].map(([, clause]) => clause)
    const proved = [...section('direct').matchAll(/<p id="direct-([A-Z0-9-]+)"/g)].map(([, clause]) => clause)
    const named = [...textOf(section('direct')).matchAll(/(?:✗ |breaks )([A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*)/g)].map(([, clause]) => clause)
    expect(new Set(linked)).toEqual(new Set(proved))
    expect(named.filter((clause) => !proved.includes(clause))).toEqual([])
    expect(section('start')).not.toMatch(/href="#clause-/)
  })

  test('the device that comes with the package is introduced', async () => {
    expect(textOf(await reported({ device: 'optimised', divergences: [] }))).toContain('The checker’s own model, which comes with the package, of the NVIDIA Tegra241 CMDQV')
  })

  test('what is meant by words, and that device and document are named', () => {
    const text = textOf(page)
    for (const words of ['NVIDIA Tegra241 CMDQV', 'pages of the hardware document, quoted in a public QEMU review mail of 2026-05-21', 'bystander\nA clause that a program breaks because another is broken']) expect(text).toContain(words)
    expect(page.match(/href="#word-/g)?.length).toBeGreaterThan(5)
  })

  test('a drop that is right has no sign of a broken clause', () => {
    expect(page).not.toContain('class="cross"')
    expect(page).not.toMatch(/✗ [A-Z0-9-]+ \+\d/)
  })

  test('each divergence with its program, what was seen and what is allowed, and how to see it again', () => {
    const text = textOf(page)
    for (const words of ['P172-DROP: VCMDQ0_PROD_INDX reads 0x10', 'divided by zero', 'cmdqv-check replay cq1.TOKEN --device ./my-device.mjs', 'flaky at step', 'slot 0 left with prod 0x1 and config 0x1']) expect(text).toContain(words)
    expect(text).toMatch(/0\nrefuse\nhwQueueAlloc\nENOMEM ×1/)
  })

  test('a clause that was never judged, one that cannot occur, one that holds, one that is broken', () => {
    const rows = new Map([...page.matchAll(/<tr id="clause-([A-Z0-9-]+)"[^]*?<td class="outcome">([^]*?)<\/td>/g)].map(([, id = '', outcome = '']) => [id, textOf(outcome)]))
    expect([rows.get('IRQ'), rows.get('HOST-RETRY'), rows.get('ALIAS'), rows.get('P172-DROP'), rows.get('P172-ZERO')]).toEqual(['? never judged', '– not applicable', '✓ held', '✗ broken', '✗ broken, advice'])
  })

  test('a story behind every broken cell of the matrix, and the way back', () => {
    const cells = [...page.matchAll(/<td class="broken" id="(cell-[^"]+)"><a href="#(story-[^"]+)"/g)]
    expect(cells.length).toBeGreaterThan(300)
    expect(cells.filter(([, cell, story]) => !new RegExp(`id="${story}" tabindex="-1">\\n<p>[^\\n]*href="#${cell}"`).test(page))).toEqual([])
  })
})

describe('what a run was not', () => {
  test('gaps, crashes, interruptions and waivers are told', async () => {
    const text = textOf(await reported({ verdict: 'undecided', divergences: [], interrupted: 'SIGINT after 3 of 9 parts', waivers: [{ ...WAIVER, state: 'expired' }], ...(FOUND && { waived: [{ ...FOUND, clause: 'IRQ', waiver: WAIVER }] }) }))
    for (const words of ['exit code 3', 'SIGINT after 3 of 9 parts', 'out of memory', 'clause IRQ was never judged', 'by somebody until 2026-12-31 (known since May), has expired', 'Nothing but what is waived', '~ broken, waived']) expect(text).toContain(words)
  })

  test('a section with nothing in it is announced as such', async () => {
    expect(textOf(page)).toContain('What this device breaks: programs, timelines, replay commands')
    expect(textOf(await reported({ divergences: [], waived: [] }))).toContain('What this device breaks: nothing in this run')
  })

  test('a clause that was not asked about is not said to hold', async () => {
    const text = await reported({ divergences: [], partial: true }, ['P172-DROP'])
    const outcome = (id: string): string => textOf(new RegExp(`id="clause-${id}"[^]*?<td class="outcome">([^]*?)</td>`).exec(text)?.[1] ?? '')
    expect([outcome('ALIAS'), outcome('P172-DROP')]).toEqual(['– not asked about', '✓ held'])
    expect(textOf(text)).toContain('This run checked only a part')
  })

  test('a run that went through no order draws none', () => {
    expect(page.includes('class="heat"')).toBe(false)
    expect(textOf(page)).toContain('This run enumerated no orderings')
  })

  test('a device that is not there any more: its report without timelines and routes', () => {
    expect(textOf(page)).toContain('The device could not be run again: there is nothing to draw.')
  })
})

test('what a device’s author wrote is text, wherever it stands', async () => {
  const hostile = '"></title></script><script>alert(1)</script><img src=x onerror=alert(2)>\u2028\u202e'
  const divergences = REPORT.divergences.map((one) => ({ ...one, observed: hostile, allowed: hostile, property: hostile, unproved: hostile, alphabet: hostile }))
  const text = await reported({ device: hostile, divergences, gaps: [hostile], crashes: [hostile], interrupted: hostile, waivers: [{ ...WAIVER, reason: hostile, owner: hostile, state: 'holds' }] })
  expect(['<img', 'alert(1)</script>', '\u2028', '\u202e'].filter((part) => text.includes(part))).toEqual([])
  expect([...text.matchAll(/<script\b/g)]).toHaveLength([...page.matchAll(/<script\b/g)].length)
  expect([...text.matchAll(/\son\w+=/g)].map(({ index }) => text.slice(index - 20, index)).filter((before) => !before.includes('src=x'))).toEqual([])
})
