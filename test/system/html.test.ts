/** The HTML report in a browser: opened from a file, with and without scripts, by keyboard, in light, in dark, and on a phone. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { peer, tool } from '../remote/dist.js'
import { findProgram } from './programs.js'

const folder = mkdtempSync(join(tmpdir(), 'cmdqv-html-'))
const PART = ['--property', 'dropped-access', '--runs', '20', '--workers', '1']

/** A device of one's own, from README.md, whose author also wrote markup into its messages. */
const own = /```js my-device\.mjs\n([^]*?)```/.exec(readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8'))?.[1] ?? ''
const ownFile = join(folder, "my-<b onmouseover='alert(1)'>-device.mjs")
writeFileSync(ownFile, own)

/** What the reports are of, and what each ends with. */
const REPORTS = {
  conforms: { args: ['--runs', '20'], status: 0 },
  diverges: { args: ['--device', 'rust-fork-2026', ...PART], status: 1 },
  own: { args: ['--device', ownFile, '--clause', 'P172-DROP', ...PART], status: 1 },
  dies: { args: ['--device', peer('optimised', 'dies', 30), '--property', 'dropped-access', '--runs', '3', '--workers', '1'], status: 1 },
} as const
type Name = keyof typeof REPORTS
const fileOf = (name: Name): string => join(folder, `${name}.html`)

let browser: Browser
beforeAll(async () => {
  const executablePath = findProgram('chromium')
  for (const [name, { args, status }] of Object.entries(REPORTS)) {
    const ended = tool('check', ...args, '--reporter', 'html', '--out', fileOf(name as Name)) // its keys, by its type
    expect({ name, ...ended }).toEqual({ name, status, out: '', err: '' })
  }
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
}, 120_000)
afterAll(() => browser.close())

/** What went wrong in a page, or went out of it. */
const complaints = new Map<Page, string[]>()

async function opened(name: Name, hash = '', options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage(options)
  const list: string[] = []
  complaints.set(page, list)
  page.on('console', (message) => void (['error', 'warning'].includes(message.type()) && list.push(message.text())))
  page.on('pageerror', (error) => void list.push(error.message))
  page.on('dialog', (dialog) => void list.push(`dialog ${dialog.message()}`))
  page.on('request', (request) => void (request.url().startsWith('file:') || list.push(`request ${request.url()}`)))
  await page.goto(`${pathToFileURL(fileOf(name)).href}${hash}`)
  return page
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}

/** What a reader without mouse, colours or eyes would miss. */
async function missed(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResult // as axe-core has it
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

const PHONE = { width: 360, height: 740 }
const VIEWS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { viewport: PHONE },
} as const satisfies Readonly<Record<string, BrowserContextOptions>>

/** Looking for what is missed takes seconds: not every report is looked at in every light. */
const LOOKED: readonly (readonly [Name, keyof typeof VIEWS])[] = [['conforms', 'light'], ['own', 'dark'], ['dies', 'phone']]

test.each(LOOKED)('nobody is left out: %s, %s', async (name, view) => {
  const page = await opened(name, '', VIEWS[view])
  expect(await missed(page)).toEqual([])
  await page.close()
}, 120_000)

describe.each(Object.keys(REPORTS) as readonly Name[])('the report of a device that %s', (name) => { // its keys, by its type
  test.each(Object.entries(VIEWS))('in %s: opens in silence, and fits', async (_, options) => {
    const page = await opened(name, '', options)
    expect(await page.evaluate('[document.documentElement.scrollWidth <= innerWidth, document.querySelectorAll(".stepper:not([hidden])").length > 0]')).toEqual([true, true])
    expect(complaints.get(page)).toEqual([])
    await page.close()
  })

  test('says without scripts what was found, and answers the question', async () => {
    const page = await opened(name, '', { javaScriptEnabled: false })
    const text = await page.locator('body').innerText()
    expect(text).toContain(await page.locator('h1').innerText())
    for (const words of ['VCMDQ1_PROD_INDX reads 0x0 where 0x10 is owed', 'LVCMDQ0_PROD_INDX reads 0x10 where 0x0 is owed']) expect(text).toContain(words)
    if (REPORTS[name].status === 1) expect(await page.locator('#divergences table.program').first().innerText()).toMatch(/[WR]32/)
    expect(await page.locator('#designs table').first().innerText()).toContain('P172-DROP')
    expect(await page.locator('.stepper:visible').count()).toBe(0)
    await page.close()
  })
})

test('everything folded out, in the dark and on a phone, is for everybody as well', async () => {
  const page = await opened('diverges', '', { colorScheme: 'dark', viewport: PHONE })
  // All stories of two designs, and everything that is no story of a design.
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = !one.closest(".design") || /v4-2026|rust-fork-2026:/.test(one.closest(".design").firstChild.textContent)')
  await page.waitForFunction('document.querySelectorAll(".stepper:not([hidden])").length > 60')
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(await missed(page)).toEqual([])
  expect(complaints.get(page)).toEqual([])
  await page.close()
}, 240_000)

describe('a timeline', () => {
  const stepper = '[data-story="example-lost"]'
  const now = (page: Page): Promise<string> => page.locator(`${stepper} .now`).innerText()

  test('is stepped through by keyboard alone', async () => {
    const page = await opened('conforms')
    expect(await now(page)).toContain('step 5: W32 VCMDQ1_PROD_INDX 0x10')
    expect(await page.locator(`${stepper} td.owed`).allInnerTexts()).toEqual(['✗ 0x0: 0x10 owed, P176-DIRECT, DIRECT-EN'])
    await page.locator(`${stepper} .lanes`).focus()
    const after = async (key: string): Promise<string> => {
      await page.keyboard.press(key)
      return (await now(page)).split(/: | \(/)[0] ?? ''
    }
    const seen: string[] = []
    for (const key of ['ArrowLeft', 'ArrowUp', 'Home', 'ArrowLeft', 'ArrowRight', 'ArrowDown', 'End', 'ArrowRight']) seen.push(await after(key))
    expect(seen).toEqual(['step 4', 'step 3', 'the start', 'the start', 'step 0', 'step 1', 'step 6', 'step 6'])
    expect(await page.locator(`${stepper} [aria-current=step]`).innerText()).toContain('guest-direct: past the device')
    expect(await now(page)).toContain('(the last step)')
    await page.close()
  })

  test('ends with the wrong value still marked, and the clauses named', async () => {
    const page = await opened('conforms')
    await page.locator(stepper).getByRole('button', { name: 'last' }).click()
    expect(await page.locator(`${stepper} td.owed`).allInnerTexts()).toEqual(['✗ 0x0: 0x10 was owed, P176-DIRECT, DIRECT-EN'])
    expect(await page.locator(`${stepper} .wrongs`).innerText()).toContain('this step breaks P176-DIRECT: VCMDQ1_PROD_INDX reads 0x0')
    await page.close()
  })

  test('has room for every column on a small screen, and its program on a phone', async () => {
    const page = await opened('conforms', '', { viewport: { width: 1280, height: 900 } })
    expect(await page.evaluate(`[...document.querySelectorAll('#direct .stepper:not([hidden]) .scroll')].map((one) => one.scrollWidth - one.clientWidth)`)).toEqual([0, 0])
    await page.setViewportSize(PHONE)
    expect(await page.evaluate(`[...document.querySelectorAll('#direct > .scroll > .program')].map(({ parentElement: one }) => one.scrollWidth - one.clientWidth)`)).toEqual([0, 0])
    await page.close()
  })

  test('has buttons, which the keyboard reaches, and goes to the first wrong value', async () => {
    const page = await opened('diverges', '#divergence-P176-DIRECT')
    const place = page.locator('[data-story="divergence-P176-DIRECT"]')
    await place.getByRole('button', { name: 'last' }).focus()
    await page.keyboard.press('Enter')
    expect(await place.locator('.now').innerText()).toContain('step 1')
    await place.getByRole('button', { name: 'first wrong value' }).click()
    expect(await place.locator('.now').innerText()).toContain('step 0')
    expect(await place.locator('td.owed').first().innerText()).toContain('0x1 owed, P176-DIRECT')
    await page.close()
  })

  test('shows what holds the focus', async () => {
    const page = await opened('conforms')
    await page.locator(`${stepper} button`).first().focus()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
    await page.close()
  })
})

test('the file that the proofs name is the device that they are about', async () => {
  const page = await opened('conforms', '', { javaScriptEnabled: false })
  const source = (await page.locator('#exposed-device').textContent()) ?? ''
  const file = join(folder, 'exposed.mjs')
  writeFileSync(file, source.replace("'cmdqv-check'", `'${pathToFileURL(join(import.meta.dirname, '../../dist/src/index.js')).href}'`))
  const tokens = (await page.locator('#direct .command').allTextContents()).filter((command) => command.endsWith('--device ./exposed.mjs')).map((command) => command.split(' ')[2] ?? '')
  expect(tokens.length).toBeGreaterThan(3)
  for (const token of tokens) expect(tool('replay', token, '--device', file).status).toBe(1)
  await page.close()
})

test('from a cell of the matrix to its story, and back', async () => {
  const page = await opened('conforms')
  await page.locator('#cell-rfc-2025-12-P176-DIRECT a').click()
  const story = page.locator('#story-rfc-2025-12-P176-DIRECT')
  await story.locator('.stepper').waitFor({ state: 'visible' })
  expect(await story.innerText()).toContain('VCMDQ0_CONS_INDX reads 0x1')
  expect(await page.evaluate('document.activeElement.id')).toBe('story-rfc-2025-12-P176-DIRECT')
  await story.getByRole('link', { name: 'Back to its cell' }).click()
  expect(await page.evaluate('location.hash')).toBe('#cell-rfc-2025-12-P176-DIRECT')
  expect(await page.locator('#cell-rfc-2025-12-P176-DIRECT').isVisible()).toBe(true)
  await page.close()
})

test('a link into a folded story opens it, also without scripts', async () => {
  const page = await opened('conforms', '#story-v5-2026-05-ALIAS', { javaScriptEnabled: false })
  expect(await page.locator('#story-v5-2026-05-ALIAS table').isVisible()).toBe(true)
  await page.close()
})

test('orders are read out one after another', async () => {
  const page = await opened('conforms', '#coverage')
  const [first] = await page.locator('.heat').all()
  await first?.locator('.scroll').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  expect(await first?.locator('.cursor').innerText()).toBe('order attach, cmdqv, vintf, alloc, enable, base; gap 1, after attach: 24 of 24 cells reached, 0 of them unowed')
  await page.keyboard.press('End')
  expect(await first?.locator('.cursor').innerText()).toContain('gap 6')
  expect(complaints.get(page)).toEqual([])
  await page.close()
})

test('the question is answered on the first screen', async () => {
  for (const options of [{ viewport: { width: 1200, height: 900 } }, { viewport: PHONE }]) {
    const page = await opened('diverges', '', options)
    const box = await page.getByRole('heading', { name: 'What breaks when the direct aperture is exposed to the guest, too?' }).boundingBox()
    expect(box?.y).toBeLessThan(options.viewport.height)
    await page.close()
  }
})
