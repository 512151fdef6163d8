import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClock } from '../../src/base/clock.ts'
import { createPooledReader } from '../../src/platforms/reading/pooled-reader.ts'
import type { InstagramSim } from '../../sim/instagram/index.ts'
import { startJsonOrigin } from './instagram/origin.ts'
import { anAdapter, aHeldAccount, logIn, startSim } from './instagram/held-account.ts'
import { call } from './two-accounts.ts'

let sim: InstagramSim
let session: string
beforeAll(async () => {
  sim = await startSim('endless', 1)
  session = await logIn(sim, 0)
})
afterAll(() => sim.close())

/** A platform that has the same answer to everything, and says each time that there is more. */
async function repeating(body: object) {
  const origin = await startJsonOrigin({ ...body, more_available: true, status: 'ok' })
  const held = anAdapter(origin).open(aHeldAccount(sim, 0, { session, proxyUrl: origin.url }))
  const platform = createPooledReader(
    { withAccount: async (_call, work) => await work(async (step) => await step(held)) },
    { storiesPerRequest: 5 },
    createClock(),
  )
  return { origin, platform }
}

const owner = { pk: 42, username: 'ada', is_private: false }
const media = (pk: number, more: object = {}) => ({
  pk,
  taken_at: 1_700_000_000 + pk,
  media_type: 1,
  user: owner,
  ...more,
})

test('a post that is seen twice counts once, and a page without a new one is the last', async () => {
  const { origin, platform } = await repeating({
    user: { ...owner, media_count: 500, has_highlight_reels: false },
    items: [media(1, { timeline_pinned_user_ids: [42] }), media(3), media(2), media(3)],
    next_max_id: '2_42',
  })

  const scraped = await platform.scrapeProfile({ platformId: '42' }, { posts: 200 }, call())

  expect(scraped).toMatchObject({
    posts: [{ platformId: '1' }, { platformId: '3' }, { platformId: '2' }],
    requests: 3,
  })
  expect(origin.requests).toHaveLength(3)
  expect(origin.requests[1]).toMatch(/^GET \/api\/v1\/feed\/user\/42\/\?count=33 /)
  expect(origin.requests[2]).toMatch(/^GET \/api\/v1\/feed\/user\/42\/\?count=33&max_id=2_42 /)
  await origin.close()
})

test('a scrape tells when posts or highlights could not all be read', async () => {
  const scrapeOf = async (items: object[], tray: object[], more: object = {}) => {
    const { origin, platform } = await repeating({
      user: { ...owner, has_highlight_reels: true },
      reels: {},
      items,
      tray,
      ...more,
    })
    const { isUnchanged: _, ...scraped } = await platform.scrapeProfile(
      { platformId: '42' },
      { posts: 3 },
      call(),
    )
    await origin.close()
    return scraped
  }
  const faulty = { media_type: 1 }
  const highlight = { id: 'highlight:7' }

  expect(await scrapeOf([media(1)], [highlight])).toMatchObject({
    postsAreWhole: true,
    highlightsAreWhole: true,
  })
  expect(await scrapeOf([media(1), faulty], [highlight, {}])).toMatchObject({
    posts: [{ platformId: '1' }],
    postsAreWhole: false,
    highlightsAreWhole: false,
  })
  expect(await scrapeOf([media(1)], [highlight], { cursor: 'more' })).toMatchObject({
    postsAreWhole: true,
    highlightsAreWhole: false,
  })
})

test('the newest posts are kept where a page brings more of them than are asked for', async () => {
  const { origin, platform } = await repeating({
    user: { ...owner, has_highlight_reels: false },
    items: [media(1), media(9, { clips_tab_pinned_user_ids: ['42'] }), media(3), media(2)],
    next_max_id: '2_42',
  })
  const { posts } = await platform.fetchPosts('42', { posts: 3 }, call())
  const scraped = await platform.scrapeProfile({ platformId: '42' }, { posts: 3 }, call())
  expect(scraped).toMatchObject({ posts, requests: 2 })
  expect(posts.map(({ platformId }) => platformId)).toEqual(['9', '3', '2'])
  await origin.close()
})

test('a hashtag whose pages bring nothing new is left after five of them', async () => {
  const tiles = [media(1, { caption: { text: 'a' } }), media(2), media(1)].map((each) => ({
    media: each,
  }))
  const { origin, platform } = await repeating({
    sections: [{ layout_content: { medias: tiles } }],
    next_max_id: 'abc',
  })

  const source = { kind: 'hashtag', hashtag: 'мама', tab: 'recent' } as const
  const found = await platform.discoverAuthors(source, { posts: 50 }, call())

  expect(found).toMatchObject({ authors: [{ username: 'ada', captions: ['a'] }], requests: 6 })
  expect(origin.requests).toHaveLength(6)
  await origin.close()
})
