import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { valuedQuery } from '../../../src/features/blogs/store/blog-list.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect, testOnDatabaseOf } from '../../fixtures/test.ts'
import { anApi, problemIn } from '../../http/kit.ts'
import { aBlog, insightsIn } from './a-blog.ts'

const Page = z.object({ data: z.array(z.object({ username: z.string() })) })

async function found(db: Db, query: Record<string, string>): Promise<string[]> {
  const search = new URLSearchParams({ sort: 'created_at', order: 'asc', ...query })
  const response = await anApi(db, [mountOperations({ db }, blogOperations)]).send(
    'GET',
    `/api/blogs?${search.toString()}`,
  )
  return Page.parse(await response.json()).data.map(({ username }) => username)
}

const ago = (days: number): Date => new Date(Date.now() - days * 24 * 60 * 60 * 1_000)

/** A mother with everything, a cook with other things, and somebody of whom nothing is known. */
async function threeCreators(db: Db): Promise<void> {
  const mother = await aBlog(db, 'almaty_mama', {
    full_name: 'Айгуль 100%',
    follower_count: 10_000,
    following_count: 2_000,
    media_count: 40,
    er: 0.05,
    er_reels: 0.04,
    er_reels_by_views: 0.03,
    view_rate_by_followers: 1.5,
    comments_per_like: 0.1,
    posts_per_week: 3,
    posts_last_28_days: 12,
    engagement_spread: 0.4,
    paid_post_share: 0.25,
    engagement_trend: 'growing',
    engagement_trend_per_30_days: 0.2,
    er_percentile: 90,
    follower_growth_7_days: -0.01,
    follower_growth_30_days: 0.06,
    risk_flags: ['follows_many', 'follower_spike'],
    languages: ['ru', 'kk'],
    city_id: 1526384,
    city: 'Almaty',
    city_source: 'tagged',
    city_posts: 11,
    ai_insights: {
      ...insightsIn(['ru', 'kk']),
      life_situation: {
        has_children: true,
        children_age_group: null,
        relationship_status: null,
        is_young_parent: null,
      },
      audience_inference: {
        estimated_audience_gender: 'mostly_female',
        estimated_audience_age: '25-34',
        estimated_audience_geo: 'kz',
        geo_mentions: [],
      },
    },
    ai_confidence: 0.9,
    ai_analyzed_at: new Date(),
    business_category: 'Blogger',
    is_verified: true,
    is_business: false,
    last_post_at: ago(3),
    scraped_at: ago(10),
    created_at: '2026-01-01T00:00:00Z',
  })
  const cook = await aBlog(db, 'cook.astana', {
    full_name: 'Ержан_Повар',
    follower_count: 9_999,
    following_count: 10,
    risk_flags: [],
    fully_scraped_at: ago(10),
    languages: ['en'],
    engagement_trend: 'declining',
    follower_growth_7_days: 0.02,
    business_category: 'Chef',
    is_verified: false,
    is_business: true,
    last_post_at: ago(40),
    created_at: '2026-01-02T00:00:00Z',
  })
  await aBlog(db, 'unknown_yet', { created_at: '2026-01-03T00:00:00Z' })
  await db
    .insertInto('blog_posts')
    .values([
      {
        blog_id: mother,
        platform_id: '1',
        media_type: 'photo',
        taken_at: new Date(),
        hashtags: ['алматымама', 'kz'],
        mentions: ['nike'],
        location_id: '213',
        location_name: 'Almaty, Kazakhstan',
      },
      {
        blog_id: cook,
        platform_id: '1',
        media_type: 'photo',
        taken_at: new Date(),
        hashtags: ['kz'],
        sponsors: ['metro'],
        location_name: 'Al%maty',
      },
    ])
    .execute()
  await db
    .insertInto('blog_highlights')
    .values({ blog_id: cook, platform_id: '1', story_mentions: ['nike'] })
    .execute()
  const { id } = await db
    .insertInto('lists')
    .values({ id: LIST, name: 'Spring' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('list_members').values({ list_id: id, blog_id: cook }).execute()
  await db.insertInto('lists').values({ name: 'Fr\u00fchling' }).execute()
  await sql`update blogs set search = derived.creator_document(username, full_name, null, array['Детские вещи'])
    where username = 'almaty_mama'`.execute(db)
}
const LIST = '0198c1a5-0000-7000-8000-000000000001'

const test = testOnDatabaseOf(threeCreators)

const MOTHER = ['almaty_mama']
const COOK = ['cook.astana']
const BOTH = [...MOTHER, ...COOK]

const QUESTIONS: readonly (readonly [Record<string, string>, readonly string[]])[] = [
  [{ q: 'детских вещей' }, MOTHER],
  [{ audience_gender: 'mostly_female,mixed', audience_region: 'kz' }, MOTHER],
  [{ audience_age: '25-34', has_children: 'true' }, MOTHER],
  [{ audience_gender: 'mostly_male' }, []],
  [{ has_children: 'false' }, []],
  [{ q: 'almaty -вещи' }, []],
  [{ q: "'; drop table blogs; --" }, []],
  [{ q: '🙂' }, []],
  [{ q: ')( & | ! <-> :*' }, []],
  [{ name: 'айгуль' }, MOTHER],
  [{ name: '0%' }, MOTHER],
  [{ name: 'н_п' }, COOK],
  [{ name: '_' }, COOK],
  [{ username: '_' }, ['almaty_mama', 'unknown_yet']],
  [{ username: 'a.a' }, []],
  [{ min_following: '11' }, MOTHER],
  [{ max_media: '40' }, MOTHER],
  [{ min_er: '0.05', max_er: '0.05' }, MOTHER],
  [{ min_er_reels: '0.041' }, []],
  [{ max_er_reels_by_views: '0.03' }, MOTHER],
  [{ min_view_rate: '1.5' }, MOTHER],
  [{ min_comments_per_like: '0.11' }, []],
  [{ min_posts_per_week: '3' }, MOTHER],
  [{ min_posts_last_28_days: '12' }, MOTHER],
  [{ max_engagement_spread: '0.39' }, []],
  [{ max_paid_post_share: '0.25' }, MOTHER],
  [{ min_engagement_trend_per_30_days: '0.2' }, MOTHER],
  [{ min_er_percentile: '90' }, MOTHER],
  [{ max_follower_growth_7_days: '-0.01' }, MOTHER],
  [{ min_follower_growth_30_days: '0.06' }, MOTHER],
  [{ min_ai_confidence: '0.9' }, MOTHER],
  [{ tier: '1k_10k' }, COOK],
  [{ tier: '10k_50k' }, MOTHER],
  [{ tier: '10k_50k,1k_10k' }, BOTH],
  [{ engagement_trend: 'growing,declining' }, BOTH],
  [{ language: 'kk' }, MOTHER],
  [{ language: 'en,ru' }, MOTHER],
  [{ caption_language: 'en,KK' }, BOTH],
  [{ business_category: 'blogger' }, MOTHER],
  [{ verified: 'true' }, MOTHER],
  [{ verified: 'false' }, COOK],
  [{ business: 'true' }, COOK],
  [{ has_risk_flags: 'true' }, MOTHER],
  [{ has_risk_flags: 'false' }, COOK],
  [{ risk_flag: 'follower_spike,likes_too_uniform' }, MOTHER],
  [{ risk_flag: 'likes_too_uniform' }, []],
  [{ mentions: '@Nike' }, BOTH],
  [{ mentions: 'https://www.instagram.com/nike/' }, BOTH],
  [{ mentions: 'metro' }, COOK],
  [{ hashtag: '#АлматыМама' }, MOTHER],
  [{ hashtag: 'kz' }, BOTH],
  [{ location: 'almaty' }, MOTHER],
  [{ location: 'al%' }, COOK],
  [{ location: '213' }, MOTHER],
  [{ city: 'Almaty' }, MOTHER],
  [{ city: 'алма-ата' }, MOTHER],
  [{ city: '1526384,Астана' }, MOTHER],
  [{ city: 'Шымкент' }, []],
  [{ list: 'spring' }, COOK],
  [{ list: LIST }, COOK],
  [{ list: 'Fru\u0308hling' }, []],
  [{ last_post_within_days: '4' }, MOTHER],
  [{ last_post_within_days: '2' }, []],
  [{ scraped_within_days: '11' }, MOTHER],
  [{ created_within_days: '36500', source: 'manual,import' }, [...BOTH, 'unknown_yet']],
]

test('each filter of GET /api/blogs narrows the list to those it is about', async ({ db }) => {
  const answers: unknown[] = []
  for (const [query] of QUESTIONS) answers.push([query, await found(db, query)])

  expect(answers).toEqual(QUESTIONS)
})

test.for(['q', 'mentions'] as const)(
  '%s finds the same creators whether they are collected first or met along the sort',
  async (word, { db }) => {
    for (const text of ['nike', 'metro', 'вещи', 'nobody']) {
      const [first, along] = await Promise.all(
        [true, false].map(async (isRare) => {
          const filter = { [word]: { text, isRare } }
          const query = { filter, sort: 'created_at', order: 'asc', limit: 10 } as const
          const rows = await valuedQuery(db, query).execute()
          return rows.map(({ username }) => username)
        }),
      )

      expect(along, text).toEqual(first)
      if (word === 'mentions' && text === 'nike') expect(along).toEqual(BOTH)
      if (word === 'q' && text === 'вещи') expect(along).toEqual(MOTHER)
    }
  },
)

test.for([
  [
    { category: 'no such thing' },
    'category',
    /there is no category 'no such thing'; the nearest: /,
  ],
  [{ language: 'kz' }, 'language', /did you mean 'kk' \(Kazakh\)/],
  [{ city: 'Almatyy' }, 'city', /there is no city 'Almatyy'; did you mean 'Almaty'/],
  [{ city: 'Шимкентт' }, 'city', /did you mean 'Шымкент'/],
  [{ caption_language: 'russian' }, 'caption_language', /did you mean 'ru'/],
] as const)('%j is refused with the nearest there is', async ([query, field, reason], { db }) => {
  const path = `/api/blogs?${new URLSearchParams(query).toString()}`
  const answer = await anApi(db, [mountOperations({ db }, blogOperations)]).send('GET', path)
  expect(answer.status).toBe(422)
  expect((await problemIn(answer)).errors).toEqual([
    { field, reason: expect.stringMatching(reason) },
  ])
})
