import { sql } from 'kysely'
import { contactsIn } from '../../../src/features/blogs/assessment/contacts.ts'
import { jumpsIn } from '../../../src/features/blogs/assessment/jumps.ts'
import { BlogAssessment } from '../../../src/features/blogs/assessment/assessment-view.ts'
import { partOperations } from '../../../src/features/blogs/operations/parts.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Db } from '../../../src/db/handles.ts'
import { describe } from 'vitest'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { aBlog } from './a-blog.ts'

async function assessed(db: Db, query = '') {
  const { send } = anApi(db, [mountOperations({ db }, partOperations)])
  const answer = await send('GET', `/api/blogs/mama/assessment${query}`)
  expect(answer.status).toBe(200)
  return BlogAssessment.parse(await answer.json())
}

const MONDAY = '2026-03-02T20:30:00Z'

/** A post on each of the days before; every fourth one is labelled as paid and gets half. */
async function posts(db: Db, blog: string, count: number): Promise<void> {
  await sql`
    insert into blog_posts (blog_id, platform_id, media_type, product_type, like_count, comment_count, play_count,
      is_paid_partnership, is_pinned, caption_text, taken_at)
    select ${blog}::uuid, 'p' || n, 'video', 'clips', case when n % 4 = 0 then 190 else 390 end, 10, 4000 + n, n % 4 = 0,
      n = 1, 'Сегодня готовим завтрак для всей семьи', ${MONDAY}::timestamptz - n * interval '1 day'
    from generate_series(1, ${count}::integer) n`.execute(db)
}

test('posts that advertise are compared with usual ones, and the best are named', async ({
  db,
}) => {
  const blog = await aBlog(db, 'mama', {
    follower_count: 10_000,
    er_percentile: 83,
    engagement_spread: 0.1,
  })
  await posts(db, blog, 9)

  const found = await assessed(db)

  expect(found).toMatchObject({
    posts_read: 8,
    is_enough: true,
    strength: 'above',
    steadiness: 'steady',
    usual: { posts: 6, engagement: 0.04 },
    paid: { posts: 2, engagement: 0.02 },
    paid_difference: -0.5,
    reel_views: 4006,
    caption_languages: [{ language: 'ru', posts: 8 }],
  })
  // Oldest first, without the pinned one.
  expect(found.posts.map(({ platform_id }) => platform_id).slice(0, 2)).toEqual(['p9', 'p8'])
  expect(found.posts.filter(({ paid }) => paid !== null).map(({ paid }) => paid?.by)).toEqual([
    'label',
    'label',
  ])
  expect(found.best).toHaveLength(3)
  expect(found.best).not.toContain('p8')
})

test('a creator without posts is too little to judge, and nothing is invented', async ({ db }) => {
  await aBlog(db, 'mama')

  const found = await assessed(db)

  expect(found).toMatchObject({
    posts_read: 0,
    is_enough: false,
    strength: null,
    steadiness: null,
    usual: { posts: 0, engagement: null },
    paid_difference: null,
    reel_views: null,
    jumps: [],
    contacts: [],
    next_reading_at: null,
  })
})

test('hours are those of the reader, over midnight and a change of the clocks', async ({ db }) => {
  const blog = await aBlog(db, 'mama', { follower_count: 10_000 })
  await sql`
    insert into blog_posts (blog_id, platform_id, media_type, like_count, comment_count, taken_at)
    values (${blog}, 'winter', 'photo', 1, 1, '2026-03-02T20:30:00Z'), (${blog}, 'summer', 'photo', 1, 1, '2026-04-06T19:30:00Z')`.execute(
    db,
  )
  const hours = async (zone: string) =>
    (await assessed(db, `?time_zone=${zone}`)).rhythm.map(({ weekday, hour, posts: n }) => [
      weekday,
      hour,
      n,
    ])

  expect(await hours('UTC')).toEqual([
    [1, 19, 1],
    [1, 20, 1],
  ])
  expect(await hours('Asia/Almaty')).toEqual([
    [2, 0, 1],
    [2, 1, 1],
  ])
  // 21:30 of winter and of summer time.
  expect(await hours('Europe/Berlin')).toEqual([[1, 21, 2]])
  const { send } = anApi(db, [mountOperations({ db }, partOperations)])
  expect((await send('GET', '/api/blogs/mama/assessment?time_zone=Mars')).status).toBe(422)
  expect((await send('GET', '/api/blogs/nobody/assessment')).status).toBe(404)
})

