import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'
import type { AccountState } from '../../accounts/states.ts'
import type { ProxyState } from '../proxies/proxy-health.ts'

/** The requests of a half hour. */
type ActivitySlot = { at: Date; sent: number; failed: number }

type Interval = { from: Date; to: Date }

type Ranked = { slots: ActivitySlot[]; sent: number; failed: number }

type AccountActivity = Ranked & {
  id: string
  username: string
  state: AccountState
  rest_until: Date | null
  /** When it rested. */
  rests: Interval[]
}

type ProxyActivity = Ranked & {
  id: string
  label: string | null
  host: string
  port: number
  state: ProxyState
  state_since: Date
}

/** The last 24 hours of the accounts and proxies that had most trouble. */
export type PoolActivity = {
  since: Date
  until: Date
  accounts: AccountActivity[]
  /** Further accounts that read creators, in trouble or not. */
  other_accounts: number
  proxies: ProxyActivity[]
  other_proxies: number
}

const SLOT_MINUTES = 30

/** World time: 47 half hours and the present one. */
const SPAN = sql`
  span as materialized (
    select w.now, date_bin('30 minutes', w.now, 'epoch') - interval '23 hours 30 minutes' as since
    from (select world_now() as now) w
  )`

type Slots = { slots: number[]; sents: number[]; faileds: number[]; sent: number; failed: number }
type Span = { since: Date; until: Date; total: number }
type AccountRow = Omit<AccountActivity, 'slots'> & Slots & Span
type ProxyRow = Omit<ProxyActivity, 'slots'> & Slots & Span

/**
 * Reads what each account sent in each half hour of the last 24 hours, when it rested, and what
 * went through each proxy. Accounts and proxies in trouble come first, at most `most` of both.
 * Reads the day's requests of every account by index, so call it rarely.
 */
export async function readPoolActivity(db: Db, most: number): Promise<PoolActivity> {
  const [{ rows: accounts }, { rows: proxies }] = await Promise.all([
    accountActivityQuery(most).execute(db),
    proxyActivityQuery(most).execute(db),
  ])
  const since = (accounts[0] ?? proxies[0])?.since ?? new Date(0)
  return {
    since,
    until: (accounts[0] ?? proxies[0])?.until ?? since,
    accounts: accounts.map(({ rests, ...row }) => ({
      ...viewOf(row),
      rests: rests.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) })),
    })),
    other_accounts: (accounts[0]?.total ?? 0) - accounts.length,
    proxies: proxies.map(viewOf),
    other_proxies: (proxies[0]?.total ?? 0) - proxies.length,
  }
}

function viewOf<Row extends Slots & Span>({
  slots,
  sents,
  faileds,
  since,
  until: _until,
  total: _total,
  ...row
}: Row) {
  return {
    ...row,
    slots: slots.map((slot, place) => ({
      at: new Date(since.getTime() + slot * SLOT_MINUTES * 60_000),
      sent: sents[place] ?? 0,
      failed: faileds[place] ?? 0,
    })),
  }
}

/** The sums of half hours as arrays, one row for each id. */
const BY_ID = sql`
  by_id as (
    select id, array_agg(slot order by slot) as slots, array_agg(sent order by slot) as sents,
      array_agg(failed order by slot) as faileds, sum(sent)::int as sent, sum(failed)::int as failed
    from used group by id
  )`

const SLOT = sql`floor(extract(epoch from r.ended_at - span.since) / 1800)::int`

const accountActivityQuery = (most: number) => sql<AccountRow>`
  with ${SPAN},
  used as (
    select a.id, ${SLOT} as slot, count(*)::int as sent, (count(*) filter (where r.outcome <> 'ok'))::int as failed
    from span cross join instagram_accounts a
    join account_requests r on r.account_id = a.id and r.kind = 'request' and r.ended_at >= span.since
    where a.purpose = 'read'
    group by 1, 2
  ),
  ${BY_ID},
  chosen as materialized (
    select a.id, a.username, a.state, a.rest_until, u.slots, u.sents, u.faileds, coalesce(u.sent, 0) as sent,
      coalesce(u.failed, 0) as failed, (count(*) over ())::int as total
    from instagram_accounts a left join by_id u on u.id = a.id
    where a.purpose = 'read'
    order by case a.state when 'needs_operator' then 0 when 'suspended' then 0 when 'needs_login' then 1
        when 'proxy_error' then 2 when 'resting' then 3 when 'paused' then 4 else 5 end,
      failed desc, sent desc, a.username
    limit ${most}
  ),
  moves as (
    select c.id, e.from_state, e.to_state, e.created_at as at,
      lead(e.created_at) over (partition by c.id order by e.id) as next_at,
      row_number() over (partition by c.id order by e.id) as place
    from span cross join chosen c
    join account_events e on e.account_id = c.id and e.created_at >= span.since
      and e.from_state is distinct from e.to_state
  ),
  rests as (
    select m.id, m.at as begins, coalesce(m.next_at, least(span.now, c.rest_until), span.now) as ends
    from span cross join moves m join chosen c using (id) where m.to_state = 'resting'
    union all
    select m.id, span.since, m.at from span cross join moves m where m.place = 1 and m.from_state = 'resting'
    union all
    select c.id, span.since, least(span.now, c.rest_until) from span cross join chosen c
    where c.state = 'resting' and c.rest_until > span.since and not exists (select from moves m where m.id = c.id)
  )
  select c.id, c.username, c.state, c.rest_until, coalesce(c.slots, '{}') as slots, coalesce(c.sents, '{}') as sents,
    coalesce(c.faileds, '{}') as faileds, c.sent, c.failed, c.total, span.since, span.now as until,
    coalesce((
      select jsonb_agg(jsonb_build_object('from', r.begins, 'to', r.ends) order by r.begins) from rests r
      where r.id = c.id and r.ends > r.begins
    ), '[]') as rests
  from span cross join chosen c`

/** Failures are those of the proxy: an answer of the platform came through it. */
const proxyActivityQuery = (most: number) => sql<ProxyRow>`
  with ${SPAN},
  used as (
    select p.id, ${SLOT} as slot, count(*)::int as sent,
      (count(*) filter (where r.outcome in ('proxy_failed', 'ip_blocked')))::int as failed
    from span cross join proxies p
    join account_requests r on r.proxy_id = p.id and r.kind = 'request' and r.ended_at >= span.since
    group by 1, 2
  ),
  ${BY_ID}
  select p.id, p.label, p.host, p.port, p.state, p.state_since, coalesce(u.slots, '{}') as slots,
    coalesce(u.sents, '{}') as sents, coalesce(u.faileds, '{}') as faileds, coalesce(u.sent, 0) as sent,
    coalesce(u.failed, 0) as failed, (count(*) over ())::int as total, span.since, span.now as until
  from span cross join proxies p left join by_id u on u.id = p.id
  order by case p.state when 'dead' then 0 when 'paused' then 1 else 2 end, coalesce(u.failed, 0) desc, p.strikes desc,
    coalesce(u.sent, 0) desc, p.id
  limit ${most}`
