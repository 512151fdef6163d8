import { sql } from 'kysely'
import { roundUp } from '../../db/database.ts'
import type { Db } from '../../db/handles.ts'
import { runPrepared, type Statement } from '../../db/prepared.ts'
import { limitsForSql, type PoolLimits } from '../state/limits.ts'

/** World time after which an account with another holder may be free. */
export const COMES_BACK_MS = 30_000
const UNKNOWN_RETURN_MS = 3_600_000

export type FreeAccounts = {
  /** Accounts that could be leased now; counted up to 200. */
  free: number
  /** World time when the next becomes free; null when one is free now, or when unknown. */
  nextFreeAt: Date | null
}

/** Also counts accounts that become free within `withinMs` of world time, up to `most`. */
type Soon = { withinMs: number; most: number }

/** $1 limit of soon (s), $2 most accounts to count. */
const FREE: Statement = {
  name: 'free_accounts',
  text: `
    select free, next_free_at as "nextFreeAt", soon, has_closed as "hasClosed"
    from derived.free_accounts($1, $2)`,
}

/** Accounts past their active hours that one statement reschedules. */
const CLOSE_BATCH = 500

type Found = FreeAccounts & { soon: number; hasClosed: boolean }

async function readFree(db: Db, { withinMs, most }: Soon): Promise<Found> {
  const [row] = await runPrepared<Found>(db, FREE, [withinMs / 1000, most])
  if (!row) throw new Error('the database counted nothing')
  return { ...row, nextFreeAt: row.nextFreeAt && roundUp(row.nextFreeAt) }
}

/** Counts free accounts by index, as a lease sees them: with stops, dead proxies and leases. */
export async function readFreeAccounts(db: Db): Promise<FreeAccounts> {
  const { free, nextFreeAt } = await readFree(db, { withinMs: 0, most: 0 })
  return { free, nextFreeAt }
}

/**
 * Like `readFreeAccounts`, before a lease: first reschedules accounts past their active hours. When
 * none is free, `soon` counts accounts that are free soon.
 */
export async function lookForAccounts(
  db: Db,
  limits: PoolLimits,
  soon: Soon = { withinMs: 0, most: 0 },
): Promise<FreeAccounts & { soon: number }> {
  for (;;) {
    const { hasClosed, ...found } = await readFree(db, soon)
    if (!hasClosed || (await closeAccounts(db, limits)) === 0) return found
  }
}

async function closeAccounts(db: Db, limits: PoolLimits): Promise<number> {
  const { rows } = await sql<{ closed: number }>`
    select derived.close_accounts(${limitsForSql(limits)}::jsonb, ${CLOSE_BATCH}) as closed`.execute(
    db,
  )
  return rows[0]?.closed ?? 0
}

/**
 * Returns the world time at which to retry a failed lease: when the first account is free, or
 * another holder may have released one. In an hour when no account will be free without a person.
 */
export async function readRetryAt(db: Db): Promise<Date> {
  const { free, nextFreeAt } = await readFreeAccounts(db)
  const { rows } = await sql<{ now: Date; is_leased: boolean }>`
    select world_now() as now, exists (
      select from instagram_accounts
      where purpose = 'read' and lease_until >= clock_timestamp() and state in ('new', 'active', 'resting')
    ) as is_leased`.execute(db)
  const row = rows[0]
  if (!row) throw new Error('the database gave no time')
  const now = row.now.getTime()
  const moments = [
    ...(free > 0 ? [now] : []),
    ...(nextFreeAt ? [nextFreeAt.getTime()] : []),
    ...(row.is_leased ? [now + COMES_BACK_MS] : []),
  ]
  return new Date(moments.length > 0 ? Math.min(...moments) : now + UNKNOWN_RETURN_MS)
}
