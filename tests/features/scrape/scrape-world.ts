import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { ensureBlogs } from '../../../src/features/scrape/index.ts'
import type { GramdWorld, TaskRow } from '../gramd-world.ts'

export const DAY = 86_400_000

export type Creator = ReturnType<GramdWorld['sim']['world']['creatorAt']>

/** The first creator of the world that fits, counting from `from`. */
export function findCreator(
  world: GramdWorld,
  fits: (creator: Creator) => boolean,
  from = 0,
): Creator {
  for (let index = from; index < from + 5_000; index += 1) {
    const creator = world.sim.world.creatorAt(index)
    if (fits(creator)) return creator
  }
  throw new Error('no such creator')
}

export const isRich = (creator: Creator): boolean =>
  !creator.isPrivate &&
  !creator.isDeleted &&
  creator.mediaCount >= 40 &&
  creator.highlightCount >= 6

/** A full scrape of a creator by name, enqueued. */
export async function request(
  db: Db,
  world: GramdWorld,
  username: string,
): Promise<{ blogId: string; taskId: number }> {
  const blogs = await db
    .transaction()
    .execute(async (tx) => await ensureBlogs(tx, [username], 'manual'))
  const blogId = blogs.get(username) ?? ''
  const { id } = await world.services.queue.enqueue(db, fullScrape, { blog_id: blogId })
  return { blogId, taskId: id }
}

/** Scrapes a creator by name from beginning to end. */
export async function scrape(
  db: Db,
  world: GramdWorld,
  username: string,
): Promise<{ blogId: string; task: TaskRow }> {
  const { blogId } = await request(db, world, username)
  return { blogId, task: await world.runNext('full_scrape') }
}

/** Scrapes a blog again, whole or as an update. */
export async function rescrape(
  world: GramdWorld,
  blogId: string,
  mode?: 'full' | 'update',
): Promise<TaskRow> {
  await world.services.queue.enqueue(world.services.db, fullScrape, {
    blog_id: blogId,
    ...(mode && { mode }),
  })
  return await world.runNext('full_scrape')
}

/** All analyses that wait are over. */
export async function endAnalyses(db: Db): Promise<void> {
  await db.deleteFrom('scrape_tasks_open').where('task_type', '=', 'ai_analysis').execute()
  await sql`update blogs set scrape_status = 'active' where scrape_status = 'analyzing'`.execute(db)
}

export const blogRow = async (db: Db, id: string) =>
  await db.selectFrom('blogs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

export const openTypes = async (db: Db): Promise<string[]> =>
  (
    await db
      .selectFrom('scrape_tasks')
      .select('task_type')
      .where('status', '=', 'pending')
      .execute()
  )
    .map((task) => task.task_type)
    .sort()

export const firstRich = (world: GramdWorld): Creator => findCreator(world, isRich)

/** Ids of all posts that are stored, the newest first. */
export const postIds = async (db: Db): Promise<string[]> =>
  (
    await db.selectFrom('blog_posts').select('platform_id').orderBy('taken_at', 'desc').execute()
  ).map((post) => post.platform_id)
