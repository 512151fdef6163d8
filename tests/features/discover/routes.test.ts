import { sql } from 'kysely'
import { z } from 'zod'
import { createBackground } from '../../../src/base/background.ts'
import type { Db } from '../../../src/db/handles.ts'
import { discovery } from '../../../src/features/discover/feature.ts'
import { operations } from '../../../src/features/discover/operations/index.ts'
import { MANY_RUNS } from '../../../src/features/discover/store/runs.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Services } from '../../../src/features/services.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { aLog, anApi, type TestApi } from '../../http/kit.ts'
import { erasuresOf } from '../erase/erasures-of.ts'

function startApi(db: Db): TestApi {
  const queue = createQueue<Services>(discovery.tasks, () => undefined)
  const parts = { db, queue, erasures: erasuresOf(db), background: createBackground(aLog().log) }
  return anApi(db, [mountOperations(parts, operations)])
}

const tasks = async (db: Db) =>
  await db.selectFrom('scrape_tasks').select(['payload', 'priority']).orderBy('id').execute()

const discover = async (api: TestApi, json: unknown) =>
  await api.send('POST', '/api/tasks/discover', { json })

describe('POST /api/tasks/discover', () => {
  test('makes one task for one hashtag, however it is written', async ({ db }) => {
    const api = startApi(db)

    const first = await discover(api, { hashtag: '#АлматыМама', min_followers: 500 })
    const again = await discover(api, {
      hashtags: ['алматымама'],
      tabs: ['top'],
      filters: { min_followers: 500 },
    })

    expect(first.status).toBe(202)
    expect(await first.json()).toEqual({
      result: 'created',
      task_id: 1,
      job_id: expect.any(String),
      hashtag: 'алматымама',
      hashtags: ['алматымама'],
      filters: { min_followers: 500 },
    })
    expect(await again.json()).toMatchObject({ result: 'already_open', task_id: 1 })
    expect(await tasks(db)).toEqual([
      {
        payload: {
          hashtags: ['алматымама'],
          tabs: ['top'],
          posts: 50,
          filters: { min_followers: 500 },
        },
        priority: 5,
      },
    ])
  })

  test('makes one task for many hashtags in any order, and another for other wishes', async ({
    db,
  }) => {
    const api = startApi(db)
    const ask = async (json: object): Promise<unknown> => await (await discover(api, json)).json()

    const first = await ask({ hashtags: ['#мама', '＃Astana', 'мама', '🌸цветы'] })
    const again = await ask({ hashtags: ['🌸цветы', 'astana', 'мама'] })
    const other = await ask({ hashtags: ['🌸цветы', 'astana', 'мама'], tabs: ['recent', 'top'] })

    expect(first).toEqual({
      result: 'created',
      task_id: 1,
      job_id: expect.any(String),
      hashtags: ['мама', 'astana', '🌸цветы'],
      filters: {},
    })
    expect(again).toMatchObject({ result: 'already_open', task_id: 1 })
    expect(other).toMatchObject({ result: 'created' })
  })

  test('understands a place and a seed by their addresses', async ({ db }) => {
    const api = startApi(db)

    const place = await discover(api, {
      location: 'https://www.instagram.com/explore/locations/213131048/almaty/',
      tabs: ['recent'],
      posts: 500,
    })
    const seed = await discover(api, { similar_to: 'https://instagram.com/NatGeo/?igsh=x' })

    expect(await place.json()).toMatchObject({ result: 'created', location: '213131048' })
    expect(await seed.json()).toMatchObject({ result: 'created', similar_to: 'natgeo' })
    const payloads = (await tasks(db)).map(({ payload }) => payload)
    expect(payloads).toEqual([
      { location: '213131048', tabs: ['recent'], posts: 500, filters: {} },
      { similar_to: 'natgeo', tabs: ['top'], posts: 50, filters: {} },
    ])
  })

  test('answers pasted names one by one and goes on with those that can exist', async ({ db }) => {
    const api = startApi(db)

    const response = await discover(api, {
      creators:
        '@NatGeo, https://www.instagram.com/nasa/?hl=en\nnatgeo; https://instagram.com/p/DAbc123/ наса',
    })

    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({
      result: 'created',
      task_id: 1,
      job_id: expect.any(String),
      creators: {
        accepted: 2,
        repeated: 1,
        invalid: [
          {
            creator: 'https://instagram.com/p/DAbc123/',
            reason: expect.stringContaining('the address of a post, not of a profile'),
          },
          { creator: 'наса', reason: expect.stringContaining('only letters a–z') },
        ],
      },
      filters: {},
    })
    expect(await tasks(db)).toMatchObject([{ payload: { creators: ['natgeo', 'nasa'] } }])
  })

  test('takes 10,000 creators, and not one more', async ({ db }) => {
    const api = startApi(db)
    const creators = Array.from({ length: 10_001 }, (_, n) => `creator_${n}`)

    const inList = await discover(api, { creators })
    const inText = await discover(api, { creators: creators.join(' ') })
    const taken = await discover(api, { creators: creators.slice(1).join('\n') })

    for (const refused of [inList, inText]) {
      expect(refused.status).toBe(422)
      expect(await refused.json()).toMatchObject({
        errors: [{ field: 'creators', reason: 'has 10001 entries; at most 10000 at a time' }],
      })
    }
    expect(await taken.json()).toMatchObject({ creators: { accepted: 10_000, invalid: [] } })
  })

  testOnSharedDatabase.for<[object, string, RegExp]>([
    [{}, 'hashtags', /exactly one of/],
    [{ hashtag: 'две мамы' }, 'hashtag', /space inside/],
    [{ hashtag: '' }, 'hashtag', /is empty/],
    [{ hashtag: 7 }, 'hashtag', /expected string/],
    [{ hashtag: '#' }, 'hashtag', /is empty/],
    [{ hashtag: 'https://www.instagram.com/p/DAbc/' }, 'hashtag', /is an address of something/],
    [{ hashtags: [] }, 'hashtags', /./],
    [{ hashtags: ['мама', 'a-b'] }, 'hashtags.1', /may have only/],
    [{ hashtags: Array.from({ length: 31 }, (_, n) => `tag${n}`) }, 'hashtags', /30/],
    [{ hashtags: ['мама'], hashtag: 'мама' }, 'hashtag', /exactly one of/],
    [{ hashtag: 'мама', creators: 'natgeo' }, 'creators', /exactly one of/],
    [{ creators: '' }, 'creators', /must not be empty/],
    [{ creators: [] }, 'creators', /must not be empty/],
    [{ creators: ' , \n' }, 'creators', /must not be empty/],
    [{ creators: ['две мамы', 'ünlaut'] }, 'creators.0', /space inside/],
    [{ similar_to: 'https://www.instagram.com/reel/DAbc/' }, 'similar_to', /of a reel, not of/],
    [{ similar_to: '' }, 'similar_to', /is empty/],
    [{ similar_to: 'natgeo', tabs: ['recent'] }, 'tabs', /hashtags and places only/],
    [{ creators: 'natgeo', posts: 5 }, 'posts', /hashtags and places only/],
    [{ location: 'https://www.instagram.com/explore/locations/' }, 'location', /has no number/],
    [{ location: -1 }, 'location', /neither the number/],
    [{ location: [] }, 'location', /expected the number or/],
    [{ creators: 7 }, 'creators', /expected a text or a list/],
    [{ creators: ['natgeo', 7] }, 'creators', /./],
    [{ hashtag: 'мама', tabs: [] }, 'tabs', /./],
    [{ hashtag: 'мама', tabs: ['newest'] }, 'tabs.0', /top/],
    [{ hashtag: 'мама', posts: 501 }, 'posts', /500/],
    [{ hashtag: 'мама', posts: 0 }, 'posts', /1/],
    [{ hashtag: 'мама', min_followers: -1 }, 'min_followers', /./],
    [{ hashtag: 'мама', min_followers: '1000' }, 'min_followers', /./],
    [
      { hashtag: 'мама', filters: { min_followers: 2, max_followers: 1 } },
      'filters.max_followers',
      /is below min_followers/,
    ],
    [
      { hashtag: 'мама', filters: { min_posts: 2, max_posts: 1 } },
      'filters.max_posts',
      /is below min_posts/,
    ],
    [
      { hashtag: 'мама', min_followers: 2, filters: { max_followers: 1 } },
      'filters.max_followers',
      /is below min_followers/,
    ],
    [
      { hashtag: 'мама', min_followers: 2, filters: { min_followers: 1 } },
      'min_followers',
      /differs/,
    ],
    [{ hashtag: 'мама', filters: { languages: ['kz'] } }, 'filters.languages.0', /'kk' \(Kazakh\)/],
    [{ hashtag: 'мама', filters: { languages: [] } }, 'filters.languages', /./],
    [{ hashtag: 'мама', filters: { categories: [' '] } }, 'filters.categories.0', /empty/],
    [{ hashtag: 'мама', filters: { colour: 'red' } }, 'filters.colour', /is unknown/],
  ])('refuses %j and names the field %s', async ([json, field, reason], { db }) => {
    const api = startApi(db)

    const response = await discover(api, json)

    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      errors: expect.arrayContaining([
        expect.objectContaining({ field, reason: expect.stringMatching(reason) }),
      ]),
    })
    expect(await tasks(db)).toEqual([])
  })
})

