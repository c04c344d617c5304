/**
 * The clauses: what a CMDQV device owes its guest and its host.
 *
 * This is the only place with clause texts. Rules, properties and reports cite the ids, and the compiler checks them.
 *
 * Authority says how binding a clause is: `spec` is the hardware document by page (known through a public mail),
 * `vendor` what the hardware vendor's engineers stated in public, `kernel` the host kernel's ABI, and `judgement` is
 * ours where the sources are silent: a divergence there is advice.
 */

/** How binding a clause is, by who says so. */
export type Authority = 'spec' | 'vendor' | 'kernel' | 'judgement'

/** A clause as the table has it: `rule` says in one or two sentences what is owed, `source` where that stands. */
export interface Clause {
  readonly id: ClauseId
  readonly authority: Authority
  readonly source: string
  readonly rule: string
}

const MAIL = 'the hardware document, quoted in a public QEMU review mail of 2026-05-21'
const SERIES = 'vendor engineers in the QEMU patch series and the Linux driver'
const ABI = 'iommufd and the Linux Tegra241 CMDQV driver'
const OURS = 'the sources are silent; this project decided'

const TABLE = {
  // Apertures and routing
  'P172-DROP': ['spec', `${MAIL}, p.172`, 'An access through a Virtual Interface page whose logical index is not mapped is dropped: a write changes nothing anywhere, and there is no fault and no interrupt.'],
  'P172-ZERO': ['judgement', OURS, 'A dropped read returns 0.'],
  'P176-DIRECT': ['spec', `${MAIL}, p.176`, 'A VCMDQ can be programmed through its direct aperture, Page0 and Page1, without being mapped: what is written there is read back there.'],
  'P176-ALLOC': ['spec', `${MAIL}, p.176`, 'Until a VCMDQ is mapped to a Virtual Interface the hardware fetches no command for it, whatever was programmed.'],
  ALIAS: ['vendor', SERIES, 'While a VCMDQ is mapped, its direct and its VINTF apertures are the same registers, on both pages, in any interleaving, backed or not.'],
  'ROUTE-LVCMDQ': ['vendor', SERIES, 'VINTF slot l is the VCMDQ mapped there; physical and logical number need not be equal. Two entries that claim one slot map neither.'],
  ISOLATION: ['vendor', SERIES, "An access to one VCMDQ never changes another's PROD, CONS, CONFIG, BASE or DRAM address, nor a Config register other than the error maps."],
  'DIRECT-EN': ['vendor', SERIES, 'The direct aperture is programmable whenever CONFIG.CMDQV_EN=1.'],
  'DIRECT-DISABLED': ['judgement', OURS, 'Both apertures behave alike whatever CONFIG.CMDQV_EN is.'],
  'DECODE-GAP': ['judgement', OURS, "An access to a gap reads 0, ignores writes and reaches no register and no host page; in an installed window the page's own gaps do the same."],
  'SIZE-32': ['vendor', SERIES, 'Page0 and Config registers are 32 bit. An 8-byte write leaves each writable word it covers old or new, bit by bit, and changes nothing beyond; 8-byte reads of LVCMDQ_ERR_MAP return both words.'],
  'SIZE-64': ['vendor', SERIES, 'BASE and CONS_INDX_BASE_DRAM accept 64-bit accesses and 32-bit halves: one 64-bit write equals two halves in either order.'],
  RO: ['vendor', SERIES, 'Writes to PARAM, STATUS, the error maps, VINTF0_STATUS, VCMDQ STATUS and GERROR change nothing.'],
  'HYP-OWN': ['kernel', ABI, 'VINTF0_CONFIG.HYP_OWN reads 0 whatever was written.'],
  // The cache-to-hardware transition
  TRANSPARENT: ['vendor', SERIES, 'Which backing serves an access, and when the page was mapped or a hardware queue allocated, cannot be told from any value the guest reads. Toggle parity of GERROR and GERRORN may change when a hardware queue is allocated or destroyed; their XOR may not.'],
  'HALF-BASE': ['vendor', SERIES, 'BASE programmed in two halves, in any order and at any point, ends in the state of one 64-bit write: nothing is lost, and an error that an unfinished address provoked is not active in the end. One 64-bit write asks the host at most once.'],
  'ENABLES-KEEP': ['vendor', SERIES, 'The enables of CONFIG, VINTF0_CONFIG and VCMDQ CONFIG do not reset registers: after 1→0→1 they hold what they held.'],
  IDEMPOTENT: ['judgement', OURS, 'Writing a register the value it already holds changes nothing and asks nothing of the host, except to try again what the host refused.'],
  'NO-FALSE-ERROR': ['vendor', SERIES, 'A queue that becomes backed or unbacked never makes an acknowledged error active again, nor an active one vanish, for the guest that reads or for the hardware that executes (CMDQ_INIT_ERR apart).'],
  'BASE-LIVE': ['judgement', OURS, 'A new BASE written to an enabled, backed VCMDQ is taken or ignored as a whole; the next BASE read, hwQueueAlloc or fetch tells which.'],
  // Execution, status and errors
  LIVE: ['vendor', SERIES, 'A VCMDQ that is mapped, enabled at all three levels, has a usable BASE, no active error and PROD≠CONS executes, whatever the order in which the guest established this: a hardware queue exists for it at the end of every operation and consume advances CONS. What the host refused is asked again at the writes that name it; a refusal that the device brought upon itself excuses nothing.'],
  'DISABLED-STOPS': ['judgement', OURS, "While any of a VCMDQ's three enables is 0 the hardware fetches nothing for it."],
  RING: ['vendor', SERIES, "The hardware fetches only from the ring that the guest's current BASE names, at the guest's PROD and CONS; no slot is enabled with other indices inside an operation."],
  'STATUS-HONEST': ['vendor', SERIES, 'CMDQ_EN_OK reads 0 while CMDQ_EN=0. While mapped it reads 1 only if a hardware queue can run for it, and does so while the conditions of LIVE hold (PROD≠CONS and errors apart).'],
  'VINTF-STATUS': ['vendor', SERIES, 'CMDQV_ENABLED follows CMDQV_EN; ENABLE_OK follows ENABLE, either value while a refusal of viommuAlloc or mmapPage0 stands or nothing is attached.'],
  'GERROR-TOGGLE': ['vendor', SERIES, 'The hardware reports an error by toggling its GERROR bit; it stays active, and the queue stalled, until software makes GERRORN equal; a second error differs again.'],
  'INIT-ERR': ['vendor', SERIES, 'When hwQueueAlloc for a mapped queue is refused for any reason but ordering, CMDQ_INIT_ERR is active at the end of that operation, through every aperture that reaches the VCMDQ. The next successful hwQueueAlloc leaves it inactive.'],
  'ERR-MAP': ['vendor', SERIES, 'CMDQ_ERR_MAP shows exactly the VCMDQs with active errors, LVCMDQ_ERR_MAP the mapped ones by logical number, VI_ERR_MAP bit 0 whether LVCMDQ_ERR_MAP has any. Between a fault and the delivery of its event either answer is allowed.'],
  IRQ: ['vendor', SERIES, 'Delivering a non-zero record whose queue is mapped, has an active error and is not masked raises one interrupt edge; a masked one and a dropped access raise none.'],
  RESET: ['vendor', SERIES, 'System reset returns every register to its reset value (SID tables included; MAX_CLK_BATCH 0x08 or 0x40) and releases every hardware queue.'],
  // Obligations to the host
  'HOST-ORDER': ['kernel', ABI, 'Hardware queues are allocated in ascending and destroyed in descending logical number.'],
  'HOST-LEGAL': ['kernel', ABI, 'The device never issues a call that the kernel must refuse with EBUSY or EEXIST, and never forgets a queue whose destroy was refused.'],
  'HOST-RETRY': ['vendor', SERIES, 'A queue that could not be allocated only because a lower one was missing is allocated when the lower one appears, without a further guest write to it.'],
  'HOST-PAGE': ['kernel', ABI, 'Page0 is mapped at most once, unmapped before the vIOMMU is destroyed, never dereferenced and never installed in the guest when absent.'],
  'HOST-GUEST-WINDOW': ['judgement', OURS, "At each operation's end the window is installed only if host slots and guest mapping agree slot by slot; within one, guestUnmap precedes the first destroy and guestMap follows the last restore."],
  'HOST-LEAK': ['kernel', ABI, 'After detach no hardware queue, window or mapping is left; after reset no hardware queue and no window. A hardware queue exists only for a mapped VCMDQ with BASE≠0. A refused release is excused while its slot is disabled and the window out, and is asked again no later than the next attach, detach or reset.'],
} as const satisfies Record<string, readonly [Authority, string, string]>

/** The ids of all clauses: what cites another does not compile. */
export type ClauseId = keyof typeof TABLE

/** All clauses, in the order of the device's chapters. */
export const CLAUSES: readonly Clause[] = Object.entries(TABLE).map(([id, [authority, source, rule]]) => ({
  id: id as ClauseId, // keys of TABLE by construction
  authority,
  source,
  rule,
}))
