import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'
import type { Creator } from '../../../sim/instagram/world/creator.ts'
import { call, loggedIn, signed, type Caller } from './plain-client.ts'
import { media, readProfile, readTray } from './reader.ts'
import { scrape } from './scrape.ts'
import { createShiftedClock } from './shifted-clock.ts'

const clock = createShiftedClock()
let sim: InstagramSim
let ask: Caller

beforeAll(async () => {
  sim = await startInstagramSim({ seed: 'wire', clock, accounts: 1, proxies: 1 })
  ask = await loggedIn(sim)
})
afterAll(() => sim.close())

function findCreator(fits: (creator: Creator) => boolean): Creator {
  for (let index = 0; index < 20_000; index++) {
    const creator = sim.world.creatorAt(index)
    if (fits(creator)) return creator
  }
  throw new RangeError('the world has no such creator')
}
const isOpen = ({ isPrivate, isDeleted }: Creator): boolean => !isPrivate && !isDeleted
const itemList = z.object({ items: z.array(z.unknown()) })
const FORMS_OF_TAGS = ['[]', '[…]', 'absent', 'null', '{"in":[]}', '{"in":[…]}']

describe('answers', () => {
  test('are true in every shape', async () => {
    for (let index = 0; index < 60; index++) {
      const creator = sim.world.creatorAt(index * 16_661)
      if (creator.isDeleted) continue
      const truth = sim.control.truthOf(creator.username)
      expect(await scrape(ask, creator.username)).toEqual(truth)
    }
  })

  test('vary in shape unless shapes are off', async () => {
    const paths = Array.from({ length: 40 }, (_, at) => sim.world.creatorAt(at))
      .filter(isOpen)
      .map(({ pk }) => `feed/user/${pk}/?count=33`)
    const shapesOf = async (from: Caller) => {
      const seen = { numbers: 0, texts: 0, tags: new Set<string>() }
      for (const path of paths) {
        const { text, body } = await from({ path })
        seen.numbers += text.match(/"pk":\d{19},"id"/g)?.length ?? 0
        seen.texts += text.match(/"pk":"\d{19}","id"/g)?.length ?? 0
        for (const { usertags } of z
          .object({ items: z.array(z.object({ usertags: z.unknown().optional() })) })
          .parse(body).items) {
          seen.tags.add(JSON.stringify(usertags)?.replace(/\[\{.*\}\]/, '[…]') ?? 'absent')
        }
      }
      return seen
    }
    const varied = await shapesOf(ask)
    expect(varied.numbers).toBeGreaterThan(50)
    expect(varied.texts).toBeGreaterThan(50)
    expect([...varied.tags].toSorted()).toEqual(FORMS_OF_TAGS)

    const plain = await startInstagramSim({
      seed: 'wire',
      clock,
      accounts: 1,
      proxies: 1,
      shapes: false,
    })
    const uniform = await shapesOf(await loggedIn(plain))
    await plain.close()
    expect(uniform.numbers).toBe(0)
    expect([...uniform.tags].toSorted()).toEqual(['absent', '{"in":[…]}'])
  })

  test('are the same, byte for byte, from two starts with the same seed on the same day', async () => {
    const { pk } = findCreator(isOpen)
    clock.advance(60)
    const other = await startInstagramSim({ seed: 'wire', clock, accounts: 1, proxies: 1 })
    expect(other.accounts).toEqual(sim.accounts)
    const again = await loggedIn(other)
    for (const path of [
      `users/${pk}/info/`,
      `feed/user/${pk}/`,
      `highlights/${pk}/highlights_tray/`,
    ]) {
      expect((await again({ path })).text).toBe((await ask({ path })).text)
    }
    await other.close()
  })
})

