/** Changes that must be noticed: of the encoding, of the device, and of the device's tables. */
import type { Rewrite } from '../../planted/mill.js'

/** What is changed, and the obligation that solvers then refute; undefined where only the device tells. */
export type Change = readonly [what: string, refuted: string | undefined, rewrite: Rewrite]

const change = (what: string, file: string, find: string, replace: string, refuted?: string): Change => [what, refuted, { file, find, replace }]

export const ENCODING: readonly Change[] = [
  change('entries of other interfaces claim slots', 'mapping.ts', 'eq(extract(entry, 15, 6), bits(6, 0)), ', '', 'alias: reads'),
  change('only Page0 follows the mapping', 'mapping.ts', 'for (const page of [0, 1])', 'for (const page of [0])', 'invariant: store'),
  change('a claim that ends is not taken back', 'mapping.ts', "  change(m, encoded, m.get(`claimed.${queue}`), queue, -1)\n", '', 'invariant: store'),
  change('PROD is lost on the way to hardware', 'settle.ts', 'storePage(m, slot, PAGE_PROD, cached(layout.Q_PROD))', 'storePage(m, slot, PAGE_PROD, word(0))', 'frame: settle'),
  change('CONS is lost on the way back', 'settle.ts', "['Q_CONS', PAGE_CONS], ", '', 'frame: settle'),
  change('an acknowledged error comes back', 'settle.ts', 'bvxor(m.get(`slot.${slot}.${PAGE_GERROR}`), still)', 'bvand(m.get(`slot.${slot}.${PAGE_GERROR}`), still)', 'errors: settle'),
  change('queues stay when the device goes', 'settle.ts', "const open = and(m.get('attached'), ", 'const open = and(', 'invariant: settle'),
  change('a new BASE disturbs nobody', 'control.ts', '    disturb(m, m.get(`claimed.${queue}`))\n', '', 'invariant: store'),
  change('HYP_OWN is stored', 'control.ts', 'bvand(value, word(~HYP_OWN))', 'value', 'direct: Config page'),
  change('the second word of 8 bytes is the first', 'access.ts', 'storeWord(m, encoded, bvadd(offset, word(4)), high, TRUE)', 'storeWord(m, encoded, offset, high, TRUE)'),
  change('misaligned stores are taken', 'access.ts', 'm.when(and(isWithin(encoded, offset), isAligned(access)), () => {', 'm.when(isWithin(encoded, offset), () => {', 'decode: misaligned'),
]

export const DEVICE: readonly Change[] = [
  change('the window stays in', 'backing.ts', '    if (!this.window) return\n    this.host.guestUnmap', '    if (!this.window || this.slots.held > 1) return\n    this.host.guestUnmap'),
  change('CMDQV_EN is not asked', 'backing.ts', '!this.attached || !enabled ||', '!this.attached ||'),
  change('PROD is lost on the way to hardware', 'slots.ts', 'page.store(to + at.PROD, this.word(from + at.Q_PROD))', 'page.store(to + at.PROD, 0)'),
  change('CONS is lost on the way back', 'slots.ts', 'this.words[to + at.Q_CONS] = page.load(from + at.CONS)', ''),
  change('the alias of a moved queue is the old one', 'optimised.ts', '    this.remap(from)\n', ''),
  change('one value of 2^32 is stored wrongly', 'optimised.ts', 'this.words[at.W_VINTF_CONFIG] = value', 'this.words[at.W_VINTF_CONFIG] = value === 0 ? 2 : value'),
  change('a route leads to the neighbour', 'routing.ts', '[at.DRAM_L, at.Q_DRAM_L,', '[at.DRAM_L, at.Q_DRAM_H,'),
  change('the host is asked for a ring twice', 'rings.ts', 'this.known[queue] = verdict ? PLAUSIBLE : HOPELESS', ''),
]

/** Of routing.ts: what the compiled table then says is refuted, whatever the transition does. */
export const TABLE: readonly Change[] = [
  change('DRAM_L leads to DRAM_H', 'routing.ts', '[at.DRAM_L, at.Q_DRAM_L,', '[at.DRAM_L, at.Q_DRAM_H,', 'direct: 8 bytes'),
  change('GERRORN is dropped', 'routing.ts', "[at.GERRORN, at.Q_GERRORN, 'word']", "[at.GERRORN, at.Q_GERRORN, 'drop']", 'direct: reads back'),
  change('GERROR is written', 'routing.ts', "[at.GERROR, at.Q_GERROR, 'drop']", "[at.GERROR, at.Q_GERROR, 'word']", 'drop: read-only'),
  change('Page1 is not aliased', 'routing.ts', 'queue < 0 ? -1 : at.DIRECT_PAGE1 + from', '-1', 'alias: reads'),
  change('PROD of the page is CONS', 'routing.ts', 'const word = PAGE - ((slot * at.SLOT_BYTES + byte) >> 2)', 'const word = PAGE - ((slot * at.SLOT_BYTES + (byte === at.PROD ? 0 : byte)) >> 2)', 'frame: stored'),
]
