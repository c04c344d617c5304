/*
 * The judge: what each operation and each answer of the host makes of what the guest is owed, and the rules that ask how
 * things stand at the end of an operation. What registers read is in looks.pml.
 */
#define O_MAPPED (o_enable -> o_claim0 ^ o_claim1 : 0)
#define O_UNCLEAR (o_enable -> o_claim0 & o_claim1 : 0)
/* Of a slot at which a VCMDQ is mapped. */
#define O_QUEUE_AT(l) BIT(o_claim1, l)
#define O_CLAIM(q) ((q) -> o_claim1 : o_claim0)
#define O_CMDQV_EN (o_config != 0)
/* Every BASE that the VCMDQ may have is one that the kernel accepts. */
#define O_USABLE(q) BIT(o_good & ~o_zero, q)
#ifdef REFUSE
#define O_UNREFUSED(q) (!BIT(o_refused, q))
#else
#define O_UNREFUSED(q) 1
#endif
#ifdef RUNNING
#define H_CONS(l) ((l) -> h_cons1 : h_cons0)
#define O_CONS(q) ((q) -> o_cons1 : o_cons0)
#define O_PENDING(q) ((BIT(o_prod, q) - O_CONS(q)) & 3)
#endif

/* STATUS-HONEST: the conditions of LIVE, PROD and errors apart; `mapped` is O_MAPPED. */
#define O_READY(q) ((mapped & O_CLAIM(q)) != 0 && o_attached && O_UNREFUSED(q) && O_CMDQV_EN && BIT(o_en, q) && O_USABLE(q))
#define O_LOWER_READY(q) ((O_CLAIM(q) & 1) || ((mapped & 1) && O_USABLE(O_QUEUE_AT(0)) && O_UNREFUSED(O_QUEUE_AT(0))))
#define O_STATUS(q) (O_READY(q) && O_LOWER_READY(q))

inline note_written(q) {
#ifndef NO_WRITTEN
  SET(o_written, q);
#endif
  skip
}

/* TRANSPARENT: both toggles may be inverted whenever a hardware queue comes or goes. */
inline lose_parity(q) {
#ifndef NO_PARITY
  CLEAR(o_parity, q);
#endif
  note_written(q)
}

/* Asked for a slot at which nothing is mapped, the judge learns nothing of a VCMDQ: the end of the operation says whose fault it is. */
inline learn_granted(l) {
#ifdef REFUSE
  CLEAR(o_outstanding, l);
#endif
  if
  :: BIT(O_MAPPED, l) ->
    queue = O_QUEUE_AT(l);
    lose_parity(queue);
#ifdef REFUSE
    CLEAR(o_init, queue); /* INIT-ERR */
    CLEAR(o_refused, queue);
#endif
    tell_base(queue)
  :: else
  fi
}

inline learn_refused(l) {
#ifdef REFUSE
  SET(o_outstanding, l);
  if
  :: BIT(O_MAPPED, l) ->
    queue = O_QUEUE_AT(l);
    SET(o_init, queue); /* INIT-ERR */
    SET(o_refused, queue);
    note_written(queue);
    tell_base(queue)
  :: else
  fi
#else
  assert(0) /* nothing but BASE=0 is refused, and nobody may ask for that */
#endif
}

/* Whom the queue served is what the judge remembers of its allocation: the same as the device's owner. */
inline learn_destroyed(l) {
  lose_parity(BIT(d_owner, l))
}

/* BASE-LIVE: an allocation or a fetch is from the good ring and tells that BASE was taken. */
inline tell_base(q) {
  if :: BIT(o_good, q) -> CLEAR(o_zero, q) :: else fi
}

/* LIVE: the writes after which a refusal no longer stands. */
inline retry(pair) {
#ifdef REFUSE
  o_refused = o_refused & ~(pair);
#endif
  skip
}

inline owe_config(v) {
  repeated = o_config == v;
  o_config = v;
  retry(v * 3)
}

inline owe_interface(v) {
  repeated = o_enable == v;
  o_enable = v;
  retry(v * 3)
}

