/*
 * For the comparison with our own code: the letters come from an array, `walk`, and after each of them everything is
 * told that observe.mjs tells. STEPS and `walk` are given by whoever includes model.pml.
 */
short step;

/* What the model leaves out: of the toggles it claims that all are known, of whom to blame nobody tells anything. */
#ifdef UNREAD
#define TOLD_PARITY o_parity
#define TOLD_WRITTEN o_written
#define TOLD_LIVE o_live
#else
#define TOLD_PARITY 3
#define TOLD_WRITTEN 0
#define TOLD_LIVE 0
#endif

#define TURN(letter) step < STEPS && walk[step] == letter; printf("%d:", letter); begin()
#define DONE judge(); tell(); step++
#define THROUGH(page, direct) (h_window -> (page) & h_alloc : D_MAPPED & AT_SLOTS(direct, d_claim0, d_claim1))

/* A register of two pairs of bits is told as two numbers: direct, and through the VINTF slots. */
inline tell_register(page, direct) {
  seen = direct;
  owed = THROUGH(page, seen);
  printf(" %d %d", seen, owed)
}

inline tell_registers() {
  printf(" | %d %d %d %d %d %d", d_config, D_CMDQV_EN, d_enable, d_enable, d_claim0, d_claim1);
  tell_register(h_en, d_en | ON_PAGE(h_en));
  tell_register(h_en, ON_PAGE(h_en));
  seen = d_base; owed = D_MAPPED & AT_SLOTS(seen, d_claim0, d_claim1);
  printf(" %d %d", seen, owed);
#ifdef REFUSE
  tell_register(0, d_init & ~ON_PAGE(3));
  seen = d_init & ~ON_PAGE(3); owed = D_MAPPED & AT_SLOTS(seen, d_claim0, d_claim1);
  printf(" %d %d %d", seen, owed, owed != 0);
#endif
#ifdef RUNNING
  tell_register(h_prod, d_prod | ON_PAGE(h_prod));
  printf(" %d %d %d %d", D_CONS(0), D_CONS(1), THROUGH_CONS(0), THROUGH_CONS(1));
#endif
  skip
}

inline tell_owed() {
  printf(" | %d %d %d %d %d %d %d", o_config, o_enable, o_claim0, o_claim1, o_en, o_zero, o_good);
  printf(" %d %d %d %d", o_attached, TOLD_PARITY, TOLD_WRITTEN, TOLD_LIVE);
#ifdef TEARDOWN
  printf(" %d", o_detached);
#endif
#ifdef RUNNING
  printf(" %d %d %d", o_prod, o_cons0, o_cons1);
#endif
#ifdef REFUSE
  printf(" %d %d %d", o_init, o_refused, o_outstanding);
#endif
  skip
}

inline tell() {
  printf(" | %d %d %d %d %d", h_alloc, h_en, h_window, h_mapped, h_viommu);
#ifdef REFUSE
  printf(" %d", h_armed);
#endif
  tell_registers();
  tell_owed();
  printf("\n")
}
