/**
 * Markup by template: whatever is put into one is escaped, unless it is markup itself. Names and messages come from the
 * authors of devices, so nobody has to remember to escape, in text, in attributes (always in double quotes) or in SVG.
 */

/** Text that is markup already. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may be put into a template; nothing is made of `undefined` and `false`. */
export type Piece = Markup | string | number | undefined | false | readonly Piece[]

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Characters that no reader sees, or that turn the writing around: a name with them could pass for another. */
const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const shown = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Text for an element or a quoted attribute. */
export const escaped = (text: string): string => text.replace(UNSEEN, shown).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')

function textOf(piece: Piece): string {
  if (piece === undefined || piece === false) return ''
  if (piece instanceof Markup) return piece.text
  return typeof piece === 'string' || typeof piece === 'number' ? escaped(String(piece)) : piece.map(textOf).join('')
}

/** A template of markup: pieces are escaped, lists joined. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(strings.map((text, i) => text + textOf(pieces[i])).join(''))
}

/** Text of our own that is markup: style sheets and scripts. */
export const ours = (text: string): Markup => new Markup(text)

/** A value for a script to read, within a script element: nothing in it can end the element or a line. */
export const data = (value: unknown): Markup =>
  new Markup(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`))

/** An id made of a name: letters and digits as they are. */
export const idOf = (...names: readonly string[]): string => names.map((name) => name.replaceAll('@', '-at-').replace(/[^A-Za-z0-9-]+/g, '_')).join('-')
