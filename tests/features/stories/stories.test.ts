import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import type { LiveStory } from '../../../src/platforms/creators.ts'
import { operations } from '../../../src/features/stories/operations/index.ts'
import { storeStories, removeStoriesOf } from '../../../src/features/stories/index.ts'
import { removeOldStories } from '../../../src/features/stories/store/retention.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, type TestApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { aList } from '../campaign-readings/kit.ts'

const DAY = 86_400_000
const api = (db: Db): TestApi => anApi(db, [mountOperations({ db }, operations)])

const Page = z.object({
  data: z.array(z.looseObject({ id: z.string(), platform_id: z.string() })),
  next_cursor: z.string().nullable(),
})
const idsOf = async ({ send }: TestApi, query = '') =>
  Page.parse(await (await send('GET', `/api/stories${query}`)).json()).data.map(
    ({ platform_id }) => platform_id,
  )

const aStory = (
  platformId: string,
  hoursAgo: number,
  more: Partial<LiveStory> = {},
): LiveStory => ({
  platformId,
  takenAt: new Date(Date.now() - hoursAgo * 3_600_000),
  expiresAt: new Date(Date.now() - hoursAgo * 3_600_000 + DAY),
  mediaType: 'photo',
  pictureUrl: null,
  mentions: [],
  links: [],
  hashtags: [],
  stickers: [],
  ...more,
})

const store = async (db: Db, blogId: string, stories: LiveStory[]): Promise<string[]> =>
  await db.transaction().execute(async (tx) => await storeStories(tx, blogId, stories, []))

describe('/api/stories', () => {
  test('lists stories by creator, list, campaign and time, newest first', async ({ db }) => {
    const a = await aBlog(db, 'a')
    const b = await aBlog(db, 'b')
    const list = await aList(db, [a], { name: 'List', isCampaign: false, status: 'candidate' })
    const campaign = await aList(db, [b], { name: 'Campaign' })
    await store(db, a, [aStory('1', 50), aStory('2', 2)])
    await store(db, b, [aStory('3', 1)])
    const app = api(db)
    expect(await idsOf(app)).toEqual(['3', '2', '1'])
    expect(await idsOf(app, '?creator=a')).toEqual(['2', '1'])
    expect(await idsOf(app, `?list=${list}`)).toEqual(['2', '1'])
    expect(await idsOf(app, '?list=List')).toEqual(['2', '1'])
    expect(await idsOf(app, `?campaign=${campaign}`)).toEqual(['3'])
    expect(await idsOf(app, `?campaign=${list}`)).toEqual([])
    expect(await idsOf(app, '?live=true')).toEqual(['3', '2'])
    expect(await idsOf(app, '?live=false')).toEqual(['1'])
    const since = new Date(Date.now() - 3 * 3_600_000).toISOString()
    expect(await idsOf(app, `?since=${since}`)).toEqual(['3', '2'])
    const first = Page.parse(await (await app.send('GET', '/api/stories?limit=2')).json())
    expect(await idsOf(app, `?limit=2&cursor=${first.next_cursor}`)).toEqual(['1'])
  })

  test('shows one, and no story of a profile that is private now', async ({ db }) => {
    const blogId = await aBlog(db, 'a')
    const [id] = await store(db, blogId, [aStory('1', 1, { mentions: ['brand'] })])
    const { send } = api(db)
    expect(await (await send('GET', `/api/stories/${id}`)).json()).toMatchObject({
      username: 'a',
      is_live: true,
      mentions: ['brand'],
      picture_hash: null,
    })
    expect((await send('GET', `/api/stories/${id}/picture`)).status).toBe(404)
    await db.updateTable('blogs').set({ scrape_status: 'private' }).execute()
    expect((await send('GET', `/api/stories/${id}`)).status).toBe(404)
    expect(await idsOf(api(db))).toEqual([])
  })

  test('shows what Meta counted of one, or why it did not', async ({ db }) => {
    const connected = await aBlog(db, 'a')
    const other = await aBlog(db, 'b')
    const [counted] = await store(db, connected, [aStory('1', 30)])
    const [unread] = await store(db, connected, [aStory('2', 3)])
    const [unconnected] = await store(db, other, [aStory('3', 3)])
    await sql`
      with connection as (
        insert into connections (id, owner_id, platform_id, username, login, state, token_issued_at)
        values (uuidv7(), null, 'ig-a', 'a', 'facebook', 'active', world_now()) returning id
      ), sync as (
        insert into own_media_sync (connection_id, username) select id, 'a' from connection
      )
      insert into own_stories (connection_id, platform_id, blog_id, story_id, taken_at, tried_at, read_at, metrics)
      select connection.id, '181', blog_id, platform_id, taken_at, taken_at + interval '23 hours',
        taken_at + interval '23 hours', '{"reach": 940, "views": 1205, "replies": 3}'
      from connection, blog_stories where platform_id = '1'`.execute(db)
    const { send } = api(db)
    const official = async (id: string | undefined) =>
      z
        .looseObject({ official: z.unknown() })
        .parse(await (await send('GET', `/api/stories/${id}`)).json()).official
    expect(await official(counted)).toMatchObject({
      reason: null,
      age_hours: 23,
      reach: 940,
      views: 1205,
      replies: 3,
      navigation: null,
    })
    expect(await official(unread)).toMatchObject({ reason: 'not_read', reach: null })
    expect(await official(unconnected)).toMatchObject({ reason: 'not_connected', reach: null })
  })

  test('a story that is met again keeps its row, its picture and when it was first seen', async ({
    db,
  }) => {
    const blogId = await aBlog(db, 'a')
    const [id] = await store(db, blogId, [aStory('1', 2)])
    const [again] = await store(db, blogId, [aStory('1', 2, { mentions: ['brand'] })])
    expect(again).toBe(id)
    expect(await db.selectFrom('blog_stories').selectAll().execute()).toMatchObject([
      { id, mentions: ['brand'] },
    ])
  })

  test('a list is switched on and off, once however often', async ({ db }) => {
    const list = await aList(db, [], { name: 'List', isCampaign: false })
    const { send } = api(db)
    expect(await (await send('GET', `/api/story-lists/${list}`)).json()).toMatchObject({
      since: null,
    })
    await send('PUT', '/api/story-lists/List')
    const on = await (await send('PUT', `/api/story-lists/${list}`)).json()
    expect(on).toMatchObject({ list_id: list, since: expect.any(String), members: 0 })
    expect((await send('DELETE', `/api/story-lists/${list}`)).status).toBe(204)
    expect((await send('DELETE', `/api/story-lists/${list}`)).status).toBe(204)
    const unknown = '018f3c1e-7b6a-7c3d-9e0f-2a4b6c8d0e1f'
    expect((await send('PUT', `/api/story-lists/${unknown}`)).status).toBe(404)
  })
})

test('retention removes old stories, and those of profiles that became private', async ({ db }) => {
  const a = await aBlog(db, 'a')
  const b = await aBlog(db, 'b')
  await store(db, a, [aStory('1', 31 * 24), aStory('2', 29 * 24)])
  await store(db, b, [aStory('3', 1)])
  await sql`update blogs set scrape_status = 'private' where id = ${b}`.execute(db)
  expect(await removeOldStories(db, 30 * DAY, new AbortController().signal)).toBe(2)
  expect(await db.selectFrom('blog_stories').select('platform_id').execute()).toEqual([
    { platform_id: '2' },
  ])
  await db.transaction().execute(async (tx) => await removeStoriesOf(tx, [a]))
  expect(await db.selectFrom('blog_stories').selectAll().execute()).toEqual([])
})
