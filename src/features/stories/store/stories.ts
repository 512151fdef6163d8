import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import { recordset } from '../../../db/rows.ts'
import type { LiveStory } from '../../../platforms/creators.ts'
import { addMedia, releaseMedia } from '../../../media/media-store.ts'
import type { ShrunkImage } from '../../../media/shrink-image.ts'

const OWNER = 'stories:'

/** The owner of the pictures of a creator's stories. */
export const storyOwner = (blogId: string): string => `${OWNER}${blogId}`

/** A picture of a story that was fetched, by the id of the story. */
export type StoryPicture = ShrunkImage & { platformId: string }

const COLUMNS = {
  platform_id: 'text',
  taken_at: 'timestamptz',
  expires_at: 'timestamptz',
  media_type: 'text',
  picture: 'text',
  mentions: 'text[]',
  links: 'text[]',
  hashtags: 'text[]',
  stickers: 'text[]',
} as const

/**
 * Stores the stories that a reading met. A story that is stored already keeps its row, its picture
 * and when it was first seen. Returns the ids of all of their rows.
 */
export async function storeStories(
  tx: Tx,
  blogId: string,
  stories: readonly LiveStory[],
  pictures: readonly StoryPicture[],
): Promise<string[]> {
  if (stories.length === 0) return []
  const fetched = new Set(pictures.map(({ platformId }) => platformId))
  const rows = stories.map((story) => ({
    platform_id: story.platformId,
    taken_at: story.takenAt,
    expires_at: story.expiresAt,
    media_type: story.mediaType,
    picture: fetched.has(story.platformId) ? story.platformId : null,
    mentions: story.mentions,
    links: story.links,
    hashtags: story.hashtags,
    stickers: story.stickers,
  }))
  const { rows: stored } = await sql<{ id: string }>`
    insert into blog_stories as story (blog_id, ${sql.join(Object.keys(COLUMNS).map((name) => sql.ref(name)))})
    select distinct on (r.platform_id) ${blogId}::uuid, r.* from ${recordset(rows, COLUMNS)}
    on conflict (blog_id, platform_id) do update set
      last_met_at = (select world_now()), picture = coalesce(story.picture, excluded.picture),
      mentions = excluded.mentions, links = excluded.links, hashtags = excluded.hashtags,
      stickers = excluded.stickers
    returning id`.execute(tx)
  const named = pictures.map(({ platformId: name, ...image }) => ({ ...image, name }))
  await addMedia(tx, storyOwner(blogId), named)
  return stored.map(({ id }) => id)
}

/** Removes the stories of creators, with their pictures; returns how many. */
export async function removeStoriesOf(tx: Tx, blogIds: readonly string[]): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from blog_stories where blog_id = any (${blogIds}::uuid[])`.execute(tx)
  await releaseMedia(tx, blogIds.map(storyOwner))
  return Number(numAffectedRows)
}

/** Moves the stories of one row of a creator to another; those that both have stay once. */
export async function mergeStories(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await sql`
    update blog_stories story set blog_id = ${into}::uuid, picture = null
    where story.blog_id = ${from}::uuid and not exists (
      select from blog_stories other
      where other.blog_id = ${into}::uuid and other.platform_id = story.platform_id
    )`.execute(tx)
  await releaseMedia(tx, [storyOwner(from)])
}

/** Stories that one transaction of retention removes. */
export const REMOVED_AT_ONCE = 500

type Removed = { blog_id: string; platform_id: string }

/** Deletes stories by their age; separate, so that a test can explain its plan. */
export const oldStoriesQuery = (keepMs: number) => sql<Removed>`
  delete from blog_stories where id = any (array(
    select id from blog_stories
    where taken_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
    order by taken_at limit ${sql.lit(REMOVED_AT_ONCE)}
  ))
  returning blog_id, platform_id`

/** Deletes stories of profiles that are private now. */
export const privateStoriesQuery = sql<Removed>`
  delete from blog_stories where id = any (array(
    select story.id from blog_stories story
    join shared.blogs blog on blog.id = story.blog_id and blog.scrape_status = 'private'
    limit ${sql.lit(REMOVED_AT_ONCE)}
  ))
  returning blog_id, platform_id`
