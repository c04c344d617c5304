/** What is put into a page is text, whoever wrote it. */
import { expect, test } from 'vitest'
import { data, html, idOf, ours } from '../../src/report/html/markup.js'

const HOSTILE = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onclick='alert(1)", '</title></style></textarea>', '&lt;b&gt;', '<!--', ']]>', '{{constructor}}', '${alert(1)}',
]

test.each(HOSTILE)('%s ends no element and no attribute', (text) => {
  const { text: page } = html`<p title="${text}">${text}</p>`
  const [, attribute = '', inside = ''] = /^<p title="([^"]*)">([^<]*)<\/p>$/.exec(page) ?? []
  const back = (escaped: string): string => escaped.replace(/&(lt|gt|quot|#39);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '').replaceAll('&amp;', '&')
  expect([back(attribute), back(inside)]).toEqual([text, text])
})

test('characters that nobody sees, or that turn the writing around, are shown', () => {
  expect(html`${'a\u202eb\u0000c\u2028d\ud800e'}`.text).toBe('a\\u202eb\\u0000c\\u2028d\\ud800e')
  expect(html`${'tab\tline\n☃ 🙂 é'}`.text).toBe('tab\tline\n☃ 🙂 é')
})

test('data within a script cannot end it, and is what it was', () => {
  const value = { name: '</script><script>alert(1)</script><!--', line: 'a\u2028b\u2029c', rest: "&'\"" }
  const { text } = data(value)
  expect(text).not.toMatch(/[<>&\u2028\u2029]/)
  expect(JSON.parse(text)).toEqual(value)
})

test('markup stays, lists are joined, nothing is made of what is not there', () => {
  expect(html`<ul>${['a<', html`<li>b</li>`, [1, undefined]]}${false}${undefined}${ours('<hr>')}</ul>`.text).toBe('<ul>a&lt;<li>b</li>1<hr></ul>')
})

test('ids are made of any name', () => {
  expect(idOf('story', 'rfc-2025-12@128', 'P172-DROP')).toBe('story-rfc-2025-12-at-128-P172-DROP')
  expect(idOf('"><img src=x>')).toMatch(/^[A-Za-z0-9_-]+$/)
})
