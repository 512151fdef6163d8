import { sql } from 'kysely'
import type { Tx } from '../../../../../db/handles.ts'

/** The account has published: its failures are over. */
export async function creditAccount(tx: Tx, id: string | null): Promise<void> {
  await sql`
    update publishing_accounts set last_post_at = world_now(), errors_in_row = 0, paused_until = null,
      updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
}

/** The account has failed once more: it pauses, the longer the more often in a row; or rests. */
export async function pauseAccount(
  tx: Tx,
  id: string | null,
  { pauseMinutes, restMs }: { pauseMinutes: readonly number[]; restMs: number | null },
): Promise<Date> {
  const { rows } = await sql<{ until: Date }>`
    update publishing_accounts set errors_in_row = errors_in_row + 1, failed_attempts = failed_attempts + 1,
      paused_until = world_now()
        + (${pauseMinutes}::int[])[least(errors_in_row + 1, ${pauseMinutes.length})] * interval '1 minute',
      rest_until = case when ${restMs}::bigint is null then rest_until
        else greatest(rest_until, world_now() + ${restMs}::bigint * interval '1 ms') end,
      updated_at = world_now()
    where id = ${id}::uuid returning greatest(paused_until, rest_until) as until`.execute(tx)
  return rows[0]?.until ?? new Date(0)
}

/** Makes an account rest until a time. */
export async function restUntil(tx: Tx, id: string | null, until: Date): Promise<void> {
  await sql`
    update publishing_accounts set rest_until = ${until}, updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
}

/** Makes an account rest at least so long (world time) from now. */
export async function restFor(tx: Tx, id: string | null, restMs: number): Promise<void> {
  await sql`
    update publishing_accounts
    set rest_until = greatest(rest_until, world_now() + ${restMs} * interval '1 ms'), updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
}

/** Stores that operators were alerted of the unused sessions of accounts. */
export async function markAlerted(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    update publishing_accounts set unused_notified_at = world_now(), updated_at = world_now()
    where id = any (${ids}::uuid[])`.execute(tx)
}