describe('a profile', () => {
  test('is found by name and by id, whatever the case of the name', async () => {
    const creator = findCreator(isOpen)
    const byName = await ask({ path: `users/${creator.username.toUpperCase()}/usernameinfo/` })
    const byId = await ask({ path: `users/${creator.pk}/info/` })
    expect(byName.text).toBe(byId.text)
    expect(byName.body['status']).toBe('ok')
  })

  test('that does not exist is a 404 in JSON', async () => {
    const deleted = findCreator(({ isDeleted }) => isDeleted)
    for (const path of [
      `users/${deleted.username}/usernameinfo/`,
      'users/nobody_at_all/usernameinfo/',
      `users/${deleted.pk}/info/`,
    ]) {
      const reply = await ask({ path })
      expect(reply.status).toBe(404)
      expect(reply.body).toEqual({ message: 'User not found', status: 'fail' })
    }
  })

  test('that is hidden by age shows itself with zeros, by region not at all', async () => {
    const creator = findCreator(({ isPrivate, isDeleted }) => !isPrivate && !isDeleted)
    const hidden = { message: 'geoblock_required', blocks_logging_data: 'MIN_AGE_ACCOUNT' }
    sim.control.failTarget(creator.pk, { kind: 'hidden_by_age' })
    const profile = await ask({ path: `users/${creator.username}/usernameinfo/` })
    expect(profile.body['user']).toMatchObject({
      gating: { gating_type: 'age' },
      follower_count: 0,
      following_count: 0,
      media_count: 0,
    })
    const feed = await ask({ path: `feed/user/${creator.pk}/` })
    expect([feed.status, feed.body]).toMatchObject([400, hidden])
    sim.control.failTarget(creator.pk, { kind: 'hidden_by_region' })
    const refused = await ask({ path: `users/${creator.username}/usernameinfo/` })
    expect([refused.status, refused.body]).toMatchObject([400, hidden])
    sim.control.clearTarget(creator.pk)
  })

  test('that is private shows itself but no posts and no highlights', async () => {
    const creator = findCreator(
      ({ isPrivate, isDeleted, highlightCount }) => isPrivate && !isDeleted && highlightCount > 0,
    )
    const profile = await ask({ path: `users/${creator.username}/usernameinfo/` })
    expect(readProfile(profile.body).isPrivate).toBe(true)
    const feed = await ask({ path: `feed/user/${creator.pk}/` })
    expect([feed.status, feed.body['message']]).toEqual([400, 'Not authorized to view user'])
    const tray = await ask({ path: `highlights/${creator.pk}/highlights_tray/` })
    expect(tray.body['tray']).toEqual([])
  })
})

