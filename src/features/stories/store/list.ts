import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { isUuid } from '../../../base/text.ts'
import { officialQuery, type OfficialRow } from '../../own-media/index.ts'
import { storyOwner } from './stories.ts'

export type StoriesQuery = {
  blogId?: string | undefined
  /** The creators of this list, or agreed creators of this campaign. */
  listId?: string | undefined
  isCampaign?: boolean | undefined
  isLive?: boolean | undefined
  since?: Date | undefined
  until?: Date | undefined
  id?: string | undefined
  limit: number
  /** The place of the last story of the page before. */
  after?: { takenAt: string; id: string } | undefined
}

export type StoryRow = {
  id: string
  blog_id: string
  username: string
  full_name: string | null
  avatar_hash: string | null
  platform_id: string
  taken_at: Date
  expires_at: Date
  first_met_at: Date
  last_met_at: Date
  is_live: boolean
  media_type: 'photo' | 'video' | 'album' | 'unknown'
  picture_hash: string | null
  mentions: string[]
  links: string[]
  hashtags: string[]
  stickers: string[]
}

/** Stories, newest first. None of profiles that are private now. */
const storiesQuery = (query: StoriesQuery) => {
  const { blogId, listId, isCampaign, isLive, since, until, id, limit, after } = query
  const conditions = [
    sql`blog.scrape_status <> 'private'`,
    ...(id === undefined ? [] : [sql`story.id = ${id}::uuid`]),
    ...(blogId === undefined ? [] : [sql`story.blog_id = ${blogId}::uuid`]),
    ...(listId === undefined
      ? []
      : [
          sql`story.blog_id in (
            select blog_id from shared.list_members
            where list_id = ${listId}::uuid ${isCampaign ? sql`and status in ('agreed', 'published')` : sql``}
          )`,
        ]),
    ...(isLive === undefined
      ? []
      : [sql`(story.expires_at > (select world_now())) = ${isLive}::boolean`]),
    ...(since === undefined ? [] : [sql`story.taken_at >= ${since}`]),
    ...(until === undefined ? [] : [sql`story.taken_at < ${until}`]),
    ...(after === undefined
      ? []
      : [sql`(story.taken_at, story.id) < (${after.takenAt}::timestamptz, ${after.id}::uuid)`]),
  ]
  return sql<StoryRow>`
    select story.id, story.blog_id, blog.username, blog.full_name,
      (select encode(min(avatar.sha256), 'hex') from shared.media_uses avatar
        where avatar.owner = 'blog:' || blog.id and starts_with(avatar.name, 'avatar ')) as avatar_hash,
      story.platform_id, story.taken_at, story.expires_at, story.first_met_at, story.last_met_at,
      story.expires_at > (select world_now()) as is_live, story.media_type,
      (select encode(picture.sha256, 'hex') from shared.media_uses picture
        where picture.owner = ${sql.lit(storyOwner(''))} || story.blog_id and picture.name = story.picture
      ) as picture_hash,
      story.mentions, story.links, story.hashtags, story.stickers
    from blog_stories story join shared.blogs blog on blog.id = story.blog_id
    where ${sql.join(conditions, sql` and `)}
    order by story.taken_at desc, story.id desc
    limit ${limit}`
}

export const listStories = async (db: Db, query: StoriesQuery): Promise<StoryRow[]> =>
  (await storiesQuery(query).execute(db)).rows

/** A story by its id; undefined when it is not stored, or its profile is private now. */
export const findStory = async (db: Db, id: string): Promise<StoryRow | undefined> =>
  isUuid(id) ? (await listStories(db, { id, limit: 1 }))[0] : undefined

/** Returns the numbers that Meta counted of a stored story. */
export async function findOfficial(db: Db, id: string): Promise<OfficialRow | undefined> {
  const story = sql`
    select id, 'story' as kind, blog_id as author_id, null as code, platform_id, taken_at
    from blog_stories where id = ${id}::uuid`
  return (await officialQuery(story).execute(db)).rows[0]
}
