/*
 * The optimised device on the checker's host, judged, under a guest and hardware that do any letter of a scope for ever.
 * Kernel 6.17 with clean slots, two VCMDQs. What is asserted is named by its clause where it stands.
 *
 * Left out, as no letter of the scopes can bring it about: faults, events, interrupts and with them toggles of the
 * page; writes of GERRORN, CONS, the DRAM address and halves of BASE; rings other than the good one and 0; writes
 * through VINTF slots and 8-byte ones to 32-bit registers; refusals of other calls than hwQueueAlloc; dirty slots; the
 * SID tables, masks and gaps. Left out, as it follows from the rest: the device's routes, the ring in a slot, what the
 * judge has seen of the host (it looks at the host itself), and which VCMDQ the judge takes a hardware queue to serve
 * (the device's owner).
 *
 * One letter is one d_step, so that nothing within an operation is a state. walk.mjs holds the model against our own
 * code, count.mjs its states against ours, plants.mjs shows that it can fail.
 */
#include "state.pml"
#include "owed.pml"
#include "host.pml"
#include "device.pml"
#include "looks.pml"
#ifdef TRACE
#include "trace.pml"
#else
/* A letter is always possible. */
#define TURN(letter) begin()
#define DONE judge(); forget_operation()
#endif

#define CONFIG(v) owe_config(v); write_config(v)
#define ENTRY(q, claim) owe_entry(q, claim); write_entry(q, claim)
#define INTERFACE(v) owe_interface(v); write_interface(v)
#define ENABLE(q, v) owe_enable(q, v); write_enable(q, v)
#define BASE(q, good) owe_base(q, good); write_base(q, good)
#ifdef RUNNING
#define PROD(q, v) repeated = BIT(o_prod, q) == v; PUT(o_prod, q, v); note_written(q); write_prod(q, v)
#endif

/* An attach while attached never reaches the device, nor does a detach while detached. */
inline attach() {
  if
  :: o_attached
  :: else ->
    o_attached = 1;
#ifdef TEARDOWN
    o_detached = 0;
#endif
    device_attach()
  fi
}

#ifdef TEARDOWN
inline detach() {
  if
  :: !o_attached
  :: else ->
    o_attached = 0;
    o_detached = 1;
    device_detach();
    assert(h_alloc == 0 && !h_window && !h_mapped) /* HOST-LEAK */
  fi
}

inline reset() {
  owe_reset();
  device_reset();
  assert(h_alloc == 0 && !h_window && !(o_detached && h_mapped)) /* RESET, HOST-LEAK */
}
#endif

/* The numbers are those of letters.mjs. */
active proctype world() {
  do
  :: d_step { TURN(0); CONFIG(0); DONE }
  :: d_step { TURN(1); CONFIG(1); DONE }
  :: d_step { TURN(2); ENTRY(0, 0); DONE }
  :: d_step { TURN(3); ENTRY(0, 1); DONE }
  :: d_step { TURN(4); ENTRY(1, 0); DONE }
  :: d_step { TURN(5); ENTRY(1, 2); DONE }
  :: d_step { TURN(6); INTERFACE(0); DONE }
  :: d_step { TURN(7); INTERFACE(1); DONE }
  :: d_step { TURN(8); ENABLE(0, 0); DONE }
  :: d_step { TURN(9); ENABLE(0, 1); DONE }
  :: d_step { TURN(10); ENABLE(1, 0); DONE }
  :: d_step { TURN(11); ENABLE(1, 1); DONE }
  :: d_step { TURN(12); BASE(0, 0); DONE }
  :: d_step { TURN(13); BASE(0, 1); DONE }
  :: d_step { TURN(14); BASE(1, 0); DONE }
  :: d_step { TURN(15); BASE(1, 1); DONE }
  :: d_step { TURN(16); attach(); DONE }
#ifdef SWAPPED
  :: d_step { TURN(17); ENTRY(0, 2); DONE }
  :: d_step { TURN(18); ENTRY(1, 1); DONE }
#endif
#ifdef RUNNING
  :: d_step { TURN(19); PROD(0, 0); DONE }
  :: d_step { TURN(20); PROD(0, 1); DONE }
  :: d_step { TURN(21); PROD(1, 0); DONE }
  :: d_step { TURN(22); PROD(1, 1); DONE }
  :: d_step { TURN(23); consume(0); DONE }
  :: d_step { TURN(24); consume(1); DONE }
#endif
#ifdef TEARDOWN
  :: d_step { TURN(25); detach(); DONE }
  :: d_step { TURN(26); reset(); DONE }
#endif
#ifdef REFUSE
  :: d_step { TURN(27); h_armed = 1; DONE }
#endif
  od
}
