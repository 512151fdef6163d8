import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'
import type { Creator } from '../../../sim/instagram/world/creator.ts'
import { createWorld } from '../../../sim/instagram/world/world.ts'
import { loggedIn, type Caller } from './plain-client.ts'
import { media } from './reader.ts'
import { createShiftedClock } from './shifted-clock.ts'

const clock = createShiftedClock()
let sim: InstagramSim
let ask: Caller

beforeAll(async () => {
  sim = await startInstagramSim({ seed: 'showcases', clock, accounts: 1, proxies: 1 })
  ask = await loggedIn(sim)
})
afterAll(() => sim.close())
afterEach(() => sim.control.clearAll())

const items = z.array(z.object({ media }))
const sectionsPage = z.object({
  sections: z.array(
    z.object({
      layout_content: z.union([
        z.object({ medias: items }),
        z.object({ one_by_two_item: z.object({ clips: z.object({ items }) }), fill_items: items }),
      ]),
    }),
  ),
  more_available: z.boolean(),
  next_max_id: z.string().optional(),
  next_page: z.number().optional(),
  next_media_ids: z.array(z.string()).optional(),
})

/** All posts of a postFeed, page by page. */
async function walk(path: string, tab: string): Promise<z.infer<typeof media>[]> {
  const found: z.infer<typeof media>[] = []
  let form: Record<string, string> | null = { tab }
  while (form) {
    const page = sectionsPage.parse((await ask({ path, form })).body)
    for (const { layout_content: content } of page.sections) {
      const row =
        'medias' in content
          ? content.medias
          : [...content.one_by_two_item.clips.items, ...content.fill_items]
      found.push(...row.map((item) => item.media))
    }
    form = page.next_max_id
      ? {
          tab,
          max_id: page.next_max_id,
          page: String(page.next_page),
          next_media_ids: JSON.stringify(page.next_media_ids),
        }
      : null
    expect(page.more_available).toBe(form !== null)
  }
  return found
}

const isNewestFirst = (posts: readonly { taken_at: number }[]): boolean =>
  posts.every(({ taken_at }, at) => at === 0 || taken_at <= (posts[at - 1]?.taken_at ?? 0))

describe('the page of a place', () => {
  test.for(['ranked', 'recent'] as const)(
    'shows posts that were made there, by creators of its city, to the end: %s',
    async (tab) => {
      for (const { id, name, city } of sim.control.locations().slice(0, 4)) {
        const posts = await walk(`locations/${id}/sections/`, tab)
        const truth = sim.world.locationPosts(id, tab) ?? []
        expect(posts.map(({ pk }) => pk)).toEqual(truth.map(({ pk }) => pk))
        expect(posts.length).toBeGreaterThan(30)
        expect(posts.every(({ location }) => location?.pk === id && location.name === name)).toBe(
          true,
        )
        expect(truth.every(({ creator }) => creator.city.name === city && !creator.isPrivate)).toBe(
          true,
        )
        expect(isNewestFirst(posts)).toBe(tab === 'recent')
      }
    },
  )

  test('omits deleted creators, and moves no others', () => {
    const { id = '' } = sim.control.locations()[0] ?? {}
    const before = sim.world.locationPosts(id, 'ranked') ?? []
    const gone = before[0]?.creator.username ?? ''
    sim.control.failTarget(gone, { kind: 'deleted' })
    expect(sim.world.locationPosts(id, 'ranked')?.map(({ pk }) => pk)).toEqual(
      before.filter(({ creator }) => creator.username !== gone).map(({ pk }) => pk),
    )
  })

  test('does not exist for an id that is no place', async () => {
    const reply = await ask({ path: 'locations/123456/sections/', form: { tab: 'ranked' } })
    expect([reply.status, reply.body]).toEqual([
      404,
      { message: 'Location not found', status: 'fail' },
    ])
  })

  test.for([{ tab: 'top' }, {}, { tab: 'ranked', max_id: '0000001800000000' }])(
    'is refused with %j',
    async (form) => {
      const { id = '' } = sim.control.locations()[0] ?? {}
      expect((await ask({ path: `locations/${id}/sections/`, form })).status).toBe(400)
    },
  )

  test('exists in the smallest world', () => {
    const world = createWorld({ seed: 'tiny', creators: 7, epoch: 0, shapes: true })
    const pages = sim.control.locations().map(({ id }) => world.locationPosts(id, 'recent'))
    expect(pages.every((page) => page !== null)).toBe(true)
  })
})

