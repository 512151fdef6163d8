import { describe, expect, test } from '../../fixtures/test.ts'
import { startGramdWorld, type GramdWorld } from '../gramd-world.ts'
import { countOf, discovered, TAG, usernames } from './discover-world.ts'

/** The creators who wrote the first posts of a page, each once. */
const authorsOf = (world: GramdWorld, tag = TAG, tab: 'top' | 'recent' = 'top', posts = 50) => [
  ...new Map(
    world.sim.world
      .hashtagPosts(tag, tab)
      .slice(0, posts)
      .map(({ creator }) => [creator.pk, creator]),
  ).values(),
]
const names = (creators: readonly { username: string }[]) =>
  creators.map(({ username }) => username).sort()

describe('discover, with filters', () => {
  test('counts an author of several hashtags and tabs once', async ({ db }) => {
    const world = await startGramdWorld(db)
    const hashtags = ['астана', 'астанамама']
    const pages = hashtags.flatMap((tag) => [
      authorsOf(world, tag, 'top', 500),
      authorsOf(world, tag, 'recent', 500),
    ])
    const all = new Set(names(pages.flat()))
    expect(all.size).toBeLessThan(pages.flat().length)

    const { result, requests } = await discovered(world, {
      hashtags,
      tabs: ['top', 'recent'],
      posts: 500,
      filters: { min_followers: 0, min_posts: 0, public_only: false },
    })

    expect(await usernames(db)).toEqual([...all].sort())
    expect(result).toMatchObject({ examined: all.size, created: all.size, requests })
  })

  test('looks once at each author who may pass, and at nobody who cannot', async ({ db }) => {
    const world = await startGramdWorld(db)
    const authors = authorsOf(world, TAG, 'top', 30)
    const open = authors.filter(({ isPrivate }) => !isPrivate)
    expect(open.length).toBeLessThan(authors.length)

    const { result, profiles, requests } = await discovered(world, {
      hashtags: [TAG],
      posts: 30,
      filters: { min_followers: 2_000, max_followers: 90_000, min_posts: 50, max_posts: 900 },
    })

    const wanted = open.filter(
      ({ followerCount, mediaCount }) =>
        followerCount >= 2_000 && followerCount <= 90_000 && mediaCount >= 50 && mediaCount <= 900,
    )
    expect(wanted.length).toBeGreaterThan(0)
    expect(await usernames(db)).toEqual(names(wanted))
    expect(countOf(result)).toBe(authors.length)
    expect(result.requests).toBe(requests)
    expect(profiles).toBe(open.length)
  })

  test('asks for no profile when the page tells enough', async ({ db }) => {
    const world = await startGramdWorld(db)
    const wanted = authorsOf(world).filter(({ isPrivate }) => !isPrivate)

    const { result, profiles, feeds } = await discovered(world, {
      hashtags: [TAG],
      filters: { min_followers: 0, min_posts: 0 },
    })

    expect(await usernames(db)).toEqual(names(wanted))
    expect([profiles, feeds]).toEqual([0, 0])
    expect(result).toMatchObject({ created: wanted.length })
    const blogs = await db.selectFrom('blogs').select(['platform_id', 'full_name']).execute()
    expect(blogs.every(({ platform_id }) => platform_id !== null)).toBe(true)
    expect(blogs.some(({ full_name }) => full_name !== null)).toBe(true)
  })

  test('tells languages by the captions that the author was seen by', async ({ db }) => {
    const world = await startGramdWorld(db)

    const { result, profiles, feeds } = await discovered(world, {
      hashtags: [TAG],
      filters: { min_followers: 0, min_posts: 0, languages: ['kk'] },
    })

    expect([profiles, feeds]).toEqual([0, 0])
    expect(result.filtered.language).toBeGreaterThan(0)
    expect(result.created).toBeGreaterThan(0)
    const kept = await usernames(db)
    for (const { username, languages } of authorsOf(world))
      if (kept.includes(username)) expect(languages).toContain('kk')
  })

  test('tells them by the posts, in one request, where no caption was seen', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creators = authorsOf(world)
      .filter(({ isPrivate, mediaCount }) => !isPrivate && mediaCount > 12)
      .slice(0, 6)

    const { result, feeds, profiles } = await discovered(world, {
      creators: [...names(creators), 'nobody_at_all'],
      filters: { languages: ['kk'] },
    })

    const kept = await usernames(db)
    for (const { username, languages } of creators)
      expect(kept.includes(username)).toBe(languages.includes('kk'))
    expect([profiles, feeds]).toEqual([creators.length + 1, creators.length])
    expect(result).toMatchObject({
      examined: creators.length + 1,
      created: kept.length,
      filtered: { gone: 1, language: creators.length - kept.length },
    })
  })

  test('keeps only categories that were asked for, and private ones when told so', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const authors = authorsOf(world, TAG, 'top', 20)
    const category = authors.find((creator) => creator.category !== null)?.category ?? ''

    const { result } = await discovered(world, {
      hashtags: [TAG],
      posts: 20,
      filters: {
        min_followers: 0,
        min_posts: 0,
        public_only: false,
        categories: [category.slice(1, 4).toUpperCase()],
      },
    })

    const part = category.slice(1, 4).toLowerCase()
    const wanted = authors.filter((creator) => creator.category?.toLowerCase().includes(part))
    expect(await usernames(db)).toEqual(names(wanted))
    expect(result.filtered).toMatchObject({ private: 0, category: result.examined - wanted.length })
  })
})
