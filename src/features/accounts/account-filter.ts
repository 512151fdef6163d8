import { ProxyReference } from './proxy-reference.ts'
import { ACCOUNT_PURPOSES, ACCOUNT_STATES } from '../../accounts/states.ts'
import type { Db } from '../../db/handles.ts'
import { z } from '../../http/router.ts'
import type { AccountFilter } from '../../pool/accounts/account-views.ts'
import { findProxyId } from '../../pool/proxies/store/proxies/proxies.ts'
import { Username } from './account-input.ts'

/** The conditions by which accounts are listed, and chosen for a bulk act. */
export const accountFilterFields = {
  state: z.enum(ACCOUNT_STATES).optional(),
  purpose: z.enum(ACCOUNT_PURPOSES).optional(),
  username: Username.optional(),
  text: z
    .string()
    .max(100)
    .transform((text) => text.trim().replace(/^@/, '').toLowerCase())
    .optional()
    .openapi({ type: 'string', description: 'A part of the username', example: 'kitchen' }),
  proxy: ProxyReference.optional(),
}

const AccountFilterFields = z.object(accountFilterFields)

/** Throws NoSuchRecordError when no proxy is called so. */
export async function filterOf(
  db: Db,
  { state, purpose, username, text, proxy }: z.output<typeof AccountFilterFields>,
): Promise<AccountFilter> {
  return {
    state,
    purpose,
    username,
    text: text === '' ? undefined : text,
    proxyId: proxy === undefined ? undefined : await findProxyId(db, proxy),
  }
}
