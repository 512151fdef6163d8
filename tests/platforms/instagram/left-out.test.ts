import { afterAll, beforeAll, expect, test } from 'vitest'
import { UnexpectedAnswerError } from '../../../src/platforms/errors.ts'
import type { Skipped } from '../../../src/platforms/instagram/answers/fields.ts'
import {
  readHighlights,
  readStories,
} from '../../../src/platforms/instagram/answers/highlights-answer.ts'
import { readPosts } from '../../../src/platforms/instagram/answers/posts-answer.ts'
import {
  readPostFeed,
  readSimilar,
} from '../../../src/platforms/instagram/answers/post-feed-answer.ts'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import { startJsonOrigin } from './origin.ts'
import { anAdapter, aHeldAccount, failureOf, logged, logIn, startSim } from './held-account.ts'
import { whole } from './whole.ts'

let sim: InstagramSim
let session: string
beforeAll(async () => {
  sim = await startSim('left-out', 1)
  session = await logIn(sim, 0)
})
afterAll(() => sim.close())

const media = (pk: number, more: object = {}) => ({
  pk,
  taken_at: 1_700_000_000 - pk,
  media_type: 1,
  user: { pk: 7, username: 'ada' },
  ...more,
})
const idsOf = (posts: { platformId: string }[]) => posts.map(({ platformId }) => platformId)

test.for([
  null,
  { suggested_users: { suggestions: [{ user: { pk: 1 } }] } },
  { netego: { type: 'suggested_producers_v2' } },
  { stories_netego: {} },
  { end_of_feed_demarcator: { id: 1 } },
  { ad: {} },
  { media_or_ad: media(9, { product_type: 'ad' }) },
  media(9, { ad_id: '23851' }),
  media(9, { injected: { label: 'Sponsored' } }),
  media(9, { dr_ad_type: 1 }),
])('%o in a feed is no post, and no reason to doubt the answer', (item) => {
  const { posts } = readPosts({ items: [media(1), item, media(2)] }, '7', whole)
  expect(idsOf(posts)).toEqual(['1', '2'])
  expect(readPosts({ items: [item] }, '7', whole).posts).toEqual([])
})

test('a post is found in whatever it is wrapped in', () => {
  const items = [{ media: media(1) }, { media_or_ad: media(2) }, media(3, { injected: false })]
  expect(idsOf(readPosts({ items }, '7', whole).posts)).toEqual(['1', '2', '3'])
})

test('a post that cannot be read does not lose the others, and is told of once', () => {
  const told: Skipped[] = []
  const bad = media(2, { taken_at: null })
  const items = [
    media(1),
    bad,
    { unheard_of: true },
    'text',
    media(5, { pk: 'x', id: [] }),
    media(6),
  ]

  const { posts, isWhole } = readPosts({ items }, '7', (skipped) => told.push(skipped))

  expect(idsOf(posts)).toEqual(['1', '6'])
  expect(isWhole).toBe(false)
  expect(readPosts({ items: [media(1)] }, '7', whole).isWhole).toBe(true)
  expect(told).toEqual([{ count: 4, fault: 'items.1.taken_at: expected seconds', item: bad }])
})

const tile = (more: object) => ({ layout_content: { medias: [{ media: more }] } })
test.for([
  ['posts', (bad: object) => readPosts({ items: bad ? [bad] : [] }, '7', whole)],
  ['tiles', (bad: object) => readPostFeed({ sections: [tile(bad)] }, 0, whole)],
  ['similar accounts', (bad: object) => readSimilar({ users: [bad] }, whole)],
  ['highlights', (bad: object) => readHighlights({ tray: [bad] }, whole)],
  ['stories', (bad: object) => readStories({ reels: { a: bad } }, whole)],
] as const)('%s of which none can be read are an answer that has changed', ([, read]) => {
  expect(() => read({ key: 1, media_kind: 'new' })).toThrow(UnexpectedAnswerError)
})

test.for([
  () => readPosts({ items: [] }, '7', whole).posts,
  () => readPostFeed({ sections: [] }, 0, whole).posts,
  () => readSimilar({ users: [] }, whole),
  () => readHighlights({ tray: [] }, whole).highlights,
  () => readStories({ reels: {} }, whole),
])('%s is empty, not unreadable', (read) => {
  expect(read()).toEqual([])
})

test('one tile, account, highlight or reel that cannot be read does not lose the others', () => {
  const told: string[] = []
  const note = ({ fault }: Skipped) => void told.push(fault)
  const user = { pk: 1, username: 'ada' }
  const sections = [tile(media(1)), null, tile(media(2, { user: null })), 5]

  expect(idsOf(readPostFeed({ sections }, 0, note).posts)).toEqual(['1'])
  expect(readSimilar({ users: [null, user] }, note)).toHaveLength(1)
  const tray = readHighlights({ tray: [{ id: 'highlight:1' }, {}] }, note)
  expect(tray).toMatchObject({ highlights: [{ platformId: '1' }], isWhole: false })
  expect(
    readStories({ reels: { a: { id: 'highlight:1', items: [null, 5] }, b: 0 } }, note),
  ).toEqual([{ highlightId: '1', mentions: [], locations: [], links: [] }])
  expect(told.map((fault) => fault.split(':')[0])).toEqual([
    'posts.1.user',
    'users.0',
    'tray.1.pk',
    'reels.1',
  ])
})

test('a highlight that is in the tray twice counts once', () => {
  const tray = [{ id: 'highlight:1', title: 'a' }, { pk: 2 }, { pk: 1, title: 'b' }]
  expect(idsOf(readHighlights({ tray }, whole).highlights)).toEqual(['1', '2'])
})

test('what is left out is logged once, with a sample that holds no secret', async () => {
  const { cookies } = JSON.parse(session) as {
    cookies: { cookies: { key: string; value: string }[] }
  }
  const secret = cookies.cookies.find(({ key }) => key === 'sessionid')?.value ?? ''
  const bad = { pk: 3, media_type: 1, echo: secret }
  const origin = await startJsonOrigin({ items: [media(1), bad, bad], status: 'ok' })
  const held = aHeldAccount(sim, 0, { session, proxyUrl: origin.url })
  logged.length = 0

  const { posts } = await anAdapter(origin).open(held).fetchPosts('7', null)

  expect(idsOf(posts)).toEqual(['1'])
  const warnings = logged.filter((line) => line.includes('unreadable items skipped'))
  expect(warnings).toHaveLength(1)
  expect(JSON.parse(warnings[0] ?? '')).toMatchObject({ skipped: 2, account: held.username })
  expect(warnings[0]).toContain('media_type')
  expect(secret).not.toBe('')
  expect(logged.join('')).not.toContain(secret)
  await origin.close()
})

test('a feed without items is an answer that cannot be read', async () => {
  const origin = await startJsonOrigin({ posts: [], status: 'ok' })
  const held = aHeldAccount(sim, 0, { session, proxyUrl: origin.url })
  const error = await failureOf(anAdapter(origin).open(held).fetchPosts('7', null))
  expect(error).toMatchObject({ code: 'unexpected_answer' })
  await origin.close()
})
