import type { Errno } from '../check/contract.js'

/** Linux error numbers as a host call returns them: negative. */
export const ERRNO = {
  EPERM: -1,
  ENOENT: -2,
  ESRCH: -3,
  EINTR: -4,
  EIO: -5,
  ENXIO: -6,
  E2BIG: -7,
  EBADF: -9,
  EAGAIN: -11,
  ENOMEM: -12,
  EACCES: -13,
  EFAULT: -14,
  EBUSY: -16,
  EEXIST: -17,
  EXDEV: -18,
  ENODEV: -19,
  EINVAL: -22,
  ENFILE: -23,
  EMFILE: -24,
  ENOTTY: -25,
  EFBIG: -27,
  ENOSPC: -28,
  EROFS: -30,
  EDOM: -33,
  ERANGE: -34,
  EDEADLK: -35,
  ENOSYS: -38,
  ENODATA: -61,
  ETIME: -62,
  EPROTO: -71,
  EOVERFLOW: -75,
  EOPNOTSUPP: -95,
  ETIMEDOUT: -110,
  ESTALE: -116,
  EREMOTEIO: -121,
  ECANCELED: -125,
} as const

/** Name of an error number that the host knows. */
export type ErrnoName = keyof typeof ERRNO

const NUMBERS = new Map<string, Errno>(Object.entries(ERRNO))
const NAMES = new Map<Errno, string>(Object.entries(ERRNO).map(([name, number]) => [number, name]))

/** The negative number of an errno name, or undefined for a name that does not exist: 'ENOMEM' is -12. */
export function errnoNumber(name: string): Errno | undefined {
  return NUMBERS.get(name)
}

/** The name of a negative answer, or undefined: -12 is 'ENOMEM'. Answers from 0 up are successes and have no name. */
export function errnoName(answer: Errno): string | undefined {
  return NAMES.get(answer)
}
