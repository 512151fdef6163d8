import { z } from 'zod'
import type { Db } from '../../../../src/db/handles.ts'
import { readProfileFacts } from '../../../../src/features/analyze/store/profile-facts.ts'
import { blogOperations } from '../../../../src/features/blogs/operations/blogs.ts'
import { mountOperations } from '../../../../src/http/operations/mount.ts'
import { scraping } from '../../../../src/features/scrape/feature.ts'
import { storePosts } from '../../../../src/features/scrape/store/posts.ts'
import { mentionsOf } from '../../../../src/creators/caption.ts'
import { expect, test } from '../../../fixtures/test.ts'
import { anApi } from '../../../http/kit.ts'
import { aBlog } from '../../blogs/a-blog.ts'
import { executeFor } from '../../erase/erasures-of.ts'
import { findTraces } from '../../erase/traces.ts'

/** Stores posts with these captions, the newest first, as a scrape does. */
async function scraped(db: Db, blogId: string, captions: readonly string[]): Promise<void> {
  const posts = captions.map((captionText, place) => ({
    platformId: `post-${place}`,
    code: null,
    captionText,
    hashtags: [],
    mentions: mentionsOf(captionText),
    coauthors: [],
    taggedUsers: [],
    likeCount: 1,
    commentCount: 1,
    playCount: null,
    viewCount: null,
    childCount: null,
    isPaidPartnership: null,
    sponsors: [],
    music: null,
    mediaType: 'photo' as const,
    productType: null,
    isPinned: false,
    thumbnailUrl: null,
    imageUrl: null,
    location: null,
    takenAt: new Date(Date.UTC(2026, 9, 20 - place)),
  }))
  const profile = {
    platformId: '1',
    username: 'mila',
    fullName: null,
    biography: null,
    avatarUrl: null,
    followerCount: 10,
    followingCount: null,
    mediaCount: 50,
    isVerified: null,
    isPrivate: false,
    isBusiness: null,
    businessCategory: null,
    cityName: null,
    externalUrl: null,
    bioLinks: [],
    pictureId: null,
    latestStoryAt: null,
    isRestricted: false,
    hasHighlights: false,
  }
  await db.transaction().execute(async (tx) => {
    const read = { posts, postsAreWhole: true, profile }
    await storePosts(tx, blogId, read, { limit: 50, retainedSince: null })
  })
}

const Blog = z.looseObject({
  advertised_brands: z.array(z.unknown()),
  posts: z.array(z.looseObject({ advertising: z.unknown() })),
})

const shown = async (db: Db) =>
  Blog.parse(
    await (
      await anApi(db, [mountOperations({ db }, blogOperations)]).send('GET', '/api/blogs/mila')
    ).json(),
  )

const CAPTIONS = [
  'Реклама. Пальто от @lamoda',
  'Завтрак',
  '#ad with @lamoda and @oatly',
  'ad: @lamoda',
]

test('what posts advertise is stored with them, shown with the creator and told to a model', async ({
  db,
}) => {
  const id = await aBlog(db, 'mila')
  await scraped(db, id, CAPTIONS)

  const blog = await shown(db)

  expect(blog.advertised_brands).toEqual([
    { brand: 'lamoda', posts: 3, last_post_at: '2026-10-20T00:00:00.000Z' },
    { brand: 'oatly', posts: 1, last_post_at: '2026-10-18T00:00:00.000Z' },
  ])
  expect(blog.posts.map(({ advertising }) => advertising)).toMatchObject([
    {
      signs: [{ kind: 'word', quote: 'Реклама.' }],
      brands: [{ brand: 'lamoda', by: 'mention', quote: 'Пальто от @lamoda' }],
    },
    null,
    { brands: [{ brand: 'lamoda' }, { brand: 'oatly' }] },
    { brands: [{ brand: 'lamoda' }] },
  ])
  const facts = (await readProfileFacts(db, [id])).get(id)
  expect(facts?.advertised_brands).toEqual(['lamoda', 'oatly'])
  expect(facts?.posts.map(({ advertising }) => advertising)).toMatchObject([
    { signs: ['Реклама.'], brands: ['lamoda'] },
    null,
    { brands: ['lamoda', 'oatly'] },
    { brands: ['lamoda'] },
  ])
})

test('what a creator no longer says is no longer stored', async ({ db }) => {
  const id = await aBlog(db, 'mila')
  await scraped(db, id, CAPTIONS)

  await scraped(db, id, ['Пальто от @lamoda'])

  expect((await shown(db)).posts[0]?.advertising).toBeNull()
})

test('who is erased is no brand any more, and stands in no quote', async ({ db }) => {
  const id = await aBlog(db, 'mila')
  await scraped(db, id, CAPTIONS)

  await executeFor(db, [scraping], { usernames: ['lamoda'] })

  expect(await findTraces(db, ['lamoda'])).toEqual([])
  const { advertised_brands, posts } = await shown(db)
  expect(advertised_brands).toMatchObject([{ brand: 'oatly' }])
  expect(posts[0]?.advertising).toMatchObject({ signs: [{ quote: 'Реклама.' }], brands: [] })
  expect(JSON.stringify(posts[2]?.advertising)).toContain('@…')
})
