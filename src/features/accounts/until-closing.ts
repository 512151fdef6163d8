import type { HttpContext } from '../../http/router.ts'

/**
 * Returns the signal that aborts when the server stops. A client that leaves does not abort the
 * work: half of it would cost a login for nothing.
 */
export const untilClosing = (c: HttpContext): AbortSignal =>
  c.env?.closing ?? new AbortController().signal
