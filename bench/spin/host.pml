/*
 * The host kernel and the hardware page, with what every call owes: HOST-ORDER, HOST-LEGAL, HOST-PAGE,
 * HOST-GUEST-WINDOW and RING within an operation. The answers teach the judge (owed.pml).
 */

inline viommuAlloc() {
  SAY(" viommuAlloc") asked = 1;
  assert(!h_viommu); /* HOST-LEGAL: EEXIST */
  h_viommu = 1
}

inline viommuDestroy() {
  SAY(" viommuDestroy") asked = 1;
  assert(h_viommu && h_alloc == 0); /* HOST-LEGAL: EBUSY */
  assert(!h_mapped); /* HOST-PAGE */
  h_viommu = 0
}

inline mmapPage0() {
  SAY(" mmapPage0") asked = 1;
  assert(h_viommu && !h_mapped); /* HOST-PAGE */
  h_mapped = 1
}

inline munmapPage0() {
  SAY(" munmapPage0") asked = 1;
  assert(h_mapped && !h_window); /* HOST-PAGE */
  h_mapped = 0
}

inline guestMap() {
  SAY(" guestMap") asked = 1;
  assert(h_mapped); /* HOST-PAGE */
  h_window = 1;
  opened = 1
}

inline guestUnmap() {
  SAY(" guestUnmap") asked = 1;
  h_window = 0
}

/* Answers in `seen` whether the queue is granted. One of BASE=0 is refused for its size. */
inline hwQueueAlloc(l, good) {
  asked = 1;
  assert(!h_window); /* HOST-GUEST-WINDOW */
  seen = 0;
  if
#ifdef REFUSE
  :: h_armed -> h_armed = 0
#endif
  :: else ->
    assert(h_viommu && !BIT(h_alloc, l)); /* HOST-LEGAL: EEXIST */
    assert(l == 0 || BIT(h_alloc, 0)); /* HOST-ORDER: EIO */
    if
    :: good -> seen = 1; SET(h_alloc, l)
    :: else
    fi
  fi;
  SAY1(" hwQueueAlloc%d", l) SAY1("=%d", seen)
  if
  :: seen -> learn_granted(l)
  :: else -> learn_refused(l)
  fi
}

/* The kernel zeroes the slot. */
inline hwQueueDestroy(l) {
  SAY1(" hwQueueDestroy%d", l) asked = 1;
  assert(!h_window); /* HOST-GUEST-WINDOW */
  assert(BIT(h_alloc, l));
  assert(l == 1 || !BIT(h_alloc, 1)); /* HOST-ORDER, HOST-LEGAL: EBUSY */
  CLEAR(h_alloc, l);
  CLEAR(h_en, l);
#ifdef RUNNING
  CLEAR(h_prod, l);
  if :: l -> h_cons1 = 0 :: else -> h_cons0 = 0 fi;
#endif
  learn_destroyed(l)
}

/* After each store of the device to the page: RING, and that the window waits for the last restore. */
inline stored(l) {
  assert(h_mapped && !opened); /* HOST-PAGE, HOST-GUEST-WINDOW */
#ifdef RUNNING
  assert(!BIT(h_en & O_MAPPED, l) || (BIT(h_prod, l) == BIT(o_prod, O_QUEUE_AT(l)) && H_CONS(l) == O_CONS(O_QUEUE_AT(l)))) /* RING */
#endif
}

inline store_enable(l, v) {
  SAY1(" CONFIG%d", l) SAY1("=%d", v) PUT(h_en, l, v);
  stored(l)
}

#ifdef RUNNING
inline store_prod(l, v) {
  SAY1(" PROD%d", l) SAY1("=%d", v) PUT(h_prod, l, v);
  stored(l)
}

inline store_cons(l, v) {
  SAY1(" CONS%d", l) SAY1("=%d", v) if :: l -> h_cons1 = v :: else -> h_cons0 = v fi;
  stored(l)
}

/* The hardware fetches one command of a ring of two, whose indices have two bits. */
inline consume(l) {
  pending = (BIT(h_alloc & h_en, l) -> (BIT(h_prod, l) - H_CONS(l)) & 3 : 0);
  judge_fetch(l);
  if
  :: pending > 0 ->
    SAY1(" fetch%d", l)
    if :: l -> h_cons1 = (h_cons1 + 1) & 3 :: else -> h_cons0 = (h_cons0 + 1) & 3 fi
  :: else
  fi
}
#endif
