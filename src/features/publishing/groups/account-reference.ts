import { sql } from 'kysely'
import { usernamesIn } from '../../../creators/address.ts'
import { reference } from '../../../http/references.ts'

const NAMES = 'its username with or without @, or the address of its profile'

/**
 * Names an account of the pool, or a connected one to publish on. Who may not see the pool finds
 * those that are published on. An account may be both: then its username names two.
 */
export const AccountReference = reference({
  name: 'account',
  description: `The id of an account, ${NAMES}`,
  example: 'our.shop',
  namesIn: usernamesIn,
  rows: ({ scopes }) => sql`
    select id, username as name, username as key from shared.instagram_accounts
      where ${scopes.includes('accounts:read')}
    union
    select coalesce(account_id, connection_id), username, username from derived.publishing_accounts`,
})

/** Names an account of the pool. */
export const PoolAccountReference = reference({
  name: 'pool account',
  description: `The id of an account of the pool, ${NAMES}`,
  example: 'our.shop',
  namesIn: usernamesIn,
  rows: ({ scopes }) => sql`
    select id, username as name, username as key from shared.instagram_accounts
    where ${scopes.some((scope) => scope === 'accounts:read' || scope === 'accounts:write')}`,
})
