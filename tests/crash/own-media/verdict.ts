import { sql } from 'kysely'
import { expect } from 'vitest'
import type { CrashWorld } from './crash-world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** World time that a transaction takes from one statement to the next. */
const SETTLING = sql`interval '5 minutes'`

type Totals = { open: number; failed: number; attempts: number; snapshots: number }

export async function readTotals({ db }: CrashWorld): Promise<Totals> {
  const { rows } = await sql<Totals>`
    select (count(*) filter (where status in ('pending', 'running')))::int as open,
      (count(*) filter (where status = 'failed'))::int as failed, coalesce(sum(attempts), 0)::int as attempts,
      (select count(*)::int from media_insights) as snapshots
    from scrape_tasks`.execute(db)
  const [totals] = rows
  if (!totals) throw new Error('no totals')
  return totals
}

/** Posts of the stand-in that were there at `at` and are not stored, and stored ones that never were. */
export async function wrongPosts({ db, standIn, brands }: CrashWorld, at: Date): Promise<string[]> {
  const wrong: string[] = []
  for (const { connectionId, username } of brands) {
    const rows = await db
      .selectFrom('own_media')
      .select(['platform_id', 'deleted_at'])
      .where('connection_id', '=', connectionId)
      .execute()
    const truth = standIn.control.truth.posts(username)
    const stored = new Set(rows.map((row) => row.platform_id))
    const there = new Set(truth.map(({ id }) => id))
    const missed = truth.filter(
      ({ id, publishedAt }) => publishedAt <= at.getTime() && !stored.has(id),
    )
    wrong.push(...missed.map(({ id }) => `${id} is not stored`))
    const strange = rows.filter((row) => !there.has(row.platform_id) || row.deleted_at !== null)
    wrong.push(...strange.map((row) => `${row.platform_id} is none`))
  }
  return wrong
}

/** Syncs that ended well without exactly one snapshot of their own, and snapshots without a sync. */
async function wrongSnapshots({ db }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    with sync as (
      select split_part(subject, ':', 2)::uuid as media_id, started_at, completed_at from scrape_tasks
      where task_type = 'sync_own_media' and status = 'done' and result ->> 'status' in ('ok', 'final')
    ),
    synced as (
      select media_id, count(*) as syncs, (
        select count(*) from media_insights i where i.media_id = sync.media_id
      ) as snapshots,
      count(*) filter (where not exists (
        select from media_insights i where i.media_id = sync.media_id
          and i.collected_at between date_trunc('minute', started_at) and completed_at + ${SETTLING}
      )) as lost
      from sync group by media_id
    )
    select media_id, syncs, snapshots, lost from synced where syncs <> snapshots or lost > 0
    union all
    select media_id, 0, count(*), 0 from media_insights
    where media_id not in (select media_id from sync) group by media_id
    limit 20`.execute(db)
  return rows
}

/** Metrics that Meta cannot have shown then. */
async function wrongMetrics({ db, standIn: { control } }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql<{ platform_id: string; at: Date; views: number }>`
    select m.platform_id, i.collected_at as at, (i.metrics ->> 'views')::float8 as views
    from own_media m join media_insights i on i.media_id = m.id where i.metrics ? 'views'`.execute(
    db,
  )
  return rows.filter(({ platform_id: id, at, views }) => {
    const [from, to] = [at.getTime() - HOUR_MS, at.getTime() + MINUTE_MS]
    const { least, most } = control.truth.range(id, 'views', from, to)
    return views < least || views > most
  })
}

/** Young posts that nobody will sync again, or whose turn is long over. */
async function lostTurns({ db }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select platform_id, next_sync_at, sync_status from own_media
    where published_at > world_now() - interval '28 days' and deleted_at is null and final_gap is null
      and (next_sync_at is null or next_sync_at < world_now() - interval '3 hours')
    limit 20`.execute(db)
  return rows
}

/** Names of previews that a connection has more than once, and posts with a preview of nothing. */
async function previews({
  db,
}: CrashWorld): Promise<{ posts: number; previews: number; names: number }> {
  const { rows } = await sql<{ posts: number; previews: number; names: number }>`
    select (select count(*)::int from own_media) as posts, count(*)::int as previews,
      count(distinct (owner, name))::int as names
    from shared.media_uses where owner like 'connection:%'`.execute(db)
  return rows[0] ?? { posts: 0, previews: 0, names: 0 }
}

/** Nothing was lost and nothing doubled; all tasks have ended. `at` is when the last list can have begun. */
export async function expectWhole(world: CrashWorld, at: Date): Promise<void> {
  expect(await readTotals(world)).toMatchObject({ open: 0, failed: 0, attempts: 0 })
  expect(await wrongPosts(world, at)).toEqual([])
  expect(await wrongSnapshots(world)).toEqual([])
  expect(await wrongMetrics(world)).toEqual([])
  expect(await lostTurns(world)).toEqual([])
  const shown = await previews(world)
  expect(shown.names).toBe(shown.previews)
  expect(shown.previews).toBe(shown.posts)
  expect(world.standIn.control.violations()).toEqual([])
}
