import { sql, type RawBuilder } from 'kysely'
import type { Ailment } from '../../accounts/advice.ts'
import type { Db, Tx } from '../../db/handles.ts'

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

/** Accounts that do not work for the same cause, or rest for it. */
export type AilmentGroup = {
  state: string
  /** The code of the event that put them there; null when it was not stored. */
  code: string | null
  count: number
  since: Date | null
  /** When the first rest is over; null for other states. */
  until: Date | null
  /** The first five by name. */
  accounts: { id: string; name: string }[]
}

/**
 * Groups the accounts that read creators and need a person, or rest, by state and cause. Accounts
 * that wait for a dead proxy are left out: their proxy is the cause. Costs a probe per account.
 */
export async function groupAilments(db: Db): Promise<AilmentGroup[]> {
  const { rows } = await sql<AilmentGroup>`
    select a.state, coalesce(why.code, case a.state when 'resting' then a.rest_code end) as code,
      count(*)::int as count, min(why.at) as since, min(case a.state when 'resting' then a.rest_until end) as until,
      to_jsonb((array_agg(jsonb_build_object('id', a.id, 'name', a.username) order by a.username))[1:5]) as accounts
    from instagram_accounts a
    left join proxies p on p.id = a.proxy_id
    left join lateral (
      select coalesce(e.code, e.event) as code, e.created_at as at from account_events e
      where e.account_id = a.id and e.to_state = a.state and e.from_state is distinct from e.to_state
      order by e.id desc
      limit 1
    ) why on true
    where a.purpose = 'read'
      and (
        a.state in ('needs_login', 'needs_operator', 'suspended') and a.renewal_at is null
        or a.state = 'proxy_error' and p.state is distinct from 'dead'
        or a.state = 'resting' and a.rest_until > (select world_now())
      )
    group by 1, 2
    order by 3 desc, 1, 2`.execute(db)
  return rows
}