test('the recent tab of a hashtag shows the newest posts first, the top tab does not', async () => {
  const path = `tags/${encodeURI('алматымама')}/sections/`
  expect(isNewestFirst(await walk(path, 'recent'))).toBe(true)
  expect(isNewestFirst(await walk(path, 'top'))).toBe(false)
})

describe('similar accounts', () => {
  const userList = z.object({
    users: z.array(
      z.object({
        pk: z.union([z.string(), z.number()]).transform(String),
        username: z.string(),
        is_private: z.boolean(),
        chaining_info: z.object({ sources: z.string() }),
      }),
    ),
  })
  const chaining = (id: string) => ask({ path: `discover/chaining/?target_id=${id}` })
  function creatorWith(fits: (creator: Creator, similar: Creator[] | null) => boolean): Creator {
    for (let index = 500; index < 3_000; index++) {
      const creator = sim.world.creatorAt(index)
      if (!creator.isDeleted && fits(creator, sim.world.similar(creator))) return creator
    }
    throw new RangeError('the world has no such creator')
  }

  test('are the neighbours in topic and city, each once, and always the same', async () => {
    const creator = creatorWith((_, similar) => similar !== null)
    const { users } = userList.parse((await chaining(creator.pk)).body)
    expect(users.length).toBeGreaterThanOrEqual(12)
    expect(new Set(users.map(({ pk }) => pk)).size).toBe(users.length)
    for (const { username, pk } of users) {
      const found = sim.world.creator(username)
      expect(found).toMatchObject({
        pk,
        topic: creator.topic,
        city: creator.city,
        isDeleted: false,
      })
      expect(pk).not.toBe(creator.pk)
    }
    expect((await chaining(creator.pk)).body['users']).toHaveLength(users.length)
  })

  test('write about the same elsewhere when the world is small', () => {
    const world = createWorld({ seed: 'small', creators: 400, epoch: 0, shapes: true })
    const similar = Array.from({ length: 40 }, (_, index) => {
      const creator = world.creatorAt(index)
      return { creator, users: world.similar(creator) ?? [] }
    })
    expect(
      similar.some(({ creator, users }) => users.some(({ city }) => city !== creator.city)),
    ).toBe(true)
    expect(
      similar.every(({ creator, users }) => users.every(({ topic }) => topic === creator.topic)),
    ).toBe(true)
  })

  test('are not offered for some creators, and for no private one', async () => {
    const refused = creatorWith((creator, similar) => similar === null && !creator.isPrivate)
    const reply = await chaining(refused.pk)
    expect([reply.status, reply.body]).toEqual([
      400,
      { message: 'Not eligible for chaining.', status: 'fail' },
    ])
    const offered = creatorWith((_, similar) => similar !== null)
    sim.control.failTarget(offered.username, { kind: 'private' })
    expect((await chaining(offered.pk)).status).toBe(400)
  })

  test('omit deleted creators', async () => {
    const creator = creatorWith((_, similar) => similar !== null)
    const [first] = sim.world.similar(creator) ?? []
    sim.control.failTarget(first?.username ?? '', { kind: 'deleted' })
    const { users } = userList.parse((await chaining(creator.pk)).body)
    expect(users.some(({ username }) => username === first?.username)).toBe(false)
  })

  test('need an id of a creator', async () => {
    expect((await ask({ path: 'discover/chaining/' })).status).toBe(400)
    expect((await chaining('somebody')).status).toBe(400)
    expect((await chaining('99999999999')).status).toBe(404)
  })
})

test('the referee counts the pages of places and similar accounts by classes of their own', async () => {
  const before = sim.referee.report()
  const { id = '' } = sim.control.locations()[0] ?? {}
  await ask({ path: `locations/${id}/sections/`, form: { tab: 'ranked' } })
  await ask({ path: `discover/chaining/?target_id=${sim.world.creatorAt(1).pk}` })
  const { classes, requests } = sim.referee.report()
  expect(requests - before.requests).toBe(2)
  expect((classes['location'] ?? 0) - (before.classes['location'] ?? 0)).toBe(1)
  expect((classes['similar'] ?? 0) - (before.classes['similar'] ?? 0)).toBe(1)
})
