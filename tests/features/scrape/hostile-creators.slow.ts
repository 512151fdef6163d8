import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { HOUR, startGramdWorld, type GramdWorld, type TaskRow } from '../gramd-world.ts'
import { blogRow, DAY, request, rescrape } from './scrape-world.ts'

/** Runs a scrape to its end, however often the accounts have to rest. */
async function untilDone(world: GramdWorld, taskId: number): Promise<TaskRow> {
  for (;;) {
    const task = await world.runNext('full_scrape')
    if (task.id !== taskId || task.status !== 'pending') return task
    expect(task).toMatchObject({ attempts: 0, error_code: 'pool_resting' })
    await world.advance(HOUR)
  }
}

async function postsOf(db: Db, blogId: string) {
  const posts = await db
    .selectFrom('blog_posts')
    .select(['platform_id', 'caption_text', 'like_count', 'play_count', 'taken_at'])
    .select('tagged_users')
    .where('blog_id', '=', blogId)
    .execute()
  return new Map(posts.map((post) => [post.platform_id, post]))
}

test('every hostile creator is scraped without a fault, and stored as it truly is', async ({
  db,
}) => {
  const world = await startGramdWorld(db, {
    accounts: 8,
    settings: { GRAMD_HIGHLIGHTS_PER_SCRAPE: '5' },
  })
  for (const [kind, username] of Object.entries(world.sim.control.hostileCreators())) {
    const { blogId, taskId } = await request(db, world, username)
    const task = await untilDone(world, taskId)
    const truth = world.sim.control.truthOf(username)
    const blog = await blogRow(db, blogId)
    const posts = await postsOf(db, blogId)

    expect({ kind, ...task }).toMatchObject({
      kind,
      status: 'done',
      attempts: 0,
      result: {
        outcome: 'scraped',
        posts: truth?.posts.length,
        highlights: truth?.highlights.length,
      },
    })
    expect({ kind, ...blog }).toMatchObject({
      kind,
      username,
      full_name: truth?.profile.fullName,
      biography: truth?.profile.biography,
      follower_count: truth?.profile.followerCount,
      following_count: truth?.profile.followingCount,
      bio_links: truth?.profile.bioLinks,
      scrape_status: 'analyzing',
    })
    expect(Number(blog.update_due_at)).toBeGreaterThanOrEqual(Number(blog.scraped_at) + 7 * DAY)
    expect([...posts.keys()].toSorted()).toEqual(
      truth?.posts.map(({ platformId }) => platformId).toSorted(),
    )
    for (const post of truth?.posts ?? []) {
      expect(posts.get(post.platformId), kind).toMatchObject({
        caption_text: post.captionText,
        like_count: post.likeCount,
        play_count: post.playCount,
        tagged_users: post.taggedUsers,
        taken_at: post.takenAt,
      })
    }
  }
  expect(world.sim.referee.violations()).toEqual([])
})

describe('a creator', () => {
  test('without posts or followers has no rates, and no numbers that are none', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { zero_everything: nothing, zero_followers: lonely } = world.sim.control.hostileCreators()
    const ids = []
    for (const username of [nothing, lonely]) {
      const { blogId, taskId } = await request(db, world, username)
      await untilDone(world, taskId)
      ids.push(blogId)
    }
    const [empty, alone] = await Promise.all(ids.map(async (id) => await blogRow(db, id)))

    expect(empty).toMatchObject({
      er: null,
      er_posts: 0,
      posts_last_28_days: 0,
      last_post_at: null,
    })
    expect(empty?.languages).toEqual([])
    expect(alone).toMatchObject({ follower_count: 0, er: null })
  })

  test(
    'with a thousand highlights has them read over several scrapes',
    { timeout: 90_000 },
    async ({ db }) => {
      const world = await startGramdWorld(db, {
        accounts: 6,
        settings: { GRAMD_HIGHLIGHTS_PER_SCRAPE: '400' },
      })
      const username = world.sim.control.hostileCreators().thousand_highlights
      const { blogId, taskId } = await request(db, world, username)
      const results = [(await untilDone(world, taskId)).result]
      const unread = async (): Promise<number> =>
        (
          await db
            .selectFrom('blog_highlights')
            .select('id')
            .where('stories_read_at', 'is', null)
            .execute()
        ).length
      expect(await unread()).toBe(600)

      while ((await unread()) > 0) {
        await world.advance(7 * DAY)
        const { id, status, result } = await rescrape(world, blogId, 'update')
        results.push(status === 'pending' ? (await untilDone(world, id)).result : result)
      }

      expect(results).toMatchObject(
        [83, 83, 43].map((requests) => ({ outcome: 'scraped', highlights: 1_000, requests })),
      )
      expect(world.sim.referee.violations()).toEqual([])
    },
  )

  test('whose posts are dated in the future is not taken for silent or unchanged', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const username = world.sim.control.hostileCreators().future_posts
    const { blogId, taskId } = await request(db, world, username)
    await untilDone(world, taskId)
    const stored = [...(await postsOf(db, blogId)).keys()].toSorted()
    const blog = await blogRow(db, blogId)
    expect(blog.last_post_at === null || blog.last_post_at <= world.services.clock.now()).toBe(true)

    await world.advance(DAY)
    expect(await rescrape(world, blogId, 'update')).toMatchObject({
      result: { outcome: 'scraped' },
    })
    expect([...(await postsOf(db, blogId)).keys()].toSorted()).toEqual(stored)
  })
})
