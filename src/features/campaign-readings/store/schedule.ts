import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'

/** Stores that readings of these creators are planned now. */
export async function storePlanned(tx: Tx, blogIds: readonly string[]): Promise<void> {
  await sql`
    insert into reading_schedule (blog_id, planned_at)
    select blog_id, (select world_now()) from unnest(${blogIds}::uuid[]) blog_id order by blog_id
    on conflict (blog_id) do update set planned_at = excluded.planned_at`.execute(tx)
}

/** Stores that a reading has ended; `liveStories` is null when it did not request them. */
export async function storeEnd(
  tx: Tx,
  blogId: string,
  { readAt, liveStories }: { readAt: Date; liveStories: number | null },
): Promise<void> {
  await sql`
    insert into reading_schedule as schedule (blog_id, read_at, live_stories)
    values (${blogId}::uuid, ${readAt}::timestamptz, ${liveStories})
    on conflict (blog_id) do update set read_at = greatest(schedule.read_at, excluded.read_at),
      live_stories = coalesce(excluded.live_stories, schedule.live_stories)`.execute(tx)
}
