import type { HttpContext } from '../../http/router.ts'

/** Who asks, for the history of accounts. */
export const askerOf = (c: HttpContext): string => c.get('principal').name