describe('a jump of followers', () => {
  async function jumping(db: Db, caption: string, likes: number) {
    const blog = await aBlog(db, 'mama', { follower_count: 18_106 })
    await posts(db, blog, 8)
    await sql`
      insert into blog_snapshots (blog_id, scraped_at, follower_count)
      select ${blog}::uuid, ${MONDAY}::timestamptz - n * interval '7 days',
        case when n < 10 then 18106 - n * 10 else 14720 - n * 10 end
      from generate_series(1, 26) n`.execute(db)
    await sql`
      insert into blog_posts (blog_id, platform_id, code, media_type, like_count, comment_count, caption_text, taken_at)
      values (${blog}, 'why', 'C0de', 'photo', ${likes}, 0, ${caption}, ${MONDAY}::timestamptz - interval '66 days')`.execute(
      db,
    )
    const { jumps } = await assessed(db)
    return jumps.map(({ growth, reason, post }) => [
      Math.round(growth * 100),
      reason,
      post?.code ?? null,
    ])
  }

  test('is probably the giveaway of these days', async ({ db }) => {
    expect(await jumping(db, 'Разыгрываем коляску: подпишись на трёх', 10)).toEqual([
      [23, 'giveaway', 'C0de'],
    ])
  })

  test('is else probably a post that went far', async ({ db }) => {
    expect(await jumping(db, 'Наш день', 900)).toEqual([[23, 'popular_post', 'C0de']])
  })

  test('has no reason where no post explains it', async ({ db }) => {
    expect(await jumping(db, 'Наш день', 100)).toEqual([[23, null, null]])
  })
})

test('steady growth, a small account and readings far apart are no jumps', () => {
  const readings = (counts: number[], days = 7) =>
    counts.map((follower_count, at) => ({
      follower_count,
      scraped_at: new Date(Date.parse(MONDAY) + at * days * 86_400_000),
    }))
  const jumps = (counts: number[], days?: number) =>
    jumpsIn(readings(counts, days)).map(({ to_followers }) => to_followers)

  expect(jumps([1000, 1100, 1210, 1331, 1464])).toEqual([])
  expect(jumps([100, 101, 200, 201])).toEqual([])
  expect(jumps([1000, 1001, 1500, 1502], 60)).toEqual([])
  expect(jumps([1000, 1001, 1500, 1502])).toEqual([1500])
  expect(jumps([2000, 2001, 1500, 1502])).toEqual([1500])
})

test('contacts are found as people write them, each once', () => {
  const found = contactsIn({
    biography:
      'Реклама: reklama@aida-mama.example, +7 (701) 123-45-67 или 8 701 765 43 21. 1 000 000 видео',
    external_url: 'https://wa.me/77011234567',
    bio_links: [
      { url: 'mailto:Reklama@aida-mama.example', title: null },
      { url: 'https://t.me/aida', title: 'aida@second.example' },
      { url: 'https://example.com/t.me', title: null },
      { url: 'no address', title: null },
    ],
  })
  expect(found.map(({ kind, value, found_in }) => [kind, value, found_in])).toEqual([
    ['email', 'reklama@aida-mama.example', 'biography'],
    ['phone', '+7 (701) 123-45-67', 'biography'],
    ['phone', '8 701 765 43 21', 'biography'],
    ['whatsapp', 'https://wa.me/77011234567', 'links'],
    ['telegram', 'https://t.me/aida', 'links'],
  ])
})
