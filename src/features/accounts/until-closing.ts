import type { HttpContext } from '../../http/router.ts'

/**
 * What is half done when its client leaves would cost a login for nothing; only a stopping server
 * ends it.
 */
export const untilClosing = (c: HttpContext): AbortSignal =>
  c.env?.closing ?? new AbortController().signal
