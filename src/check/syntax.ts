/** Where a text stops being JSON: not every message of JSON.parse says it. */

const SPACE = /[ \t\r\n]*/y
const SCALAR = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

function after(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

/** The index of the first character that no JSON document has there; the text's length when it ends too early. */
function firstError(text: string): number {
  const open: ('{' | '[')[] = []
  let at = 0
  /** What the grammar wants next; `first` is the place behind an opening bracket, where it may close at once. */
  let wants: 'value' | 'first' | 'key' | 'comma' = 'value'
  const close = (): void => {
    open.pop()
    at += 1
    wants = 'comma'
  }
  for (;;) {
    at = after(SPACE, text, at) ?? at
    const inside = open.at(-1)
    const character = text[at]
    if (character === undefined || (wants === 'comma' && inside === undefined)) return at
    const closing = character === (inside === '{' ? '}' : ']') && inside !== undefined
    if (closing && (wants === 'first' || wants === 'comma')) close()
    else if (wants === 'comma') {
      if (character !== ',') return at
      at += 1
      wants = inside === '{' ? 'key' : 'value'
    } else if (wants === 'key' || (wants === 'first' && inside === '{')) {
      const end = character === '"' ? after(SCALAR, text, at) : undefined
      if (end === undefined) return at
      at = after(SPACE, text, end) ?? end
      if (text[at] !== ':') return at
      at += 1
      wants = 'value'
    } else if (character === '{' || character === '[') {
      open.push(character)
      at += 1
      wants = 'first'
    } else {
      const end = after(SCALAR, text, at)
      if (end === undefined) return at
      at = end
      wants = 'comma'
    }
  }
}

/** Line and column, both from 1, of the first character that makes a text no JSON document. */
export function syntaxErrorAt(text: string): { readonly line: number; readonly column: number; readonly found: string } {
  const at = firstError(text)
  const before = text.slice(0, at).split('\n')
  const found = at < text.length ? JSON.stringify(text[at]) : 'the end of the text'
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, found }
}
