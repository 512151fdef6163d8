import { sql } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'

/** Captions that languages are detected in and words are found by. */
export const NEWEST_CAPTIONS = 50

/**
 * Indexes those of these creators that are indexed again, after texts of theirs changed otherwise
 * than by a scrape.
 */
export async function refreshSearch(tx: Tx, blogIds: readonly string[]): Promise<void> {
  if (blogIds.length === 0) return
  await sql`
    update blogs b set search = derived.creator_document(b.username, b.full_name, b.biography, array(
      select p.caption_text from (
        select caption_text from blog_posts where blog_id = b.id order by taken_at desc limit ${NEWEST_CAPTIONS}
      ) p where p.caption_text is not null
    ))
    where b.id = any (${blogIds}::uuid[]) and b.search is not null`.execute(tx)
}
