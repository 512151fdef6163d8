import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { runPrepared, type Statement } from '../../db/prepared.ts'
import { roundUp } from '../../db/round-up.ts'

/** World time after which an account that somebody else holds may be back. */
export const COMES_BACK_MS = 30_000
const NOBODY_KNOWS_MS = 3_600_000

export type FreeAccounts = {
  /** Accounts that could be leased now; counted no further than 200. */
  free: number
  /** World time when the next one becomes free; null when one is free now, or when nobody knows. */
  nextFreeAt: Date | null
}

type FreeRow = { free: number; next_free_at: Date | null; soon: number; has_closed: boolean }

/**
 * Asks how many accounts become free within `withinMs` of world time as well, counted no further
 * than `most`.
 */
type Soon = { withinMs: number; most: number }

/** $1 what is soon (s), $2 how many of those are counted. */
const FREE: Statement = {
  name: 'free_accounts',
  text: 'select * from derived.free_accounts($1, $2)',
}

/** Accounts whose active hours have ended are put back so many at a time. */
const CLOSE_BATCH = 500

async function readFree(
  db: Db,
  { withinMs, most }: Soon,
): Promise<FreeAccounts & { soon: number; hasClosed: boolean }> {
  const [row] = await runPrepared<FreeRow>(db, FREE, [withinMs / 1000, most])
  if (!row) throw new Error('the database counted nothing')
  const { free, next_free_at: nextFreeAt, soon, has_closed: hasClosed } = row
  return { free, nextFreeAt: nextFreeAt && roundUp(nextFreeAt), soon, hasClosed }
}

/**
 * Whether there is anything to lease, by index. Sees what a lease would see: stops, dead proxies,
 * live leases.
 */
export async function readFreeAccounts(db: Db): Promise<FreeAccounts> {
  const { free, nextFreeAt } = await readFree(db, { withinMs: 0, most: 0 })
  return { free, nextFreeAt }
}

/**
 * The same for whoever is about to lease: first puts back the accounts whose active hours have
 * ended meanwhile. When none is free, `soon` counts those that `soon` asks for.
 */
export async function lookForAccounts(
  db: Db,
  limits: string,
  soon: Soon = { withinMs: 0, most: 0 },
): Promise<FreeAccounts & { soon: number }> {
  for (;;) {
    const { hasClosed, ...found } = await readFree(db, soon)
    if (!hasClosed || (await closeAccounts(db, limits)) === 0) return found
  }
}

async function closeAccounts(db: Db, limits: string): Promise<number> {
  const { rows } = await sql<{ closed: number }>`
    select derived.close_accounts(${limits}::jsonb, ${CLOSE_BATCH}) as closed`.execute(db)
  return rows[0]?.closed ?? 0
}

/**
 * World time from which asking the pool again makes sense, when nothing could be leased just now:
 * when the first account is free, or another holder may have given one back. An hour when no
 * account will ever be free by itself.
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