describe('the posts of a profile', () => {
  const walk = async (
    pathOf: (cursor: string) => Parameters<Caller>[0],
    next: (body: unknown) => string | undefined,
    items: (body: unknown) => unknown[],
  ) => {
    const ids: string[] = []
    const sizes: number[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const { body } = await ask(pathOf(cursor))
      const page = items(body).map((item) => media.parse(item).pk)
      ids.push(...page)
      sizes.push(page.length)
      cursor = next(body)
    }
    return { ids, sizes }
  }

  test.for([
    ['count=33', 33],
    ['count=5', 5],
    ['', 12],
    ['count=900', 33],
  ] as const)('come page by page to the end, none twice (%s)', async ([query, size]) => {
    const creator = findCreator(
      (each) => isOpen(each) && each.mediaCount > 70 && each.pinnedOrdinals.length > 1,
    )
    const { ids, sizes } = await walk(
      (cursor) => ({ path: `feed/user/${creator.pk}/?${query}&max_id=${cursor}` }),
      (body) => z.object({ next_max_id: z.string().optional() }).parse(body).next_max_id,
      (body) => itemList.parse(body).items,
    )
    expect(ids).toEqual(sim.world.posts(creator).map(({ pk }) => pk))
    expect(sizes.slice(0, -1).every((each) => each === size)).toBe(true)
  })

  test('include the reels, which have pages of their own', async () => {
    const creator = findCreator(
      (each) => isOpen(each) && each.mediaCount > 70 && each.reelShare > 0.4,
    )
    const { ids } = await walk(
      (cursor) => ({
        path: 'clips/user/',
        form: { target_user_id: creator.pk, page_size: '7', ...(cursor ? { max_id: cursor } : {}) },
      }),
      (body) =>
        z.object({ paging_info: z.object({ max_id: z.string().optional() }) }).parse(body)
          .paging_info.max_id,
      (body) =>
        z
          .object({ items: z.array(z.object({ media: z.unknown() })) })
          .parse(body)
          .items.map((item) => item.media),
    )
    expect(ids).toEqual(
      sim.world
        .posts(creator)
        .filter(({ kind }) => kind === 'reel')
        .map(({ pk }) => pk),
    )
    expect(ids.length).toBeGreaterThan(20)
  })

  test('refuse a cursor of another list, and a name instead of an id', async () => {
    const creator = findCreator(isOpen)
    const foreign = await ask({ path: `feed/user/${creator.pk}/?max_id=1_2` })
    expect(foreign.status).toBe(400)
    const named = await ask({ path: `feed/user/${creator.username}/` })
    expect([named.status, named.text]).toEqual([404, 'Not Found'])
  })

  test('are none for a creator who never posted', async () => {
    const creator = findCreator((each) => isOpen(each) && each.mediaCount === 0)
    const { body } = await ask({ path: `feed/user/${creator.pk}/` })
    expect(body).toMatchObject({ items: [], num_results: 0, more_available: false })
    expect(body).not.toHaveProperty('next_max_id')
  })
})

describe('the stories of highlights', () => {
  const askFor = (user_ids: unknown) =>
    ask({ path: 'feed/reels_media/', form: signed({ user_ids }) })

  test('come for twenty highlights at once and not for twenty-one', async () => {
    const { pk } = findCreator((each) => isOpen(each) && each.highlightCount > 20)
    const tray = readTray((await ask({ path: `highlights/${pk}/highlights_tray/` })).body)
    const ids = tray.map(({ id }) => id)
    const twenty = await askFor(ids.slice(0, 20))
    expect(Object.keys(twenty.body['reels'] ?? {})).toEqual(ids.slice(0, 20))
    expect(twenty.body['reels_media']).toHaveLength(20)
    const more = await askFor(ids.slice(0, 21))
    expect([more.status, more.body['message']]).toEqual([400, 'Too many reels requested.'])
  })

  test('leave out highlights that do not exist', async () => {
    const { pk } = findCreator((each) => isOpen(each) && each.highlightCount > 1)
    const tray = readTray((await ask({ path: `highlights/${pk}/highlights_tray/` })).body)
    const known = tray[0]?.id ?? ''
    const { body } = await askFor([known, 'highlight:17999999999999999999', '12345'])
    expect(Object.keys(body['reels'] ?? {})).toEqual([known])
  })

  test.for([[], ['highlight:x'], 'nonsense', undefined])(
    'refuse %j for a list of ids',
    async (ids) => {
      const reply = await askFor(ids)
      expect([reply.status, reply.body['message']]).toEqual([400, 'Invalid reel id list'])
    },
  )
})

