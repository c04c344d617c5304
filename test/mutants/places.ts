/** Where in the source a rule is at work, and how that is told to somebody who knows the hardware and not the source. */
import ts from 'typescript'
import type { Source } from './milling.js'

/** The function or constant that a node belongs to, by name; the class for its fields. */
export function ownerOf(node: ts.Node): string {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    if (ts.isConstructorDeclaration(at)) return 'constructor'
    if (ts.isMethodDeclaration(at) || ts.isFunctionDeclaration(at) || ts.isPropertyDeclaration(at)) return at.name?.getText() ?? ''
    if (ts.isVariableDeclaration(at) && ts.isSourceFile(at.parent.parent.parent)) return at.name.getText()
  }
  return ''
}

export const stem = ({ file }: Source): string => file.replace(/\.ts$/, '')

/** What the device is doing there. A place that is not named here is told by its own name. */
const MOMENTS: Readonly<Record<string, string>> = {
  'backing.attach': 'when the first device is attached', 'backing.detach': 'when the last device is detached', 'backing.release': 'at a reset, before registers are cleared',
  'backing.begin': 'when an operation begins', 'backing.disturb': 'when a slot changes what it should hold', 'backing.settle': 'when host and guest are brought into agreement',
  'backing.save': 'when what the host holds is saved', 'backing.restore': 'when what the host holds is restored', 'backing.target': 'when deciding how many slots should run',
  'backing.wanted': 'when deciding whether a slot should run', 'backing.acquire': 'when vIOMMU and page are asked for', 'backing.releaseFrom': 'when hardware queues are destroyed',
  'backing.populate': 'when hardware queues are allocated', 'backing.placeWindow': 'when deciding about the window', 'backing.closeWindow': 'when the window is taken out', 'backing.relinquish': 'when page and vIOMMU are given back',
  'errors.active': 'in the active error bits of a queue', 'errors.activeAt': 'in the active errors of a slot', 'errors.physicalMap': 'in CMDQ_ERR_MAP', 'errors.logicalMap': 'in LVCMDQ_ERR_MAP', 'errors.interfaceMap': 'in VI_ERR_MAP',
  'errors.baseWritten': 'when BASE is written', 'errors.refused': 'when the host refuses a hardware queue', 'errors.granted': 'when the host grants a hardware queue', 'errors.reset': 'at a reset of the error bookkeeping',
  'errors.save': 'when the error bookkeeping is saved', 'errors.restore': 'when the error bookkeeping is restored', 'errors.toggleInitError': 'when CMDQ_INIT_ERR is toggled',
  'layout.claimedSlot': 'in the decoding of a CMDQ_ALLOC_MAP entry', 'layout.queueWords': 'in the place of a queue’s cached words', 'layout.queueOfWord': 'in telling the queue of a cached word',
  'mapping.queueAt': 'in looking up who is mapped at a slot', 'mapping.mappedSlots': 'in counting mapped slots', 'mapping.setEntry': 'when a CMDQ_ALLOC_MAP entry changes', 'mapping.reset': 'when the mapping is reset', 'mapping.rebuild': 'when the mapping is rebuilt from restored registers', 'mapping.change': 'when a claim on a slot comes or goes', 'mapping.slotOf': 'in looking up the slot of a queue',
  'optimised.read': 'at a load', 'optimised.write': 'at a store', 'optimised.attach': 'at attach', 'optimised.detach': 'at detach', 'optimised.reset': 'at a system reset', 'optimised.event': 'when a vEVENT is delivered', 'optimised.save': 'when the device is saved', 'optimised.restore': 'when the device is restored',
  'optimised.loadSpecial': 'at a load that no cached word serves', 'optimised.readWide': 'at an 8-byte load', 'optimised.writeUnusual': 'at an 8-byte store', 'optimised.storeSpecial': 'at a store that no cached word takes', 'optimised.storeWord': 'at the store of a word', 'optimised.storeControl': 'when a control register is written',
  'optimised.storeInterface': 'when VINTF0_CONFIG is written', 'optimised.storeEntry': 'when CMDQ_ALLOC_MAP is written', 'optimised.remap': 'when the claims on a slot change', 'optimised.storeBase': 'when BASE is written', 'optimised.begin': 'when an operation begins', 'optimised.finish': 'when a control write ends', 'optimised.reroute': 'when routes are rebuilt after restoring', 'optimised.clearRegisters': 'when registers take their reset values', 'optimised.stateLength': 'in the length of a saved state', 'optimised.constructor': 'when the device is made',
  'rings.low': 'in the low half of BASE', 'rings.high': 'in the high half of BASE', 'rings.address': 'in the ring’s address', 'rings.length': 'in the ring’s length', 'rings.forget': 'when BASE has changed', 'rings.forgetAll': 'when guest memory may have changed', 'rings.plausible': 'when deciding whether a ring is worth asking for', 'rings.legal': 'in the check of a BASE', 'rings.save': 'when what is known of rings is saved', 'rings.restore': 'when what is known of rings is restored', 'rings.constructor': 'when the device is made',
  'routing.reset': 'when routes and cached words are reset', 'routing.save': 'when cached words are saved', 'routing.restore': 'when cached words are restored', 'routing.directPage0': 'when the direct Page0 of a queue is routed', 'routing.vintf': 'when a VINTF slot is routed', 'routing.alias': 'when an alias is made', 'routing.pageSlot': 'when a slot is routed to the host’s page', 'routing.cacheSlot': 'when a slot is routed to the cache', 'routing.buildLayout': 'in the decode of the region', 'routing.placeConfigPage': 'in the decode of the Config page', 'routing.PAGE0': 'in the decode of Page0', 'routing.PAGE1': 'in the decode of Page1', 'routing.cache': 'in the route to a cached word',
  'slots.map': 'when the page has been mapped', 'slots.runs': 'in telling whether a slot runs the current ring', 'slots.start': 'when a fresh hardware queue takes over the registers', 'slots.stop': 'when a hardware queue is stopped and its registers are fetched', 'slots.save': 'when the slots are saved', 'slots.restore': 'when the slots are restored', 'slots.blankStale': 'when stale words are blanked in a saved state', 'slots.serve': 'when a queue’s apertures follow its slot', 'slots.liveSlot': 'in looking up the live slot of a queue', 'slots.isLive': 'in telling whether a slot is live', 'slots.idOf': 'in looking up the handle of a slot', 'slots.constructor': 'when the device is made',
}

/** Where a node stands, as `file.function`, and the moment it is about. */
export interface Place {
  readonly key: string
  readonly moment: string
}

export function placeOf(source: Source, node: ts.Node): Place {
  const owner = ownerOf(node)
  const key = `${stem(source)}.${owner}`
  return { key, moment: MOMENTS[key] ?? `in ${owner}` }
}

/** Code on one line, short enough for a table. */
export function brief(text: string, most = 60): string {
  const line = text.replace(/\s+/g, ' ').replace(/\?\? (0|-1|GAP|DROP|WHOLE|UNKNOWN|route\.DROP)\b/g, '').replace(/\bthis\.|\bat\.|\broute\./g, '').replace(/\s+/g, ' ').trim()
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`
}

export function* nodesUnder(node: ts.Node): Generator<ts.Node> {
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) {
    yield child
    yield* nodesUnder(child)
  }
}

/** Types and interfaces do nothing when the device runs. */
const isErased = (node: ts.Node): boolean => ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)

/** Every node that does something. */
export function* codeUnder(node: ts.Node): Generator<ts.Node> {
  if (isErased(node)) return
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) {
    if (isErased(child)) continue
    yield child
    yield* codeUnder(child)
  }
}
