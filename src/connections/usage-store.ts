import type { Tx, Db } from '../db/handles.ts'
import { sql } from 'kysely'
import type { GraphUsage } from '../platforms/graph-call.ts'
import { gapMs, modeOf, NEWS_MS, SLOW_FROM, STOP_AT, type Usage } from './budget.ts'

/** The subject of a limit: an app, by its id, or a connection. */
export type UsageKey = { scope: 'app' | 'account'; key: string }

type Reported = UsageKey & { percent: number; regainMs: number | null }

/**
 * Returns the limits that Meta reported with an answer, as limits of this app and this connection.
 */
export function reportedLimits(
  reported: readonly GraphUsage[],
  { appId, connectionId }: { appId: string; connectionId: string },
): Reported[] {
  const highest = (scope: 'app' | 'account', key: string): Reported[] => {
    // Account limits are keyed by business objects, so each one in a connection's answer belongs to
    // that connection.
    const of = reported.filter((each) => each.scope === scope)
    if (of.length === 0) return []
    const waits = of.flatMap(({ regainMs }) => regainMs ?? [])
    return [
      {
        scope,
        key,
        percent: Math.max(...of.map(({ percent }) => percent)),
        regainMs: waits.length > 0 ? Math.max(...waits) : null,
      },
    ]
  }
  return [...highest('app', appId), ...highest('account', connectionId)]
}

/** World time in which the same value of a limit that slows nothing is not written again. */
const SAME_NEWS = '5 minutes'

/**
 * Stores the limits that Meta reported; at 90 % or more, nothing is sent until the time that Meta
 * names, or for an hour. Most answers repeat the value of the one before; writing each would make
 * all calls of an app wait for each other's commits.
 */
export async function noteUsage(db: Db, reported: readonly Reported[]): Promise<void> {
  if (reported.length === 0) return
  await sql`
    insert into graph_usage (scope, key, percent, blocked_until)
    select t.scope, t.key, t.percent,
      case when t.percent >= ${sql.lit(STOP_AT)} then world_now() + coalesce(t.regain_ms,
        ${sql.lit(NEWS_MS)}) * interval '1 ms' end
    from unnest(${reported.map(({ scope }) => scope)}::text[], ${reported.map(({ key }) => key)}::text[],
      ${reported.map(({ percent }) => percent)}::real[], ${reported.map(({ regainMs }) => regainMs)}::float8[])
      as t (scope, key, percent, regain_ms)
    where not exists (
      select from graph_usage u
      where u.scope = t.scope and u.key = t.key and u.percent = t.percent and u.blocked_until is null
        and t.percent < ${sql.lit(SLOW_FROM)} and u.reported_at > world_now() - ${sql.lit(SAME_NEWS)}::interval)
    order by t.scope, t.key
    on conflict (scope, key) do update set
      percent = excluded.percent, reported_at = excluded.reported_at, blocked_until = excluded.blocked_until`.execute(
    db,
  )
}

/** The maximum time a call itself waits for its turn; beyond it, its task is delayed. */
const LONGEST_WAIT_MS = 30_000

/**
 * Takes the next turn of a limit whose calls are spaced. Returns how long to wait for it (world
 * ms), or when to ask again. Turns are taken one at a time across all processes.
 */
export async function takeTurn(
  db: Db,
  { scope, key }: UsageKey,
  usage: Usage,
  now: Date,
): Promise<{ waitMs: number } | { until: Date }> {
  if (modeOf(usage, now) !== 'slowed') return { waitMs: 0 }
  const gap = gapMs(usage, now)
  const { rows } = await sql<{ wait_ms: number }>`
    update graph_usage set next_call_at = greatest(next_call_at, world_now()) + ${gap} * interval '1 ms'
    where scope = ${scope} and key = ${key}
      and (next_call_at is null or next_call_at <= world_now() + ${sql.lit(LONGEST_WAIT_MS)} * interval '1 ms')
    returning (extract(epoch from next_call_at - world_now()) * 1000 - ${gap})::float8 as wait_ms`.execute(
    db,
  )
  const [turn] = rows
  if (turn) return { waitMs: Math.max(0, turn.wait_ms) }
  return { until: new Date(now.getTime() + LONGEST_WAIT_MS) }
}

/** Removes the usage of a connection. */
export async function removeUsage(tx: Tx, connectionId: string): Promise<void> {
  await sql`delete from graph_usage where scope = 'account' and key = ${connectionId}`.execute(tx)
}