describe('a hashtag', () => {
  const sectionList = z.object({
    sections: z.array(
      z.object({
        layout_type: z.string(),
        layout_content: z.union([
          z.object({ medias: z.array(z.object({ media })) }),
          z.object({
            one_by_two_item: z.object({ clips: z.object({ items: z.array(z.object({ media })) }) }),
            fill_items: z.array(z.object({ media })),
          }),
        ]),
      }),
    ),
    more_available: z.boolean(),
    next_max_id: z.string().optional(),
    next_page: z.number().optional(),
    next_media_ids: z.array(z.string()).optional(),
  })

  async function walk(tag: string, tab: string): Promise<{ ids: string[]; layouts: Set<string> }> {
    const ids: string[] = []
    const layouts = new Set<string>()
    let form: Record<string, string> | null = { tab }
    while (form) {
      const { body } = await ask({ path: `tags/${encodeURI(tag)}/sections/`, form })
      const page = sectionList.parse(body)
      for (const { layout_type, layout_content: content } of page.sections) {
        layouts.add(layout_type)
        const items: { media: { pk: string } }[] =
          'medias' in content
            ? content.medias
            : [...content.one_by_two_item.clips.items, ...content.fill_items]
        ids.push(...items.map((item) => item.media.pk))
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
    return { ids, layouts }
  }

  test.for(['алматымама', 'Travel', 'anything_at_all'])(
    'has pages to the end, no post twice: #%s',
    async (tag) => {
      const { ids, layouts } = await walk(tag, 'top')
      expect(ids).toEqual(sim.world.hashtagPosts(tag.toLowerCase(), 'top').map(({ pk }) => pk))
      expect(new Set(ids).size).toBe(ids.length)
      expect([...layouts].toSorted()).toEqual(['media_grid', 'one_by_two_left'])
    },
  )

  test('has other posts on its other tab', async () => {
    const [top, recent] = [await walk('алматымама', 'top'), await walk('алматымама', 'recent')]
    expect(recent.ids.length).toBeGreaterThan(50)
    expect(recent.ids.slice(0, 20)).not.toEqual(top.ids.slice(0, 20))
  })

  test.for([
    { tag: '%D0', form: { tab: 'top' } },
    { tag: 'two%20words', form: { tab: 'top' } },
    { tag: 'travel', form: { tab: 'best' } },
    { tag: 'travel', form: { tab: 'top', max_id: '0000001800000000' } },
  ])('is refused: %j', async ({ tag, form }) => {
    expect((await ask({ path: `tags/${tag}/sections/`, form })).status).toBe(400)
  })
})

describe('without a session', () => {
  test.for([
    'users/somebody/usernameinfo/',
    'feed/user/1/',
    'accounts/current_user/',
    'direct_v2/inbox/',
  ])('%s asks for a login', async (path) => {
    const reply = await call(sim, { path, deviceId: 'android-unknown' })
    expect([reply.status, reply.body['message']]).toEqual([403, 'login_required'])
  })

  test('a path that does not exist is a bare 404', async () => {
    const reply = await ask({ path: 'no/such/thing/' })
    expect([reply.status, reply.text]).toEqual([404, 'Not Found'])
  })
})

describe('live stories', () => {
  test('are there for a day, and gone when their creator deletes them', async () => {
    const creator = findCreator((each) => isOpen(each) && each.latestStoryAt === null)
    const path = `feed/user/${creator.pk}/story/`
    expect((await ask({ path })).body).toMatchObject({ reel: null, status: 'ok' })
    sim.control.changeCreator(creator.pk, { story: { mentions: ['brand'] } })
    const items = z.object({ reel: itemList })
    expect(items.parse((await ask({ path })).body).reel.items).toHaveLength(1)
    const deletedAt = clock.now().getTime()
    sim.control.changeCreator(creator.pk, { story: { deletedAt } })
    expect(items.parse((await ask({ path })).body).reel.items).toHaveLength(1)
    clock.advance(86_400)
    expect((await ask({ path })).body).toMatchObject({ reel: null })
  })

  test('of private profiles are refused, and who asks or marks one as seen breaks a rule', async () => {
    const creator = findCreator(({ isPrivate, isDeleted }) => isPrivate && !isDeleted)
    const before = sim.referee.violations().length
    expect((await ask({ path: `feed/user/${creator.pk}/story/` })).status).toBe(400)
    await ask({ path: 'media/seen/', form: {} })
    const rules = sim.referee
      .violations()
      .slice(before)
      .map(({ rule }) => rule)
    expect(rules).toEqual(expect.arrayContaining(['story_of_private', 'story_marked_seen']))
  })
})
