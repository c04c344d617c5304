/** A report in sections, laid out for a terminal or for a mail in Markdown. */
import { PLAIN } from './text.js'
import type { Paint } from './text.js'

export type Part =
  /** A line of prose. */
  | { readonly line: string }
  /** One of a list. */
  | { readonly item: string }
  /** To be typed. */
  | { readonly command: string }
  /** Laid out by character: columns stay columns. */
  | { readonly table: string }

export interface Section {
  readonly title: string
  readonly parts: readonly Part[]
}

const indent = (text: string): string => text.replace(/^(?! {2}|$)/gm, '  ')

function plainPart(part: Part): string {
  if ('table' in part) return indent(part.table)
  if ('command' in part) return `  ${part.command}`
  return 'item' in part ? `    ${part.item}` : `  ${part.line}`
}

/** Sections for a terminal or a pipe. */
export function sectionsText(sections: readonly Section[], paint: Paint = PLAIN): string {
  return `${sections.map(({ title, parts }) => [paint.strong(title), ...parts.map(plainPart)].join('\n')).join('\n\n')}\n`
}

function markdownPart(part: Part): string {
  if ('table' in part) return `\`\`\`text\n${part.table}\n\`\`\``
  if ('command' in part) return `\`${part.command}\``
  return 'item' in part ? `* ${part.item}` : part.line
}

/** Items of one list stay together; everything else is a paragraph of its own. */
const gap = (part: Part, before: Part | undefined): string => (before === undefined ? '' : 'item' in part && 'item' in before ? '\n' : '\n\n')

/** Sections for pasting into a mail or a document: the first title is the document's. */
export function sectionsMarkdown(sections: readonly Section[]): string {
  return `${sections.map(({ title, parts }, i) => `${i === 0 ? '#' : '##'} ${title}\n\n${parts.map((part, j) => gap(part, parts[j - 1]) + markdownPart(part)).join('')}`).join('\n\n')}\n`
}
