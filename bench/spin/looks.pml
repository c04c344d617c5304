/*
 * All registers, read after every operation: what the device answers through both apertures is what is owed. Reads are
 * no letters of the model for that; what they teach the judge is in owed.pml.
 *
 * The device's routes follow from its mapping and its slots, so they are computed and no state: a VINTF slot leads where
 * the direct slot of its VCMDQ leads, to the page or to the cache, or nowhere; with the window in, to the page.
 */

/* By VCMDQ: a pair of its slot on the page. */
#define ON_PAGE(pair) (((pair & d_live & ~d_owner) != 0) | (((pair & d_live & d_owner) != 0) << 1))
/* By slot: a pair of the VCMDQs that claim it. */
#define AT_SLOTS(pair, claim0, claim1) (((pair & 1) -> claim0 : 0) | ((pair & 2) -> claim1 : 0))

/* A register of one bit, its two pairs in `seen` (direct) and `owed`; `page` is what the page has by slot. */
inline look_through(page) {
  assert(seen == owed);
  seen = (h_window -> page & h_alloc : D_MAPPED & AT_SLOTS(seen, d_claim0, d_claim1));
  owed = mapped & AT_SLOTS(owed, o_claim0, o_claim1);
  assert(((seen ^ owed) & ~unclear) == 0)
}

inline look_config() {
  assert(d_config == o_config && d_enable == o_enable && d_claim0 == o_claim0 && d_claim1 == o_claim1)
}

/* CMDQ_EN_OK is the page's CMDQ_EN, 0 in the cache. Contested or unmapped with CMDQ_EN=1 it may be anything. */
inline look_status(q) {
  before = (O_CLAIM(q) & mapped & h_alloc) != 0 && O_CMDQV_EN;
  assert(BIT(o_en, q) || !BIT(seen, q)); /* STATUS-HONEST */
  assert(!BIT(o_en, q) || (O_CLAIM(q) & mapped) == 0 || (O_STATUS(q) -> BIT(seen, q) : !BIT(seen, q) || before))
}

/* This device tells the same through both apertures also where either answer is allowed. */
inline look_statuses() {
  seen = ON_PAGE(h_en);
  look_status(0);
  look_status(1);
  owed = mapped & AT_SLOTS(seen, o_claim0, o_claim1);
  seen = (h_window -> h_en & h_alloc : D_MAPPED & AT_SLOTS(seen, d_claim0, d_claim1));
  assert(((seen ^ owed) & ~unclear) == 0)
}

#ifdef RUNNING
#define D_CONS(q) (D_SERVES(q) -> H_CONS(D_SLOT_OF(q)) : (q -> d_cons1 : d_cons0))
#define THROUGH_CONS(l) (h_window -> (BIT(h_alloc, l) -> H_CONS(l) : 0) : (BIT(D_MAPPED, l) -> D_CONS(D_QUEUE_AT(l)) : 0))

inline look_cons(n) {
  assert(D_CONS(n) == O_CONS(n));
  assert(BIT(unclear, n) || THROUGH_CONS(n) == (BIT(mapped, n) -> O_CONS(O_QUEUE_AT(n)) : 0))
}
#endif

/* BASE, which no window shows: either candidate where two are left. */
inline look_base() {
  assert((d_base & ~o_good) == 0 && (~d_base & ~o_zero & 3) == 0);
  seen = D_MAPPED & AT_SLOTS(d_base, d_claim0, d_claim1);
  assert((seen & ~unclear & ~(mapped & AT_SLOTS(o_good, o_claim0, o_claim1))) == 0);
  assert((~seen & mapped & ~AT_SLOTS(o_zero, o_claim0, o_claim1)) == 0)
}

inline look() {
  look_config();
  seen = d_en | ON_PAGE(h_en); owed = o_en;
  look_through(h_en);
#ifdef RUNNING
  seen = d_prod | ON_PAGE(h_prod); owed = o_prod;
  look_through(h_prod);
  look_cons(0);
  look_cons(1);
#endif
#ifdef REFUSE
  /* GERROR; GERRORN is 0, so that this is the activity too, and what the error maps show; a page's GERROR is 0. It is
     asked for also where both words might be inverted, which this device never does. */
  seen = d_init & ~ON_PAGE(3); owed = o_init;
  look_through(0);
#endif
  look_base();
  look_statuses()
}
