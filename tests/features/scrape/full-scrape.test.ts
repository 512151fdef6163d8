import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import { profileMetrics } from '../../../src/features/scrape/metrics/profile-metrics.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { HOUR, startGramdWorld } from '../gramd-world.ts'
import { blogRow, findCreator, isRich, openTypes, request } from './scrape-world.ts'
import { byId, storedTruth } from './stored-truth.ts'

describe('full_scrape', () => {
  test('stores what is true, measures it and asks for an analysis', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    const truth = world.sim.control.truthOf(creator.username)
    if (!truth) throw new Error('no truth')
    const { blogId, taskId } = await request(db, world, creator.username)

    await world.runNext('full_scrape')

    const highlights = truth.highlights.length
    expect(await world.task(taskId)).toMatchObject({
      status: 'done',
      result: {
        outcome: 'scraped',
        posts: 20,
        highlights,
        requests: 3 + Math.ceil(highlights / 5),
      },
      checkpoint: null,
    })
    const { profile, posts } = truth
    const measured = { profile, posts, history: [], benchmarks: new Map() }
    const metrics = profileMetrics(measured, world.services.clock.now())
    expect(await blogRow(db, blogId)).toMatchObject({
      username: creator.username,
      platform_id: creator.pk,
      full_name: truth.profile.fullName,
      biography: truth.profile.biography,
      follower_count: truth.profile.followerCount,
      media_count: truth.profile.mediaCount,
      bio_links: truth.profile.bioLinks,
      picture_id: truth.profile.pictureId,
      latest_story_at: truth.profile.latestStoryAt,
      scrape_status: 'analyzing',
      fully_scraped_at: world.services.clock.now(),
      search: expect.stringContaining("'"),
      ...metrics,
    })
    const stored = await storedTruth(db, creator.username)
    expect(stored.posts).toEqual(byId(truth.posts))
    expect(stored.highlights).toEqual(byId(truth.highlights))
    expect(await db.selectFrom('blog_snapshots').selectAll().execute()).toMatchObject([
      {
        blog_id: blogId,
        follower_count: truth.profile.followerCount,
        is_full: true,
        er: metrics.er,
        er_posts: metrics.er_posts,
        engagement_spread: metrics.engagement_spread,
        paid_post_share: metrics.paid_post_share,
        engagement_trend: metrics.engagement_trend,
      },
    ])
    expect(await openTypes(db)).toEqual(['ai_analysis', 'submit_batch'])
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('twice brings the rows up to date, adds a snapshot and drops highlights that are gone', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    const { blogId } = await request(db, world, creator.username)
    await world.runNext('full_scrape')
    await db.updateTable('blog_posts').set({ caption_text: 'old' }).execute()
    await db
      .insertInto('blog_highlights')
      .values({ blog_id: blogId, platform_id: '1', title: 'taken down' })
      .execute()
    const highlights = async () =>
      await db
        .selectFrom('blog_highlights')
        .select(['platform_id', 'changed_at', 'story_mentions', 'story_locations', 'story_links'])
        .where('platform_id', '<>', '1')
        .orderBy('platform_id')
        .execute()
    const before = await highlights()

    const { taskId } = await request(db, world, creator.username)
    await world.runNext('full_scrape')

    // No highlight has changed, so that the stories of none are asked for again.
    expect(await world.task(taskId)).toMatchObject({ result: { requests: 3 } })
    expect(await highlights()).toEqual(before)
    expect(before).toHaveLength(creator.highlightCount)

    const posts = await db.selectFrom('blog_posts').select('caption_text').execute()
    expect(posts).toHaveLength(20)
    expect(posts.filter((post) => post.caption_text === 'old')).toEqual([])
    expect(
      await db
        .selectFrom('blog_highlights')
        .select('title')
        .where('platform_id', '=', '1')
        .execute(),
    ).toEqual([])
    expect(await db.selectFrom('blog_snapshots').select('id').execute()).toHaveLength(2)
    expect(await openTypes(db)).toEqual(['ai_analysis', 'submit_batch'])
  })

  test.for(['private', 'deleted'] as const)(
    'ends as done when the creator is %s',
    async (kind, { db }) => {
      const world = await startGramdWorld(db)
      const creator = findCreator(world, isRich)
      world.sim.control.failTarget(creator.username, { kind })
      const { blogId, taskId } = await request(db, world, creator.username)

      await world.runNext('full_scrape')

      expect(await world.task(taskId)).toMatchObject({
        status: 'done',
        attempts: 0,
        result: { outcome: kind, requests: 1 },
      })
      expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: kind })
      expect(await openTypes(db)).toEqual([])
    },
  )

  test('keeps the row of a creator that has changed its name', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    const { blogId } = await request(db, world, creator.username)
    await world.runNext('full_scrape')
    world.sim.control.failTarget(creator.username, { kind: 'renamed', username: 'brand.new.name' })

    await world.services.queue.enqueue(db, fullScrape, { blog_id: blogId })
    await world.runNext('full_scrape')

    expect(await blogRow(db, blogId)).toMatchObject({
      username: 'brand.new.name',
      platform_id: creator.pk,
    })
  })

  test('mergers a request for the new name into the row that the creator already has', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    const known = await request(db, world, creator.username)
    await world.runNext('full_scrape')
    world.sim.control.failTarget(creator.username, { kind: 'renamed', username: 'brand.new.name' })

    const asked = await request(db, world, 'brand.new.name')
    expect(asked.blogId).not.toBe(known.blogId)
    const [both, asNew] = await db
      .insertInto('lists')
      .values([{ name: 'has both' }, { name: 'has the new name' }])
      .returning('id')
      .execute()
    await db
      .insertInto('list_members')
      .values([
        { list_id: both?.id ?? '', blog_id: known.blogId, note: 'its own' },
        { list_id: both?.id ?? '', blog_id: asked.blogId, note: 'of the twin' },
        { list_id: asNew?.id ?? '', blog_id: asked.blogId, note: 'for autumn' },
      ])
      .execute()
    await world.runNext('full_scrape')

    expect(await world.task(asked.taskId)).toMatchObject({
      status: 'done',
      subject: `blog:${known.blogId}`,
    })
    expect(await db.selectFrom('blogs').select(['id', 'username']).execute()).toEqual([
      { id: known.blogId, username: 'brand.new.name' },
    ])
    expect(await db.selectFrom('persons').select('id').execute()).toHaveLength(1)
    const members = await db.selectFrom('list_members').select(['blog_id', 'note']).execute()
    expect(members.toSorted((a, b) => String(a.note).localeCompare(String(b.note)))).toEqual([
      { blog_id: known.blogId, note: 'for autumn' },
      { blog_id: known.blogId, note: 'its own' },
    ])
  })

  test('takes a name from the row of a creator that has given it up', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    const { blogId } = await request(db, world, creator.username)
    await db
      .updateTable('blogs')
      .set({ platform_id: '4711', search: 'formername' })
      .where('id', '=', blogId)
      .execute()
    const newcomer = await db
      .insertInto('blogs')
      .values({
        person_id: (await blogRow(db, blogId)).person_id,
        username: 'an.older.name',
        platform_id: creator.pk,
        source: 'manual',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.deleteFrom('scrape_tasks_open').execute()

    await world.services.queue.enqueue(db, fullScrape, { blog_id: newcomer.id })
    await world.runNext('full_scrape')

    expect(await blogRow(db, newcomer.id)).toMatchObject({ username: creator.username })
    // Its new name is to be learned soon.
    const renamed = await blogRow(db, blogId)
    expect(renamed).toMatchObject({ username: '~4711' })
    expect(renamed.search).not.toContain('formername')
    expect(Number(renamed.update_due_at)).toBe(world.services.clock.now().getTime())
  })

  test('gives up for good who had nothing but a name that is now somebody else’s', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const { blogId } = await request(db, world, 'somebody')
    await db
      .updateTable('blogs')
      .set({ username: `~${blogId}`, scrape_status: 'failed', update_due_at: new Date(0) })
      .execute()

    expect(await world.runNext('full_scrape')).toMatchObject({
      status: 'done',
      result: { outcome: 'superseded', requests: 0 },
    })
    expect(await blogRow(db, blogId)).toMatchObject({
      scrape_status: 'deleted',
      update_due_at: null,
    })
  })

  test('waits without counting an attempt while no account is free', async ({ db }) => {
    const world = await startGramdWorld(db, { accounts: 1 })
    const creator = findCreator(world, isRich)
    const { blogId, taskId } = await request(db, world, creator.username)
    await db.updateTable('instagram_accounts').set({ state: 'paused' }).execute()

    const task = await world.runNext('full_scrape')

    expect(task).toMatchObject({
      id: taskId,
      status: 'pending',
      attempts: 0,
      error_code: 'pool_resting',
    })
    expect(Number(task.next_retry_at)).toBeGreaterThan(world.services.clock.now().getTime())
    expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: 'pending' })
  })

  test('goes on from its checkpoint on another account after a rate limit', async ({ db }) => {
    const world = await startGramdWorld(db, { accounts: 2 })
    const creator = findCreator(world, isRich)
    for (const { username } of world.sim.accounts) {
      world.sim.control.failAccount(username, { kind: 'rate_limit', count: 1, endpoints: ['tray'] })
    }
    const { taskId } = await request(db, world, creator.username)

    expect(await world.runNext('full_scrape')).toMatchObject({ status: 'pending', attempts: 0 })
    await world.advance(2 * HOUR)
    await world.runNext('full_scrape')

    const { classes } = world.sim.referee.report()
    expect(classes).toMatchObject({ profile: 1, feed: 1, tray: 3 })
    expect(await world.task(taskId)).toMatchObject({ status: 'done', attempts: 0 })
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('fails once its attempts are spent, and the blog with it', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    for (const { username } of world.sim.accounts) {
      world.sim.control.failAccount(username, { kind: 'server_error', endpoints: ['feed'] })
    }
    const { blogId, taskId } = await request(db, world, creator.username)

    for (const attempts of [1, 2]) {
      expect(await world.runNext('full_scrape')).toMatchObject({ status: 'pending', attempts })
      expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: 'pending' })
      await world.advance(HOUR)
    }
    await world.runNext('full_scrape')

    expect(await world.task(taskId)).toMatchObject({
      status: 'failed',
      attempts: 3,
      error_code: 'platform_transient',
    })
    expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: 'failed' })
  })

  test('reads from another source of creators without an account', async ({ db }) => {
    const world = await startGramdWorld(db, { accounts: 0 })
    const creator = findCreator(world, isRich)
    const truth = world.sim.control.truthOf(creator.username)
    if (!truth) throw new Error('no truth')
    const { creatorReader } = world.services
    // Of one method: what this source cannot answer is read on accounts.
    world.services.creatorReader = {
      ...creatorReader,
      async scrapeProfile(_target, { onProfile }) {
        await onProfile?.(truth.profile, 1)
        const areWhole = { postsAreWhole: true, highlightsAreWhole: true }
        return { isUnchanged: false, ...truth, ...areWhole, requests: 1 }
      },
    }
    const { blogId } = await request(db, world, creator.username)

    expect(await world.runNext('full_scrape')).toMatchObject({
      status: 'done',
      result: { outcome: 'scraped', posts: 20, requests: 1 },
    })
    expect(await blogRow(db, blogId)).toMatchObject({ platform_id: creator.pk })
    expect((await storedTruth(db, creator.username)).posts).toEqual(byId(truth.posts))
  })

  test('leaves no blog in scraping when it is cancelled or interrupted', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    for (const { username } of world.sim.accounts) {
      world.sim.control.failAccount(username, { kind: 'hang', endpoints: ['feed'] })
    }
    const { blogId, taskId } = await request(db, world, creator.username)
    const stopping = new AbortController()
    const running = world.runNext('full_scrape', stopping.signal)
    await expect.poll(async () => (await blogRow(db, blogId)).scrape_status).toBe('scraping')

    await world.services.queue.cancel(db, taskId)
    expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: 'pending' })
    stopping.abort()
    await running

    expect(await world.task(taskId)).toMatchObject({ status: 'cancelled' })
  })
})