inline owe_entry(q, claim) {
  repeated = O_CLAIM(q) == claim;
  if :: q -> o_claim1 = claim :: else -> o_claim0 = claim fi;
  retry(1 << q)
}

inline owe_enable(q, v) {
  repeated = BIT(o_en, q) == v;
  PUT(o_en, q, v);
  note_written(q);
  retry(v << q)
}

inline owe_base(q, good) {
  repeated = BIT(o_good, q) == good && BIT(o_zero, q) == !good;
  seen = BIT(o_en, q) && (O_MAPPED & O_CLAIM(q) & h_alloc) != 0;
  if
  :: seen -> if :: good -> SET(o_good, q) :: else -> SET(o_zero, q) fi
  :: else -> PUT(o_good, q, good); PUT(o_zero, q, !good)
  fi;
#ifndef NO_LIVE
  PUT(o_live, q, seen);
#endif
  note_written(q);
  retry(1 << q)
}

/* RESET: the registers. Refusals stand, and what the host holds the device must still release. */
inline owe_reset() {
  o_config = AT_RESET; o_enable = 0; o_claim0 = 0; o_claim1 = 0;
  o_en = 0; o_zero = 3; o_good = 0;
#ifdef RUNNING
  o_prod = 0; o_cons0 = 0; o_cons1 = 0;
#endif
#ifdef REFUSE
  o_init = 0;
#endif
#ifndef NO_PARITY
  o_parity = 3;
#endif
#ifndef NO_WRITTEN
  o_written = 0;
#endif
#ifndef NO_LIVE
  o_live = 0;
#endif
  skip
}

#ifdef RUNNING
/* P176-ALLOC, DISABLED-STOPS, RING and LIVE of one fetch, of which `pending` tells whether there is one. */
inline judge_fetch(l) {
  mapped = O_MAPPED;
  queue = O_QUEUE_AT(l);
  if
  :: pending > 0 ->
    assert(BIT(mapped, l)); /* P176-ALLOC */
    assert(O_CMDQV_EN && BIT(o_en, queue)); /* DISABLED-STOPS */
    assert(BIT(o_good, queue) && pending == O_PENDING(queue) && H_CONS(l) == O_CONS(queue)); /* RING */
    tell_base(queue);
    if :: queue -> o_cons1 = (o_cons1 + 1) & 3 :: else -> o_cons0 = (o_cons0 + 1) & 3 fi
  :: else ->
    assert(!BIT(mapped, l) || !O_STATUS(queue) || O_PENDING(queue) == 0) /* LIVE */
  fi
}
#endif

/* A new operation; what IDEMPOTENT excuses is what was refused before it. */
inline begin() {
  asked = 0; opened = 0; repeated = 0;
#ifdef REFUSE
  excused = o_outstanding != 0;
#endif
  skip
}

inline judge_queue(q) {
#ifdef RUNNING
  assert(!(O_STATUS(q) && O_PENDING(q) != 0) || (O_CLAIM(q) & h_alloc) != 0) /* LIVE */;
#endif
  skip
}

/* The end of an operation. HOST-RETRY needs no rule here: STATUS-HONEST, asked in every state, is stronger. */
inline judge() {
  mapped = O_MAPPED;
  unclear = O_UNCLEAR;
  assert(!repeated || excused || !asked); /* IDEMPOTENT */
  assert(!h_window || ((mapped ^ h_alloc) & ~unclear) == 0); /* HOST-GUEST-WINDOW */
  assert((h_alloc & ~unclear & ~mapped) == 0); /* HOST-LEAK: nothing for a slot without a VCMDQ */
  assert(!BIT(h_alloc & mapped, 0) || BIT(o_good, O_QUEUE_AT(0))); /* HOST-LEAK: nothing for BASE=0 */
  assert(!BIT(h_alloc & mapped, 1) || BIT(o_good, O_QUEUE_AT(1)));
  judge_queue(0);
  judge_queue(1);
#ifndef BLIND
  look();
#endif
#ifdef NO_OPEN
  o_good = d_base; o_zero = ~d_base & 3; /* BASE-LIVE: a read tells which of two candidates it is */
#endif
  skip
}
