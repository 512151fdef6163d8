import type { Db } from '../../../db/handles.ts'
import { releaseNamedMedia } from '../../../media/media-store.ts'
import { oldStoriesQuery, privateStoriesQuery, REMOVED_AT_ONCE, storyOwner } from './stories.ts'

/**
 * Removes stories that were published more than `keepMs` ago (world time), and those of profiles
 * that are private now, with their pictures, in small batches; returns how many. An aborted signal
 * ends it between two batches.
 */
export async function removeOldStories(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  let removed = 0
  for (const query of [oldStoriesQuery(keepMs), privateStoriesQuery]) {
    let batch = REMOVED_AT_ONCE
    while (!signal.aborted && batch === REMOVED_AT_ONCE) {
      batch = await db.transaction().execute(async (tx) => {
        const { rows } = await query.execute(tx)
        const uses = rows.map((row) => ({ owner: storyOwner(row.blog_id), name: row.platform_id }))
        await releaseNamedMedia(tx, uses)
        return rows.length
      })
      removed += batch
    }
  }
  return removed
}
