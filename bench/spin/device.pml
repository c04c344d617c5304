/*
 * The optimised device, statement by statement as src/device/backing.ts, slots.ts and optimised.ts have it. Refusals
 * other than of hwQueueAlloc are left out, and so are the branches for them.
 */
/* The slots at which one VCMDQ is mapped. */
#define D_MAPPED (d_enable -> d_claim0 ^ d_claim1 : 0)
#define D_CMDQV_EN (d_config != 0)
#define D_QUEUE_AT(l) BIT(d_claim1, l)
/* Whether `slot` runs the current ring of its VCMDQ. */
#define D_RUNS(l) (BIT(d_live & D_MAPPED, l) && BIT(d_owner, l) == D_QUEUE_AT(l) && BIT(d_base, D_QUEUE_AT(l)))

/* The guest changed what the slot of this claim and those above it should hold. */
inline disturb(claim) {
  if
  :: claim != 0 && (claim >> 1) < d_settled -> d_settled = claim >> 1
  :: else
  fi
}

inline acquire() {
  if :: !d_viommu -> viommuAlloc(); d_viommu = 1 :: else fi;
  if :: !d_page -> mmapPage0(); d_page = 1 :: else fi
}

/* BASE=0 is not worth a question; of the good ring the host is asked once. */
inline note_plausible(q) {
#ifndef NO_RINGS
  if :: !BIT(d_known, q) -> SAY(" isRam") SET(d_known, q) :: else fi;
#endif
  skip
}

inline find_target() {
  if
  :: !d_attached || !D_CMDQV_EN || !d_enable || !d_page -> d_settled = 0; target = 0
  :: else ->
    target = d_settled;
    do
    :: target < 2 && BIT(D_MAPPED, target) && BIT(d_base, D_QUEUE_AT(target)) -> note_plausible(D_QUEUE_AT(target)); target++
    :: else -> break
    od
  fi
}

inline closeWindow() {
  if :: d_window -> guestUnmap(); d_window = 0 :: else fi
}

/* The page's registers go to the cache: the hardware stops before CONS is read. */
inline stop(l) {
  queue = BIT(d_owner, l);
  PUT(d_en, queue, BIT(h_en, l));
  store_enable(l, 0);
#ifdef RUNNING
  if :: queue -> d_cons1 = H_CONS(l) :: else -> d_cons0 = H_CONS(l) fi;
  PUT(d_prod, queue, BIT(h_prod, l));
#endif
  CLEAR(d_live, l)
}

/* CONFIG=0 first and CONFIG last; then the page has the registers, and what the cache has no longer counts. */
inline start(l, q) {
  store_enable(l, 0);
#ifdef RUNNING
  owed = (q -> d_cons1 : d_cons0);
  store_cons(l, owed);
  store_prod(l, BIT(d_prod, q));
  if :: q -> d_cons1 = 0 :: else -> d_cons0 = 0 fi;
#endif
  store_enable(l, BIT(d_en, q));
  CLEAR(d_en, q);
#ifdef RUNNING
  CLEAR(d_prod, q);
#endif
#ifdef REFUSE
  CLEAR(d_init, q);
#endif
  PUT(d_owner, l, q);
  SET(d_live, l)
}

inline releaseFrom(first) {
  slot = d_held;
  do
  :: slot > first -> slot--; if :: BIT(d_live, slot) -> stop(slot) :: else fi
  :: else -> break
  od;
  do
  :: d_held > first -> hwQueueDestroy((d_held - 1)); CLEAR(d_owner, (d_held - 1)); d_held--
  :: else -> break
  od
}

inline populate() {
  slot = cut;
  do
  :: slot < target ->
    hwQueueAlloc(slot, BIT(d_base, D_QUEUE_AT(slot)));
    if
    :: seen -> start(slot, D_QUEUE_AT(slot)); slot++; d_held = slot
    :: else -> refused(D_QUEUE_AT(slot)); break
    fi
  :: else -> break
  od
}

/* CMDQ_INIT_ERR is raised where it is not active. */
inline refused(q) {
#ifdef REFUSE
  SET(d_init, q);
#endif
  skip
}

/* The window is in only while every slot is both mapped and live, or neither. */
inline placeWindow() {
  seen = D_MAPPED;
  if
  :: d_attached && d_held > 0 && d_settled == d_held && (seen & 1) + (seen >> 1) == d_held ->
    if :: !d_window -> guestMap(); d_window = 1 :: else fi
  :: else -> closeWindow()
  fi
}

inline relinquish() {
  if :: d_page -> munmapPage0(); d_page = 0 :: else fi;
  if :: d_viommu && d_held == 0 && !d_page -> viommuDestroy(); d_viommu = 0 :: else fi
}

inline settle() {
  if :: d_attached -> acquire() :: else fi;
  find_target();
  cut = d_settled;
  do
  :: cut < target && cut < d_held && D_RUNS(cut) -> cut++
  :: else -> break
  od;
  if
  :: cut < target || cut < d_held -> closeWindow(); releaseFrom(cut); populate()
  :: else
  fi;
  d_settled = d_held;
  placeWindow();
  if :: !d_attached -> relinquish() :: else fi
}

inline write_config(v) {
  d_config = v;
  settle()
}

inline write_interface(v) {
  d_enable = v;
  settle()
}

inline write_entry(q, claim) {
  seen = (q -> d_claim1 : d_claim0);
  if :: q -> d_claim1 = claim :: else -> d_claim0 = claim fi;
  if
  :: seen != claim -> disturb(seen); disturb(claim)
  :: else
  fi;
  settle()
}

/* The slot of a live VCMDQ is the upper one when that is its own. */
#define D_SERVES(q) ((d_live & (q -> d_owner : ~d_owner)) != 0)
#define D_SLOT_OF(q) (BIT(d_live, 1) && BIT(d_owner, 1) == q)

/* A live queue's CONFIG is the page's; without hardware a disable changes nothing else. */
inline write_enable(q, v) {
  if
  :: D_SERVES(q) -> slot = D_SLOT_OF(q); store_enable(slot, v)
  :: else -> PUT(d_en, q, v); if :: v -> settle() :: else fi
  fi
}

#ifdef RUNNING
inline write_prod(q, v) {
  if
  :: D_SERVES(q) -> slot = D_SLOT_OF(q); store_prod(slot, v)
  :: else -> PUT(d_prod, q, v)
  fi
}
#endif

/* One write of 8 bytes. */
inline write_base(q, good) {
  if
  :: BIT(d_base, q) != good ->
    PUT(d_base, q, good);
#ifndef NO_RINGS
    CLEAR(d_known, q);
#endif
    seen = (q -> d_claim1 : d_claim0);
    disturb(seen)
  :: else
  fi;
  settle()
}

inline forget_rings() {
#ifndef NO_RINGS
  d_known = 0;
#endif
  skip
}

inline device_attach() {
  settle();
  d_attached = 1;
  forget_rings();
  settle()
}

inline device_detach() {
  d_attached = 0;
  settle();
  forget_rings() /* the device does so when it is attached again; until then nobody asks */
}

inline device_reset() {
  closeWindow();
  releaseFrom(0);
  d_settled = 0;
  d_config = AT_RESET; d_enable = 0; d_claim0 = 0; d_claim1 = 0;
  d_en = 0; d_base = 0;
#ifdef RUNNING
  d_prod = 0; d_cons0 = 0; d_cons1 = 0;
#endif
#ifdef REFUSE
  d_init = 0;
#endif
  forget_rings();
  settle()
}
