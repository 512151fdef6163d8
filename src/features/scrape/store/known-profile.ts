import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../db/handles.ts'
import { fromRow } from '../../../db/rows.ts'
import type { KnownProfile } from '../../../platforms/creators.ts'
import { UNAVAILABLE } from './blogs/blogs.ts'

const hasHighlights = sql`exists (select from blog_highlights h where h.blog_id = b.id)`
export const BioLinks = z.array(z.object({ url: z.string(), title: z.string().nullable() }))

/** The days after which likes and comments of a post hardly change any more. */
const SETTLED_AFTER_DAYS = 7

/**
 * The profile as it is stored, for an update that may end once it is found unchanged. Undefined
 * where posts and highlights have to be read in any case: when the last whole scrape is older than
 * `fullScrapeAfterDays`, a post was younger than a week at that time (dated later than it was first
 * seen, it counts from then), stories of a highlight were never read, or the creator could not be
 * seen last time.
 */
export async function readKnownProfile(
  db: Db,
  blogId: string,
  fullScrapeAfterDays: number,
): Promise<KnownProfile | undefined> {
  const row = await db
    .selectFrom('blogs as b')
    .select(['username', 'full_name', 'biography', 'is_verified', 'is_business'])
    .select(['business_category', 'media_count', 'picture_id', 'latest_story_at'])
    .select(['bio_links', sql<boolean>`${hasHighlights}`.as('has_highlights')])
    .where('b.id', '=', blogId)
    .where('b.scrape_status', 'not in', UNAVAILABLE)
    .where(
      sql<boolean>`b.fully_scraped_at > (select world_now()) - make_interval(days => ${fullScrapeAfterDays})
        and not exists (
          select from blog_posts p where p.blog_id = b.id
            and least(p.taken_at, p.created_at) > b.fully_scraped_at - make_interval(days => ${SETTLED_AFTER_DAYS})
        )
        and not exists (
          select from blog_highlights h where h.blog_id = b.id and h.stories_read_at is null
        )`,
    )
    .executeTakeFirst()
  if (!row) return undefined
  const { bio_links, ...facts } = row
  return { ...fromRow(facts), bioLinks: BioLinks.parse(bio_links) }
}
