import type { OfficialCreators } from '../../../src/platforms/official-creators.ts'
import { createOfficialFirst } from '../../../src/platforms/reading/official-first.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { answering, type Answer, type Asked } from '../../platforms/graph/answering-server.ts'
import { startGramdWorld, type GramdWorld } from '../gramd-world.ts'
import { blogRow, DAY, endAnalyses, findCreator, isRich, rescrape, scrape } from './scrape-world.ts'
import { byId, storedTruth } from './stored-truth.ts'

/** Business Discovery over the world of the stand-in for Instagram, with the fields that Meta offers. */
function discoveryOf({ sim }: GramdWorld, { query }: Asked): Answer {
  const [, username = ''] = /username\(([^)]+)\)/.exec(query.get('fields') ?? '') ?? []
  const [, limit = '0'] = /media\.limit\((\d+)\)/.exec(query.get('fields') ?? '') ?? []
  const truth = sim.control.truthOf(username, { posts: Number(limit) })
  if (!truth) return { status: 400, body: { error: { code: 110, message: 'Invalid user id' } } }
  const { profile, posts } = truth
  const types: Record<string, string> = { photo: 'IMAGE', video: 'VIDEO', album: 'CAROUSEL_ALBUM' }
  const media = posts.map((post) => ({
    id: `17${post.platformId}`,
    caption: post.captionText ?? undefined,
    media_type: types[post.mediaType],
    media_product_type: post.productType === 'clips' ? 'REELS' : 'FEED',
    permalink: `https://www.instagram.com/p/${post.code}/`,
    timestamp: post.takenAt.toISOString(),
    like_count: post.likeCount ?? undefined,
    comments_count: post.commentCount ?? undefined,
    media_url: post.thumbnailUrl ?? undefined,
    thumbnail_url: post.thumbnailUrl ?? undefined,
  }))
  const business_discovery = {
    id: `1784${profile.platformId}`,
    ig_id: profile.platformId,
    username: profile.username,
    name: profile.fullName ?? undefined,
    biography: profile.biography ?? undefined,
    website: profile.externalUrl ?? undefined,
    profile_picture_url: profile.avatarUrl ?? undefined,
    followers_count: profile.followerCount ?? undefined,
    follows_count: profile.followingCount ?? undefined,
    media_count: profile.mediaCount ?? undefined,
    media: { data: media },
  }
  return { body: { business_discovery, id: '1784' } }
}

/** gramd that asks the official API first; `mayAsk` is whether a connection is there. */
async function officialWorld(world: GramdWorld) {
  const state = { mayAsk: true }
  const { asked, client, call } = await answering((each) => discoveryOf(world, each))
  const official: OfficialCreators = {
    async discover(username, { posts }) {
      if (!state.mayAsk) return null
      const options = { username, posts }
      return await client.discoverCreator(call('facebook'), '1784', options).catch(() => null)
    },
  }
  world.services.creatorReader = createOfficialFirst(world.services.creatorReader, official)
  return { asked, state }
}

const isPublic = (creator: Parameters<typeof isRich>[0]): boolean =>
  isRich(creator) && creator.daysSinceLastPost > 20

describe('a creator who is read officially', () => {
  test('costs accounts only the highlights, and keeps what Meta does not tell', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isPublic)
    const { blogId, task: first } = await scrape(db, world, creator.username)
    const before = await storedTruth(db, creator.username)
    const row = await blogRow(db, blogId)
    expect(row).toMatchObject({ profile_source: 'pool', posts_source: 'pool' })
    await endAnalyses(db)
    const { asked } = await officialWorld(world)

    const task = await rescrape(world, blogId)

    const result = first.result as { requests: number }
    expect(task).toMatchObject({
      status: 'done',
      result: { outcome: 'scraped', official: ['profile', 'posts'], posts: 20 },
    })
    // The profile and its posts; stories of unchanged highlights were not asked for either.
    expect((task.result as typeof result).requests).toBe(1)
    expect(asked).toHaveLength(1)
    const after = await storedTruth(db, creator.username)
    expect(after).toEqual(before)
    const { profile_source, posts_source, er } = await blogRow(db, blogId)
    expect({ profile_source, posts_source, er }).toEqual({
      profile_source: 'official',
      posts_source: 'official',
      er: row.er,
    })
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('who is new is stored as far as Meta tells, and completed by accounts later', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isPublic)
    const { state } = await officialWorld(world)

    const { blogId, task } = await scrape(db, world, creator.username)

    expect(task).toMatchObject({ result: { outcome: 'scraped', official: ['profile', 'posts'] } })
    expect(await blogRow(db, blogId)).toMatchObject({
      platform_id: creator.pk,
      is_verified: null,
      profile_source: 'official',
    })
    const known = await storedTruth(db, creator.username)
    await endAnalyses(db)
    state.mayAsk = false
    await rescrape(world, blogId)
    const whole = await storedTruth(db, creator.username)
    expect([...whole.posts.keys()]).toEqual([...known.posts.keys()])
    const truth = world.sim.control.truthOf(creator.username)
    expect(whole.posts).toEqual(byId(truth?.posts ?? []))
    expect(await blogRow(db, blogId)).toMatchObject({ profile_source: 'pool' })
  })

  test('and is unchanged costs accounts nothing', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { blogId } = await scrape(db, world, findCreator(world, isPublic).username)
    await endAnalyses(db)
    await officialWorld(world)
    await world.advance(DAY)
    const before = await blogRow(db, blogId)

    const task = await rescrape(world, blogId, 'update')

    expect(task).toMatchObject({
      result: { outcome: 'unchanged', requests: 0, official: ['profile'] },
    })
    const { is_verified, bio_links, picture_id, profile_source, posts_source } = await blogRow(
      db,
      blogId,
    )
    expect({ is_verified, bio_links, picture_id }).toEqual({
      is_verified: before.is_verified,
      bio_links: before.bio_links,
      picture_id: before.picture_id,
    })
    expect({ profile_source, posts_source }).toEqual({
      profile_source: 'official',
      posts_source: 'pool',
    })
  })

  test('whom Meta does not tell, or under whose name it tells somebody else, is read by accounts', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isPublic)
    const other = findCreator(world, (each) => isPublic(each) && each.pk !== creator.pk, 1)
    const { blogId } = await scrape(db, world, creator.username)
    await endAnalyses(db)
    await db
      .updateTable('blogs')
      .set({ username: other.username === creator.username ? 'nobody.has.it' : other.username })
      .execute()
    const { asked } = await officialWorld(world)

    const task = await rescrape(world, blogId)

    expect(asked).toHaveLength(1)
    expect(task.result).not.toHaveProperty('official')
    expect(await blogRow(db, blogId)).toMatchObject({
      username: creator.username,
      profile_source: 'pool',
    })
  })

  test('is not asked for again while accounts rest', async ({ db }) => {
    const world = await startGramdWorld(db, { accounts: 0 })
    const creator = findCreator(world, isPublic)
    const { asked } = await officialWorld(world)
    const { blogId } = await scrape(db, world, creator.username)
    await world.advance(DAY)

    await world.runNext('full_scrape')

    expect(asked).toHaveLength(1)
    expect(await blogRow(db, blogId)).toMatchObject({ profile_source: null })
  })
})