describe('/api/hashtags', () => {
  test('are added, listed by pages, changed and removed', async ({ db }) => {
    const api = startApi(db)
    const add = async (json: object) => await api.send('POST', '/api/hashtags', { json })

    const added = await add({ hashtag: '#АлматыМама', filters: { languages: ['KK'] } })
    expect(added.headers.get('location')).toBe(`/api/hashtags/${encodeURIComponent('алматымама')}`)
    await add({ hashtag: 'astana', is_paused: true })
    const again = await add({ hashtag: 'Astana' })
    const paused = await api.send('PATCH', `/api/hashtags/${encodeURIComponent('#алматыМАМА')}`, {
      json: { is_paused: true },
    })

    expect(added.status).toBe(201)
    expect(await added.json()).toMatchObject({
      hashtag: 'алматымама',
      filters: { languages: ['kk'] },
      is_paused: false,
      last_discovered_at: null,
    })
    expect(again.status).toBe(409)
    expect(await paused.json()).toMatchObject({
      hashtag: 'алматымама',
      filters: { languages: ['kk'] },
      is_paused: true,
    })
    const page = await api.send('GET', '/api/hashtags?limit=1')
    const first: unknown = await page.json()
    expect(first).toMatchObject({ data: [{ hashtag: 'astana' }], has_more: true })
    const cursor = String(Reflect.get(Object(first), 'next_cursor'))
    const rest = await api.send('GET', `/api/hashtags?limit=1&cursor=${cursor}`)
    expect(await rest.json()).toMatchObject({
      data: [{ hashtag: 'алматымама' }],
      has_more: false,
    })

    expect((await api.send('DELETE', '/api/hashtags/astana')).status).toBe(204)
    expect((await api.send('DELETE', '/api/hashtags/astana')).status).toBe(404)
  })

  testOnSharedDatabase.for<[string, string, object | undefined, number]>([
    ['POST', '/api/hashtags', { hashtag: 'две мамы' }, 422],
    ['POST', '/api/hashtags', {}, 422],
    ['POST', '/api/hashtags', { hashtag: 'мама', filters: { min_posts: -1 } }, 422],
    ['PATCH', '/api/hashtags/astana', { is_paused: true }, 404],
    ['PATCH', '/api/hashtags/astana', {}, 422],
    ['PATCH', '/api/hashtags/a-b', { is_paused: true }, 422],
    ['GET', '/api/hashtags?limit=0', undefined, 422],
    ['GET', '/api/hashtags?cursor=x', undefined, 422],
  ])('%s %s with %j is answered %i', async ([method, path, json, status], { db }) => {
    const api = startApi(db)
    const response = await api.send(method, path, json === undefined ? {} : { json })
    expect(response.status).toBe(status)
  })
})

