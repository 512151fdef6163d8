import { sql, type RawBuilder } from 'kysely'
import type { Ailment } from '../../accounts/advice.ts'
import type { Tx } from '../../db/handles.ts'

/** States that need a person. */
const NEED_A_PERSON = sql`('needs_login', 'needs_operator', 'suspended', 'proxy_error')`

/**
 * The code of the event that put account `a` in its state. Null in service, where the history may
 * be long and explains nothing.
 */
export const stateCode: RawBuilder<string | null> = sql<string | null>`(
  select coalesce(e.code, e.event) from account_events e
  where a.state in ${NEED_A_PERSON} and e.account_id = a.id and e.to_state = a.state
    and e.from_state is distinct from e.to_state
  order by e.id desc
  limit 1
)`

/** Selects a row for each account that needs a person. */
export const ailingAccounts: RawBuilder<unknown> = sql`
  select from instagram_accounts where state in ${NEED_A_PERSON} and renewal_at is null`

/** At most `most` accounts that need a person, by name. */
export async function listAilments(tx: Tx, most: number): Promise<Ailment[]> {
  const { rows } = await sql<{
    account: string
    state: string
    code: string | null
    proxy: string | null
  }>`
    select a.username as account, a.state, ${stateCode} as code, coalesce(p.label, p.id::text) as proxy
    from instagram_accounts a left join proxies p on p.id = a.proxy_id
    where a.state in ${NEED_A_PERSON} and a.renewal_at is null
    order by a.username
    limit ${most}`.execute(tx)
  return rows.map(({ account, state, code, proxy }) => ({
    account,
    state,
    code: code ?? undefined,
    proxy: proxy ?? undefined,
  }))
}
