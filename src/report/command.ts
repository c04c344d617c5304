/** Commands that a reader can paste. */

/** What a shell takes as one word as it stands. */
const PLAIN_WORD = /^[\w./@:+,=-]+$/
/** A word as a shell takes it. */
export const quoted = (word: string): string => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** The device that is meant when none is named. */
const USUAL = 'optimised'

/** How to see a program again on the device that was asked. */
export const replayCommand = (token: string, device: string): string => `cmdqv-check replay ${token}${device === USUAL ? '' : ` --device ${quoted(device)}`}`
