import type { HttpContext } from '../../http/router.ts'

/** Who asks, for the history of accounts: the name of the token. */
export const askerOf = (c: HttpContext): string => c.get('token')?.name ?? 'nobody'
