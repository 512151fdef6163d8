import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlatformSession } from '../../../src/platforms/adapter.ts'
import type { FoundPost } from '../../../src/platforms/creator-finder.ts'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import { anAdapter, aHeldAccount, logIn, startSim } from './held-account.ts'

/** Enough creators for every variation in shape to come up many times. */
const CREATORS = 25

let sim: InstagramSim
let instagram: PlatformSession
beforeAll(async () => {
  sim = await startSim('reading', 1)
  const session = await logIn(sim, 0)
  instagram = anAdapter(sim).open(aHeldAccount(sim, 0, { session }))
})
afterAll(() => sim.close())

const creators = () =>
  Array.from({ length: CREATORS }, (_, index) => sim.world.creatorAt(index)).filter(
    ({ isDeleted }) => !isDeleted,
  )
const visible = () => creators().filter(({ isPrivate }) => !isPrivate)

test('profiles say what is true, by name and by id', async () => {
  for (const { username, pk } of creators()) {
    const truth = sim.control.truthOf(username)?.profile
    expect(await instagram.fetchProfile({ username })).toEqual(truth)
    expect(await instagram.fetchProfile({ platformId: pk })).toEqual(truth)
  }
})

test('posts say what is true, pinned ones first', async () => {
  for (const creator of visible()) {
    const { posts } = await instagram.fetchPosts(creator.pk, null)
    expect(posts.slice(0, 20)).toEqual(sim.control.truthOf(creator.username)?.posts ?? [])
  }
})

test('highlights and their stories say what is true', async () => {
  for (const { username, pk } of visible()) {
    const truth = sim.control.truthOf(username)?.highlights ?? []
    const { highlights, isWhole } = await instagram.fetchHighlights(pk)
    expect(isWhole).toBe(true)
    expect(highlights).toEqual(
      truth.map(({ platformId, title, mediaCount, coverUrl, changedAt }) => ({
        platformId,
        title,
        mediaCount,
        coverUrl,
        changedAt,
      })),
    )
    const ids = highlights.slice(0, 20).map(({ platformId }) => platformId)
    if (ids.length === 0) continue
    const stories = await instagram.fetchStories(ids)
    expect(stories).toEqual(
      truth.slice(0, 20).map(({ platformId, mentions, locations, links }) => ({
        highlightId: platformId,
        mentions,
        locations,
        links,
      })),
    )
  }
})

test('of hostile creators, too, all that is true is read', async () => {
  for (const username of Object.values(sim.control.hostileCreators())) {
    const truth = sim.control.truthOf(username, { posts: 33 })
    const profile = await instagram.fetchProfile({ username })
    const { posts } = await instagram.fetchPosts(profile.platformId, null)
    const { highlights } = await instagram.fetchHighlights(profile.platformId)

    expect(profile, username).toEqual(truth?.profile)
    expect(posts, username).toEqual(truth?.posts)
    expect(highlights.map(({ platformId }) => platformId)).toEqual(
      truth?.highlights.map(({ platformId }) => platformId),
    )
  }
})

test('highlights that are gone are missing among the stories', async () => {
  const creator = visible().find(({ highlightCount }) => highlightCount > 0)
  const known = sim.world.highlights(creator ?? sim.world.creatorAt(0))[0]?.pk ?? ''

  const stories = await instagram.fetchStories(['17999999999999999', known])

  expect(stories.map(({ highlightId }) => highlightId)).toEqual([known])
})

test.for(
  ['алматымама', 'beauty_2026', 'қазақстан'].flatMap(
    (tag) =>
      [
        [tag, 'top'],
        [tag, 'recent'],
      ] as const,
  ),
)(
  'the pages of #%s (%s) hold its posts in order, with their authors and captions',
  async ([hashtag, tab]) => {
    const truth = sim.world.hashtagPosts(hashtag, tab)
    const seen: FoundPost[] = []
    const postFeed = { kind: 'hashtag', hashtag, tab } as const
    let page = await instagram.fetchPostFeed(postFeed, null)
    for (;;) {
      seen.push(...page.posts)
      if (!page.next) break
      page = await instagram.fetchPostFeed(postFeed, page.next)
    }
    expect(seen).toEqual(
      truth.map(({ pk, creator, caption }) => ({
        platformId: pk,
        author: {
          platformId: creator.pk,
          username: creator.username,
          fullName: creator.fullName,
          isPrivate: creator.isPrivate,
          isVerified: creator.isVerified,
        },
        captionText: caption?.text ?? null,
      })),
    )
  },
)
