/*
 * What a state holds. Numbers of two bits stand for a pair, of VCMDQs (bit q) or of VINTF slots (bit l).
 * d_ is the device's, h_ the host's, o_ what the guest is owed.
 *
 * Built with these, chosen by the scope:
 *   SWAPPED   entries name the other slot as well         RUNNING   PROD_INDX is written and the hardware fetches
 *   REFUSE    the next hwQueueAlloc can be refused        TEARDOWN  detach and system reset
 * and at will:
 *   UNREAD    the judge learns nothing from reads: what it has is all that it can be unsure of. Otherwise it has what is
 *             left once everything was read, and nothing of whom to blame, as in the states of src/prove/closure.ts. It adds
 *               NO_OPEN     (which of two candidates is in BASE, after a write to a running queue),
 *               NO_PARITY   (whether GERROR and GERRORN are known each by itself; their difference is, and this device
 *                           inverts neither),
 *               NO_WRITTEN  (whom to blame: whether anything happened to a VCMDQ since the reset) and
 *               NO_LIVE     (whom to blame: whether BASE was written while its queue ran),
 *             and each of these takes away what it names
 *   NO_RINGS  without the device's verdict on each ring, on which nothing that can be seen depends
 *   BLIND     without the looks at all registers after each operation
 */
#ifndef UNREAD
#define NO_OPEN
#define NO_PARITY
#define NO_WRITTEN
#define NO_LIVE
#endif

#define AT_RESET 2

#define BIT(pair, n) (((pair) >> (n)) & 1)
#define PUT(pair, n, v) pair = ((pair) & ~(1 << (n))) | ((v) << (n))
#define SET(pair, n) pair = (pair) | (1 << (n))
#define CLEAR(pair, n) pair = (pair) & ~(1 << (n))

#ifdef TRACE
#define SAY(what) printf(what);
#define SAY1(what, n) printf(what, n);
#else
#define SAY(what)
#define SAY1(what, n)
#endif

/* ---- the device: its cached registers, 0 while the page has them, and what it remembers ---- */
unsigned d_config : 2 = AT_RESET;  /* CONFIG: 0 or 1 as written, or what it is at reset, with CMDQV_EN=1 */
bit d_enable;                      /* VINTF0_CONFIG.ENABLE */
unsigned d_claim0 : 2;             /* CMDQ_ALLOC_MAP of each VCMDQ: the bit of the slot that it claims, or none */
unsigned d_claim1 : 2;
unsigned d_en : 2;                 /* CMDQ_EN */
unsigned d_base : 2;               /* BASE: 1 for the good ring, 0 for 0 */
bit d_attached;
bit d_viommu;
bit d_page;
bit d_window;
unsigned d_held : 2;               /* slots below have a hardware queue */
unsigned d_settled : 2;
unsigned d_live : 2;               /* slots that serve */
unsigned d_owner : 2;              /* by slot: the VCMDQ that it was started for */
#ifndef NO_RINGS
unsigned d_known : 2;              /* the host was asked about the ring, and it is in RAM */
#endif
#ifdef RUNNING
unsigned d_prod : 2;
unsigned d_cons0 : 2;
unsigned d_cons1 : 2;
#endif
#ifdef REFUSE
unsigned d_init : 2;               /* CMDQ_INIT_ERR of the cached GERROR; GERRORN is never written and stays 0 */
#endif

/* ---- the host. A slot's ring is the good one, as no other is granted; its toggles are 0, as no letter is a fault. ---- */
bit h_viommu;
bit h_mapped;
bit h_window;
unsigned h_alloc : 2;
unsigned h_en : 2;
#ifdef RUNNING
unsigned h_prod : 2;
unsigned h_cons0 : 2;
unsigned h_cons1 : 2;
#endif
#ifdef REFUSE
bit h_armed;
#endif

/* ---- what is owed ---- */
unsigned o_config : 2 = AT_RESET;
bit o_enable;
unsigned o_claim0 : 2;
unsigned o_claim1 : 2;
unsigned o_en : 2;
unsigned o_zero : 2 = 3;           /* BASE may be 0; it may be good: after a write to a running queue both (BASE-LIVE) */
unsigned o_good : 2;
bit o_attached;
#ifdef TEARDOWN
bit o_detached;
#endif
#ifdef RUNNING
unsigned o_prod : 2;
unsigned o_cons0 : 2;
unsigned o_cons1 : 2;
#endif
#ifdef REFUSE
unsigned o_init : 2;               /* CMDQ_INIT_ERR is active */
unsigned o_refused : 2;            /* by VCMDQ: a refusal of its hwQueueAlloc stands */
unsigned o_outstanding : 2;        /* by slot: the last answer to hwQueueAlloc was a refusal */
#endif
#ifndef NO_PARITY
unsigned o_parity : 2 = 3;         /* GERROR and GERRORN are known: no hardware queue came or went since the reset */
#endif
#ifndef NO_WRITTEN
unsigned o_written : 2;            /* something happened to the VCMDQ since the reset */
#endif
#ifndef NO_LIVE
unsigned o_live : 2;               /* BASE was last written while the queue was enabled and backed */
#endif

/*
 * ---- within one operation only. pan searches breadth first (BREADTH) only models without hidden variables: there they
 * are of a state, and 0 between operations. ----
 */
#ifdef BREADTH
unsigned target : 2, cut : 2, slot : 2, queue : 2, mapped : 2, unclear : 2, seen : 2, owed : 2, pending : 2;
bit asked, opened, repeated, excused, before;

inline forget_operation() {
  target = 0; cut = 0; slot = 0; queue = 0; mapped = 0; unclear = 0; seen = 0; owed = 0; pending = 0;
  asked = 0; opened = 0; repeated = 0; excused = 0; before = 0
}
#else
hidden byte target, cut, slot, queue, mapped, unclear, seen, owed, pending, asked, opened, repeated, excused, before;

inline forget_operation() {
  skip
}
#endif
