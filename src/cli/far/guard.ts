/** How a device is started, so that nothing of it is left whatever becomes of the checker. */

/** Seconds that a device has to end by itself when its input has ended. */
const GRACE = 1

/**
 * The shell runs the device and, beside it, a guard that reads from descriptor 3. The checker holds the other end and writes
 * nothing: when it closes it, or dies, even by SIGKILL, the guard reads the end and ends the whole process group, with what the
 * device has left running. What the shell puts into the background it first gives an empty standard input, so the device's
 * comes by another descriptor.
 */
export const GUARDED = `
exec 4<&0
sh -c "$1" <&4 3<&- 4<&- &
device=$!
exec 4<&- </dev/null
( read -r end <&3; sleep ${GRACE}; kill -9 -$$ ) </dev/null >/dev/null 2>&1 3<&3 &
wait $device
exit $?
`

/** Codes from here on are signals, as the shell tells them. */
const SIGNALLED = 128
const SIGNALS: Readonly<Record<number, string>> = { 1: 'SIGHUP', 2: 'SIGINT', 4: 'SIGILL', 5: 'SIGTRAP', 6: 'SIGABRT', 7: 'SIGBUS', 8: 'SIGFPE', 9: 'SIGKILL', 11: 'SIGSEGV', 13: 'SIGPIPE', 15: 'SIGTERM' }

/** How a device ended that the shell waited for. */
export function endOf(code: number | null, signal: string | null): string {
  if (signal !== null) return `it was ended by ${signal}`
  if (code === 0) return 'it ended'
  if (code !== null && code > SIGNALLED) return `it was ended by ${SIGNALS[code - SIGNALLED] ?? `signal ${code - SIGNALLED}`}`
  return `it ended with code ${code ?? 'unknown'}`
}
