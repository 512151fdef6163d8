import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'

/** Dead proxies with the same cause. */
export type DeadProxies = {
  cause: 'proxy_failed' | 'ip_blocked'
  count: number
  since: Date
  /** When the next of them is checked by itself; null for those that wait for a person. */
  next_check_at: Date | null
  /** Accounts that wait for them. */
  accounts: number
  /** The first 20 by name. */
  proxies: { id: string; name: string }[]
}

/** Groups dead proxies by what they died of; at most two rows. */
export async function groupDeadProxies(db: Db): Promise<DeadProxies[]> {
  const { rows } = await sql<DeadProxies>`
    select coalesce(p.death_cause, 'proxy_failed') as cause, count(*)::int as count, min(p.state_since) as since,
      case when coalesce(p.death_cause, 'proxy_failed') = 'proxy_failed' then
        greatest((select world_now()), min(coalesce(p.last_checked_at, p.state_since)) + interval '10 minutes')
      end as next_check_at,
      sum(waiting.accounts)::int as accounts,
      to_jsonb((array_agg(
        jsonb_build_object('id', p.id, 'name', coalesce(p.label, p.host || ':' || p.port))
          order by p.label, p.host, p.port
      ))[1:20]) as proxies
    from proxies p
    cross join lateral (
      select count(*)::int as accounts from instagram_accounts a where a.proxy_id = p.id and a.state = 'proxy_error'
    ) waiting
    where p.state = 'dead'
    group by coalesce(p.death_cause, 'proxy_failed')
    order by 2 desc`.execute(db)
  return rows
}
