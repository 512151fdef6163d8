import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { fromRow, recordset, toRow } from '../../../db/rows.ts'
import type { KnownHighlight, ScrapedHighlight } from '../../../platforms/creators.ts'
import type { ScrapedProfile } from '../../../platforms/creator-reader.ts'

/**
 * Returns what earlier scrapes found of the highlights, so that the next need not ask for
 * highlights that have not changed.
 */
export async function readKnownHighlights(db: Db, blogId: string): Promise<KnownHighlight[]> {
  const rows = await db
    .selectFrom('blog_highlights')
    .select(['platform_id as highlight_id', 'media_count', 'changed_at'])
    .select(['story_mentions as mentions', 'story_locations as locations', 'story_links as links'])
    .where('blog_id', '=', blogId)
    .where('stories_read_at', 'is not', null)
    .execute()
  return rows.map(fromRow)
}

const COLUMNS = {
  platform_id: 'text',
  title: 'text',
  media_count: 'integer',
  cover_url: 'text',
  mentions: 'text[]',
  locations: 'text[]',
  links: 'text[]',
  changed_at: 'timestamptz',
  stories_read: 'boolean',
} as const satisfies Partial<Record<keyof ReturnType<typeof toRow<ScrapedHighlight>>, string>>

/**
 * Deletes highlights that the creator has taken down, unless some could not be read, and upserts
 * the others. One whose stories this scrape left out keeps its stories and the `changed_at` of
 * their reading: the difference makes the next scrape ask for them. Where only the number of
 * stories differs, `changed_at` becomes null for the same end.
 */
export async function storeHighlights(
  tx: Tx,
  blogId: string,
  { highlights, highlightsAreWhole }: Pick<ScrapedProfile, 'highlights' | 'highlightsAreWhole'>,
): Promise<void> {
  const rows = highlights.map(toRow)
  if (highlightsAreWhole) {
    await sql`
      delete from blog_highlights
      where blog_id = ${blogId} and platform_id <> all(${rows.map((row) => row.platform_id)}::text[])`.execute(
      tx,
    )
  }
  if (rows.length === 0) return
  await sql`
    insert into blog_highlights as old (
      blog_id, platform_id, title, media_count, cover_url, story_mentions, story_locations, story_links, changed_at,
      stories_read_at
    )
    select distinct on (platform_id) ${blogId}::uuid, platform_id, title, media_count, cover_url, mentions, locations,
      links, changed_at, case when stories_read then (select world_now()) end
    from ${recordset(rows, COLUMNS)}
    on conflict (blog_id, platform_id) do update set
      title = excluded.title, media_count = excluded.media_count, cover_url = excluded.cover_url,
      (story_mentions, story_locations, story_links, changed_at, stories_read_at) = (
        select
          case when is_read then excluded.story_mentions else old.story_mentions end,
          case when is_read then excluded.story_locations else old.story_locations end,
          case when is_read then excluded.story_links else old.story_links end,
          case
            when is_read then excluded.changed_at
            when old.changed_at <> excluded.changed_at then old.changed_at
          end,
          case
            when is_read and not (old.stories_read_at is not null and old.changed_at = excluded.changed_at
              and old.media_count is not distinct from excluded.media_count) then excluded.stories_read_at
            else old.stories_read_at
          end
        from (select excluded.stories_read_at is not null) as fresh (is_read)
      )`.execute(tx)
}

/** Whether a highlight is left whose stories no scrape has read yet. */
export async function hasUnreadHighlights(db: Db, blogId: string): Promise<boolean> {
  const unread = await db
    .selectFrom('blog_highlights')
    .select('id')
    .where('blog_id', '=', blogId)
    .where('stories_read_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return unread !== undefined
}
