import { creatorInsights } from '../../../src/features/analyze/tasks/creator-insights.ts'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { readKnownProfile } from '../../../src/features/scrape/store/known-profile.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { startGramdWorld, type GramdWorld } from '../gramd-world.ts'
import {
  blogRow,
  DAY,
  endAnalyses,
  findCreator,
  isRich,
  openTypes,
  rescrape,
  scrape,
} from './scrape-world.ts'

/** A creator who was scraped whole when its newest post was older than a week. */
async function aQuietCreator(db: Db, world: GramdWorld): Promise<string> {
  const creator = findCreator(world, (each) => isRich(each) && each.daysSinceLastPost > 20)
  const { blogId } = await scrape(db, world, creator.username)
  await endAnalyses(db)
  await db.deleteFrom('scrape_tasks_open').execute()
  return blogId
}

describe('an update', () => {
  test('of an unchanged profile ends after one request, with a snapshot and nothing to analyze', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const blogId = await aQuietCreator(db, world)
    const before = await blogRow(db, blogId)
    // Followers are read anew, however little else has changed.
    await db.updateTable('blogs').set({ follower_count: 5, er: null }).execute()
    await world.advance(DAY)

    const task = await rescrape(world, blogId, 'update')

    expect(task).toMatchObject({
      status: 'done',
      result: { outcome: 'unchanged', requests: 1, posts: 0, highlights: 0 },
    })
    const after = await blogRow(db, blogId)
    expect(after).toMatchObject({
      scrape_status: 'active',
      follower_count: before.follower_count,
      er: before.er,
      er_posts: before.er_posts,
      fully_scraped_at: before.fully_scraped_at,
      scraped_at: world.services.clock.now(),
    })
    expect(Number(after.update_due_at)).toBeGreaterThan(Number(before.update_due_at))
    const snapshots = await db
      .selectFrom('blog_snapshots')
      .select(['is_full', 'follower_count', 'er'])
      .orderBy('scraped_at')
      .execute()
    expect(snapshots).toEqual([
      { is_full: true, follower_count: before.follower_count, er: before.er },
      { is_full: false, follower_count: before.follower_count, er: before.er },
    ])
    expect(await openTypes(db)).toEqual([])
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('leaves a creator analyzing while an analysis is open', async ({ db }) => {
    const world = await startGramdWorld(db)
    const blogId = await aQuietCreator(db, world)
    await world.services.queue.enqueue(db, creatorInsights.task, { blog_id: blogId })

    expect(await rescrape(world, blogId, 'update')).toMatchObject({
      result: { outcome: 'unchanged' },
    })
    expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: 'analyzing' })
  })

  test('of a profile that has changed reads and analyzes everything', async ({ db }) => {
    const world = await startGramdWorld(db)
    const blogId = await aQuietCreator(db, world)
    await db.updateTable('blogs').set({ biography: 'as it was once' }).execute()

    const task = await rescrape(world, blogId, 'update')

    expect(task).toMatchObject({ status: 'done', result: { outcome: 'scraped', posts: 20 } })
    expect(await blogRow(db, blogId)).toMatchObject({ scrape_status: 'analyzing' })
    expect(await openTypes(db)).toContain('ai_analysis')
  })

  test('reads everything in any case when there is something that may have moved', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const blogId = await aQuietCreator(db, world)
    const mayEnd = async (change: RawBuilder<unknown>): Promise<boolean> => {
      const tx = await db.startTransaction().execute()
      await change.execute(tx)
      const known = await readKnownProfile(tx, blogId, 90)
      await tx.rollback().execute()
      return known !== undefined
    }
    const dateAll = (date: string) =>
      sql`update blog_posts p set taken_at = ${sql.raw(date)} from blogs b where b.id = p.blog_id`
    const wholeSince = (age: string) =>
      sql`update blogs set fully_scraped_at = world_now() - interval ${sql.lit(age)}`
    const status = (value: string) => sql`update blogs set scrape_status = ${value}`

    expect({
      'posts of eight days': await mayEnd(dateAll(`b.fully_scraped_at - interval '8 days'`)),
      'posts of six days': await mayEnd(dateAll(`b.fully_scraped_at - interval '6 days'`)),
      'posts dated later than they were seen': await mayEnd(
        dateAll(`world_now() + interval '9 years'`),
      ),
      'no posts': await mayEnd(sql`delete from blog_posts`),
      'a highlight that was never read': await mayEnd(sql`
        update blog_highlights set stories_read_at = null
        where id = (select id from blog_highlights limit 1)`),
      'no highlights': await mayEnd(sql`delete from blog_highlights`),
      'a whole scrape 89 days ago': await mayEnd(wholeSince('89 days')),
      'a whole scrape 91 days ago': await mayEnd(wholeSince('91 days')),
      'a whole scrape of before': await mayEnd(sql`update blogs set fully_scraped_at = null`),
      'a creator who failed': await mayEnd(status('failed')),
      'a creator who was private': await mayEnd(status('private')),
      'a creator who was deleted': await mayEnd(status('deleted')),
    }).toEqual({
      'posts of eight days': true,
      'posts of six days': false,
      'posts dated later than they were seen': false,
      'no posts': true,
      'a highlight that was never read': false,
      'no highlights': true,
      'a whole scrape 89 days ago': true,
      'a whole scrape 91 days ago': false,
      'a whole scrape of before': false,
      'a creator who failed': true,
      'a creator who was private': false,
      'a creator who was deleted': false,
    })
  })
})

test('a full scrape reads an unchanged profile too, as does a task without a mode', async ({
  db,
}) => {
  const world = await startGramdWorld(db)
  const blogId = await aQuietCreator(db, world)

  expect(await rescrape(world, blogId)).toMatchObject({ result: { outcome: 'scraped' } })
  expect(await rescrape(world, blogId, 'full')).toMatchObject({ result: { outcome: 'scraped' } })
})
