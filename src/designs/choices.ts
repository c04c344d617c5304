/**
 * The choices that tell one public design of the device from another. This list is the only place where a choice
 * and its values are named: the type of a design, the check of design files and every explanation come from it.
 *
 * Each choice is one row of what is known about the designs, in the same order; `releaseOrder` at the end is told
 * there in prose. Where two rows said the same thing twice only one of them decides: what frees queues is
 * `releaseAt`, whether freeing forgets registers is `onRelease`, and the transitions' own choices say the rest.
 *
 * Some values were never shipped. They are the obvious repair, or the reading of a source not followed: with them a
 * reviewer can ask what a single change would have done.
 */

/** What a choice is about, for files, listings and explanations. */
export interface Choice {
  readonly name: string
  /** One value, or a list of them in the order in which the device acts. */
  readonly kind: 'one' | 'list'
  readonly values: readonly string[]
  /** What the choice decides, in one line. */
  readonly line: string
}

const one = <const N extends string, const V extends readonly string[]>(name: N, values: V, line: string) =>
  ({ name, kind: 'one', values, line }) as const
const list = <const N extends string, const V extends readonly string[]>(name: N, values: V, line: string) =>
  ({ name, kind: 'list', values, line }) as const

const ROUTING = [
  one('decoded', ['128', 'advertised'],
    'How many VCMDQs the region decodes: all that the architecture allows, or as many as PARAM tells the guest.'),
  one('pageMapped', ['first-trapped-access', 'vintf-enable', 'vintf-enable-reported', 'attach', 'machine-build'],
    'When the host\'s Page0 is mmap\'d; with vintf-enable-reported, ENABLE_OK reads 1 only if that worked.'),
  one('directPage0', ['trapped', 'guest-direct'],
    'Whether the direct Page0 at 0x10000 traps, or is a window onto the host\'s page as soon as that is mapped.'),
  one('vintfPage0', ['trapped', 'once-page-mapped', 'after-queue-allocation', 'at-vintf-enable'],
    'When VINTF Page0 at 0x30000 becomes a window onto the host\'s page.'),
  one('page1', ['cache', 'vintf-dropped-unless-mapped'],
    'What serves Page1: the register cache through both apertures, or through VINTF only once ENABLE and ALLOC are set.'),
  one('pageUse', ['page-mapped', 'page-mapped-cache-too', 'queue-and-page'],
    'When a trapped Page0 access goes to the host\'s page, and whether its stores go to the cache as well.'),
  one('unbacked', ['cache', 'vintf-dropped-unless-mapped'],
    'What serves the other trapped Page0 accesses: the cache through both apertures, or VINTF drops what is not mapped.'),
] as const

const ALLOCATION = [
  list('allocateAt', ['BASE_L', 'BASE_H', 'CMDQV_EN', 'VINTF_ENABLE', 'ALLOC'],
    'Which guest writes make the device try to allocate: halves of BASE, an enable written 1, ALLOC going 0 to 1.'),
  list('requires', ['BASE_NONZERO', 'START_IN_RAM', 'ENDS_IN_RAM', 'RANGE_IN_RAM', 'SIZE_WITHIN_CAP', 'ALLOC', 'CMDQV_EN', 'VINTF_ENABLE'],
    'What must hold before the host is asked for a hardware queue; otherwise the try ends quietly.'),
  one('eachTry', ['frees-queue', 'frees-queue-or-if-base-is-zero', 'frees-queue-unconditionally', 'keeps-queue'],
    'What a try does with the queue that is already there: as soon as the requirements hold, or even when they do not.'),
  one('baseWhileEnabled', ['accepted', 'ignored'],
    'Whether a write of BASE counts while CMDQ_EN_OK of that queue reads 1.'),
  one('onFailure', ['message', 'init-err-and-stop', 'message-and-handle-dropped'],
    'What a refused allocation leaves: a message, or CMDQ_INIT_ERR and EN_OK=0 in the cache with no further queue tried.'),
  list('sync', ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'GERRORN'],
    'Which registers are copied from the cache to the page after an allocation, in this order.'),
] as const

const RELEASE = [
  one('onRelease', ['cache-kept', 'cache-zeroed', 'saved-from-page'],
    'What becomes of the queue\'s Page0 registers in the cache when its hardware queue is freed.'),
  list('releaseAt', ['CMDQV_EN', 'VINTF_ENABLE', 'ALLOC', 'RESET'],
    'What frees hardware queues: an enable written 0, ALLOC going 1 to 0, system reset.'),
  one('destroyRefused', ['handle-forgotten', 'handle-kept'],
    'What happens to the handle of a queue that the host would not destroy.'),
  one('cmdqvDisable', ['window-kept', 'window-removed'],
    'Whether CMDQV_EN=0 takes the guest\'s windows out, before anything is freed.'),
  list('vintfDisable', ['WINDOW', 'MUNMAP'],
    'What VINTF ENABLE=0 takes away: the guest\'s windows first, the mapping of the page last.'),
] as const

const REGISTERS = [
  one('mapFields', ['stored-and-ignored', 'not-stored'],
    'What LVCMDQ and VIRT_INTF_INDX of an ALLOC entry mean; in either case VINTF slot l is VCMDQ l.'),
  list('enOk', ['CONFIG_EN', 'UNLESS_INIT_ERR', 'ALLOCATION'],
    'What CMDQ_EN_OK in the cache follows: CONFIG.CMDQ_EN, but not while CMDQ_INIT_ERR stands; an allocation sets it too.'),
  one('wideAccess', ['split', 'page1', 'page1-writes', 'low-half'],
    'What 8-byte accesses do: two words; all of BASE and DRAM, else none; so for writes alone; or the low word, but for those.'),
  one('slotGaps', ['zero', 'through-to-page'],
    'Whether a read between the registers of an allocated slot looks at the host\'s page.'),
  one('event', ['maps-and-interrupt', 'maps-and-masked-interrupt', 'none'],
    'What a vEVENT does: its maps stay until the next one, and it raises the interrupt, masked by VI_INT_MASK bit 0 or not.'),
  list('reset', ['WINDOW', 'REGISTERS', 'SID_TABLES'],
    'What a system reset does: windows out, registers to reset values, SID tables to zero.'),
  one('configReset', ['0x00020403', '0x00020083'], 'Reset value of CONFIG.'),
  one('sidTables', ['absent', 'stored'], 'Whether SID_MATCH and SID_REPLACE exist; an absent one reads 0.'),
  one('releaseOrder', ['descending', 'ascending'],
    'In which order several queues are freed; the kernel takes descending only.'),
] as const

const ALL = [...ROUTING, ...ALLOCATION, ...RELEASE, ...REGISTERS] as const
type Known = (typeof ALL)[number]
type ValueOf<C extends Known> = C['kind'] extends 'list' ? readonly C['values'][number][] : C['values'][number]

/** Every choice with its values, in the order of the table. */
export const CHOICES: readonly Choice[] = ALL

/** One value for every choice. */
export type Choices = { readonly [C in Known as C['name']]: ValueOf<C> }

/** A device model as a row of choices. */
export interface Design extends Choices {
  readonly id: string
  /** The design that this one came from: it differs in what it states itself. */
  readonly extends?: string
}

/** A design of one's own as it is written: what it changes of a known one, or every choice. */
export type OwnDesign = { readonly id?: string } & ((Partial<Choices> & { readonly extends: string }) | (Choices & { readonly extends?: string }))