describe('what discoveries brought', () => {
  test('is added up by source, and told of each run and hashtag', async ({ db }) => {
    const api = startApi(db)
    await api.send('POST', '/api/hashtags', { json: { hashtag: 'bees' } })
    const counts = { examined: 50, created: 4, requests: 9, filtered: { private: 6, gone: 0 } }
    for (const payload of [{ hashtags: ['bees'] }, { hashtags: ['bees'] }, { location: '17' }]) {
      await discover(api, { hashtag: `#t${JSON.stringify(payload).length}` })
      await sql`
        insert into scrape_tasks (task_type, status, priority, payload, result, started_at, completed_at)
        values ('discover', 'done', 5, ${JSON.stringify(payload)}::jsonb, ${JSON.stringify(counts)}::jsonb, now(), now())`.execute(
        db,
      )
    }
    const read = async (path: string): Promise<unknown> =>
      await (await api.send('GET', path)).json()
    const sum = { runs: 2, examined: 100, created: 8, requests: 18, filtered: { private: 12 } }

    expect(await read('/api/discovery/sources?limit=1')).toMatchObject({
      data: [{ kind: 'hashtags', source: 'bees', ...sum }],
      has_more: true,
    })
    expect(await read('/api/discovery/sources?kind=location')).toMatchObject({
      data: [{ source: '17', runs: 1, examined: 50 }],
    })
    expect(await read('/api/hashtags/bees')).toMatchObject({ found: sum })
    const first = z
      .object({ data: z.array(z.unknown()), next_cursor: z.string() })
      .parse(await read('/api/discovery/runs?limit=2'))
    expect(first.data).toMatchObject([{ kind: 'location', status: 'done', created: 4 }, {}])
    expect(await read(`/api/discovery/runs?cursor=${first.next_cursor}`)).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ status: 'pending', examined: 0 })]),
    })
    expect((await api.send('GET', '/api/discovery/sources?days=0')).status).toBe(422)
  })

  test('of many runs the last sums are used again', async ({ db }) => {
    const api = startApi(db)
    const addRuns = async (count: number) =>
      await sql`
        insert into scrape_tasks (task_type, status, priority, payload, result, started_at, completed_at)
        select 'discover', 'done', 5, '{"location": "17"}', '{"created": 1}', now(), now()
        from generate_series(1, ${count}::int)`.execute(db)
    const runs = async (query = '') => {
      const answer = await (await api.send('GET', `/api/discovery/sources${query}`)).json()
      return z.object({ data: z.array(z.object({ runs: z.int() })) }).parse(answer).data[0]?.runs
    }

    await addRuns(MANY_RUNS)
    expect(await runs()).toBe(MANY_RUNS)
    await addRuns(1)
    expect(await runs()).toBe(MANY_RUNS + 1)
    await addRuns(1)
    expect(await runs()).toBe(MANY_RUNS + 1)
    expect(await runs('?days=30')).toBe(MANY_RUNS + 2)
  })
})
