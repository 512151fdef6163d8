import { sql } from 'kysely'
import type { Services } from '../../services.ts'

/** Claims wait while so many of them go. */
const PAGE = 20

/**
 * Removes creators on no list whose posts could not be read for `keepMs` (world time): deleted,
 * private or restricted ones. They may come back. Returns how many. An aborted signal ends it
 * between two batches.
 */
export async function removeDeletedCreators(
  { db, erasures }: Pick<Services, 'db' | 'erasures'>,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  let removed = 0
  let after: string | null = null
  while (!signal.aborted) {
    const { rows }: { rows: { id: string }[] } = await goneQuery(keepMs, after).execute(db)
    const ids = rows.map(({ id }) => id)
    if (ids.length > 0) await db.transaction().execute(async (tx) => await erasures.remove(tx, ids))
    removed += ids.length
    after = ids.at(-1) ?? null
    if (ids.length < PAGE) break
  }
  return removed
}

/**
 * The query of `removeDeletedCreators`, so that a test can ask PostgreSQL to explain it. `offset 0`
 * has lists and tasks looked up one by one: the planner would rather read them all.
 */
export const goneQuery = (keepMs: number, after: string | null) => sql<{ id: string }>`
  select b.id from shared.blogs b
  where b.scrape_status in ('deleted', 'private', 'restricted')
    and coalesce(b.fully_scraped_at, b.created_at)
      < (select world_now()) - make_interval(secs => ${keepMs / 1000})
    and (${after}::uuid is null or b.id > ${after}::uuid)
    and not exists (select from shared.list_members m where m.blog_id = b.id offset 0)
    and not exists (select from shared.scrape_tasks t
      where t.status in ('pending', 'running') and t.subject = 'blog:' || b.id offset 0)
  order by b.id
  limit ${PAGE}`
