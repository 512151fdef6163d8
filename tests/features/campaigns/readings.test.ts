import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { campaigns } from '../../../src/features/campaigns/feature.ts'
import type { Events } from '../../../src/features/services.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aRunningCampaign, configOf, daysAgo } from './kit.ts'

const HOUR_MS = 3_600_000

/** Has campaigns hear of a reading. */
async function announce(db: Db, event: Events['creator.posts_read']): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await campaigns.on?.['creator.posts_read']?.(tx, event, queue, configOf())
  })
}

/** No listener of campaigns enqueues anything. */
const queue = {} as Parameters<NonNullable<NonNullable<typeof campaigns.on>['creator.scraped']>>[2]

const post = {
  platformId: '1001',
  takenAt: daysAgo(5),
  caption: '@botamkids',
  likeCount: 10,
  commentCount: 2,
  playCount: 2_000,
  viewCount: null,
  isPaidPartnership: false,
  sponsors: [],
  commentsDisabled: false,
}

describe('a reading', () => {
  test('gives results their numbers at ages, and the time of the last one', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators: ['olga'] })
    const olga = winter.blogId('olga')
    const taken = daysAgo(5)
    await winter.post(olga, { caption_text: '@botamkids', taken_at: taken })
    await winter.scraped(olga, daysAgo(4.5))
    for (const [hours, plays] of [
      [20, 1_000],
      [28, 2_000],
    ] as const)
      await sql`
        insert into post_readings (blog_id, platform_id, taken_at, read_at, play_count)
        values (${olga}, '1001', ${taken}, ${new Date(taken.getTime() + hours * HOUR_MS)}, ${plays})`.execute(
        db,
      )
    const readAt = daysAgo(1)
    await announce(db, {
      blogId: olga,
      readAt,
      oldestTakenAt: null,
      posts: [post],
      missed: [],
    })

    const { creators } = await winter.results()
    expect(creators[0]?.results[0]).toMatchObject({
      at_ages: {
        day_1: { value: 1_500, reason: null },
        // The same number before and after, and a count that only grows.
        day_3: { value: 2_000, reason: null },
        day_7: { value: null, reason: 'not_reached' },
      },
      now: { value: 2_000, likes: 10 },
      last_read_at: readAt.toISOString(),
    })
  })

  test('that should have met a post and has not is a miss', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators: ['olga'] })
    const olga = winter.blogId('olga')
    await winter.post(olga, { caption_text: '@botamkids' })
    await winter.scraped(olga, daysAgo(4))
    const reading = { blogId: olga, oldestTakenAt: daysAgo(9), posts: [], missed: ['1001'] }
    await announce(db, { ...reading, readAt: daysAgo(3) })
    await announce(db, { ...reading, readAt: daysAgo(1) })

    expect((await winter.results()).totals.gone).toBe(1)
  })

  test('of stories ties those with a link, which show no counts', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators: ['olga'], links: ['botam.example/qys'] })
    const olga = winter.blogId('olga')
    await sql`
      insert into blog_stories (blog_id, platform_id, taken_at, expires_at, media_type, links)
      values (${olga}, '31415926', ${daysAgo(1)}, world_now(), 'photo', '{https://botam.example/qys}')`.execute(
      db,
    )
    await db.transaction().execute(async (tx) => {
      const event = { blogId: olga, readAt: new Date(), storyIds: [] }
      await campaigns.on?.['creator.stories_read']?.(tx, event, queue, configOf())
    })
    const codes = [{ code: 'OLGA10', blog: 'olga' }]
    await winter.change('PATCH', '', { codes })
    // A picture may show the code, which nobody reads.
    const { alerts, creators } = await winter.results()
    expect(alerts).toEqual([])
    const story = creators[0]?.results[0]
    expect(story).toMatchObject({
      kind: 'story',
      sign: 'link',
      url: 'https://www.instagram.com/stories/olga/31415926/',
      basis: null,
      at_ages: { day_1: { reason: 'no_counts' } },
    })

    await winter.change('DELETE', `/results/${story?.id}`)
    await winter.change('POST', '/results', {
      link: 'https://www.instagram.com/stories/olga/31415926/?igsh=1',
    })
    expect((await winter.results()).totals.published).toBe(1)
  })
})
