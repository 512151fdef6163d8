import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { runPrepared, type Statement } from '../db/prepared.ts'
import { roundUp } from './round-up.ts'

/** World time after which an account that somebody else holds may be back. */
const COMES_BACK_MS = 30_000
const NOBODY_KNOWS_MS = 3_600_000

export type FreeAccounts = {
  /** Accounts that could be leased now; counted no further than 200. */
  free: number
  /** World time when the next one becomes free; null when one is free now, or when nobody knows. */
  nextFreeAt: Date | null
}

type FreeRow = { free: number; next_free_at: Date | null; has_closed: boolean }

const usable = `a.state in ('new', 'active', 'resting') and (a.lease_token is null or a.lease_until < clock_timestamp())`

const FREE: Statement = {
  name: 'free_accounts',
  text: `
    with stop as (select max(stopped_until) as until from pool_stops where stopped_until > (select world_now())),
    ready as (
      select from instagram_accounts a join proxies p on p.id = a.proxy_id and p.state = 'active'
      where ${usable} and a.free_at <= (select world_now())
        and (a.free_until is null or a.free_until > (select world_now()))
      limit 200
    ),
    next as (
      select a.free_at from instagram_accounts a join proxies p on p.id = a.proxy_id and p.state = 'active'
      where ${usable} and a.free_at > (select world_now())
      order by a.free_at
      limit 1
    ),
    found as (select (select count(*) from ready) as free, (select free_at from next) as next_free_at)
    select
      case when stop.until is null then found.free else 0 end as free,
      case
        when stop.until is not null then stop.until
        when found.free = 0 then found.next_free_at
      end as next_free_at,
      exists (
        select from instagram_accounts a
        where a.free_until <= (select world_now()) and a.lease_token is null and a.state in ('new', 'active', 'resting')
      ) as has_closed
    from found, stop`,
}

/** Accounts whose active hours have ended are put back so many at a time. */
const CLOSE_BATCH = 500

async function readFree(db: Db): Promise<FreeAccounts & { hasClosed: boolean }> {
  const [row] = await runPrepared<FreeRow>(db, FREE, [])
  if (!row) throw new Error('the database counted nothing')
  const { free, next_free_at: nextFreeAt, has_closed: hasClosed } = row
  return { free, nextFreeAt: nextFreeAt && roundUp(nextFreeAt), hasClosed }
}

/** Whether there is anything to lease, by index. Sees what a lease would see: stops, dead proxies, live leases. */
export async function readFreeAccounts(db: Db): Promise<FreeAccounts> {
  const { free, nextFreeAt } = await readFree(db)
  return { free, nextFreeAt }
}

/** The same for whoever is about to lease: first puts back the accounts whose active hours have ended meanwhile. */
export async function lookForAccounts(db: Db, limits: string): Promise<FreeAccounts> {
  for (;;) {
    const { free, nextFreeAt, hasClosed } = await readFree(db)
    if (!hasClosed || (await closeAccounts(db, limits)) === 0) return { free, nextFreeAt }
  }
}

async function closeAccounts(db: Db, limits: string): Promise<number> {
  const { rows } = await sql<{ closed: number }>`
    select derived.close_accounts(${limits}::jsonb, ${CLOSE_BATCH}) as closed`.execute(db)
  return rows[0]?.closed ?? 0
}

/**
 * World time from which asking the pool again makes sense, when nothing could be leased just now: when the first account
 * is free, or another holder may have given one back. An hour when no account will ever be free by itself.
 */
export async function readRetryAt(db: Db): Promise<Date> {
  const { free, nextFreeAt } = await readFreeAccounts(db)
  const { rows } = await sql<{ now: Date; is_leased: boolean }>`
    select world_now() as now, exists (
      select from instagram_accounts
      where lease_until >= clock_timestamp() and state in ('new', 'active', 'resting')
    ) as is_leased`.execute(db)
  const row = rows[0]
  if (!row) throw new Error('the database gave no time')
  const now = row.now.getTime()
  const moments = [
    ...(free > 0 ? [now] : []),
    ...(nextFreeAt ? [nextFreeAt.getTime()] : []),
    ...(row.is_leased ? [now + COMES_BACK_MS] : []),
  ]
  return new Date(moments.length > 0 ? Math.min(...moments) : now + NOBODY_KNOWS_MS)
}
