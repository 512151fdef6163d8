import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { ensureBlogs } from '../../../src/features/scrape/index.ts'
import { readCampaignCreator } from '../../../src/features/campaign-readings/tasks/read-campaign-creator.ts'
import type { GramdWorld, TaskRow } from '../gramd-world.ts'

export const DAY = 86_400_000

/** A creator that is known by name alone. */
export async function aCreator(db: Db, username: string): Promise<string> {
  const blogs = await db
    .transaction()
    .execute(async (tx) => await ensureBlogs(tx, [username], 'manual'))
  return blogs.get(username) ?? ''
}

/** A list; a campaign unless the test says otherwise. Its creators have agreed. */
export async function aList(
  db: Db,
  blogIds: readonly string[],
  options: {
    name?: string
    isCampaign?: boolean
    asksForStories?: boolean
    dailyRequests?: number
    startsAt?: Date
    endsAt?: Date
    status?: string
  } = {},
): Promise<string> {
  const { name = 'Spring', isCampaign = true, asksForStories = false, status = 'agreed' } = options
  const { id } = await db
    .insertInto('lists')
    .values({ name, is_campaign: isCampaign, ends_at: options.endsAt ?? null })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (isCampaign) {
    await db
      .insertInto('campaigns')
      .values({
        list_id: id,
        starts_at: options.startsAt ?? null,
        daily_requests: options.dailyRequests ?? null,
      })
      .execute()
  }
  if (asksForStories) await db.insertInto('story_lists').values({ list_id: id }).execute()
  if (blogIds.length > 0) {
    await db
      .insertInto('list_members')
      .values(blogIds.map((blog_id) => ({ list_id: id, blog_id, status })))
      .execute()
  }
  return id
}

/** A post that is tied to a campaign. */
export async function aResult(
  db: Db,
  { listId, blogId, takenAt }: { listId: string; blogId: string; takenAt: Date },
): Promise<void> {
  await sql`
    insert into campaign_results (list_id, blog_id, author_id, kind, platform_id, media_type, taken_at, sign)
    values (${listId}, ${blogId}, ${blogId}, 'post', ${String(takenAt.getTime())}, 'photo', ${takenAt}, 'hand')`.execute(
    db,
  )
}

/** Reads a creator as if it were planned. */
export async function read(world: GramdWorld, blogId: string): Promise<TaskRow> {
  const { db, queue } = world.services
  await queue.enqueue(db, readCampaignCreator, { blog_id: blogId })
  return await world.runNext('read_campaign_creator')
}

export const storiesOf = async (db: Db, blogId: string) =>
  await db
    .selectFrom('blog_stories')
    .selectAll()
    .where('blog_id', '=', blogId)
    .orderBy('taken_at')
    .execute()

export const readingsOf = async (db: Db, blogId: string) =>
  await db
    .selectFrom('post_readings')
    .selectAll()
    .where('blog_id', '=', blogId)
    .orderBy('read_at')
    .orderBy('taken_at')
    .execute()
