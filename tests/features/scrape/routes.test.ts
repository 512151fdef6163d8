import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import { operations } from '../../../src/features/scrape/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Db } from '../../../src/db/handles.ts'
import { anApi, type TestApi } from '../../http/kit.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { startGramdWorld } from '../gramd-world.ts'

async function startApi(db: Db): Promise<TestApi> {
  const { services } = await startGramdWorld(db, { accounts: 0 })
  return anApi(db, [mountOperations(services, operations)])
}

const counts = async (db: Db) => ({
  persons: (await db.selectFrom('persons').select('id').execute()).length,
  blogs: (await db.selectFrom('blogs').select('id').execute()).length,
  tasks: (await db.selectFrom('scrape_tasks').select('id').execute()).length,
})

describe('POST /api/tasks/scrape', () => {
  test('answers each name: created, already open or invalid', async ({ db }) => {
    const api = await startApi(db)
    await api.send('POST', '/api/tasks/scrape', { json: { usernames: ['known.one'] } })

    const response = await api.send('POST', '/api/tasks/scrape', {
      json: {
        usernames: [' @New.One ', 'known.one', 'new.one', 'no spaces', 'ein_böser', '', '.dot'],
        priority: 1,
      },
    })

    expect(response.status).toBe(202)
    const body: unknown = await response.json()
    expect(body).toMatchObject({
      created: 1,
      already_open: 2,
      invalid: 4,
      results: [
        { username: 'new.one', result: 'created', task_id: 2 },
        { username: 'known.one', result: 'already_open', task_id: 1 },
        { username: 'new.one', result: 'already_open', task_id: 2 },
        { username: 'no spaces', result: 'invalid' },
        { username: 'ein_böser', result: 'invalid' },
        { username: '', result: 'invalid', reason: 'is empty' },
        { username: '.dot', result: 'invalid' },
      ],
    })
    expect(await counts(db)).toEqual({ persons: 2, blogs: 2, tasks: 2 })
    const task = await db
      .selectFrom('scrape_tasks')
      .select(['priority', 'task_type'])
      .where('id', '=', 2)
      .execute()
    expect(task).toEqual([{ priority: 1, task_type: 'full_scrape' }])
    const sources = await db.selectFrom('blogs').select('source').distinct().execute()
    expect(sources).toEqual([{ source: 'manual' }])
  })

  test('turns an update that waits into a full scrape, as urgent as it is asked for', async ({
    db,
  }) => {
    const { services } = await startGramdWorld(db, { accounts: 0 })
    const api = anApi(db, [mountOperations(services, operations)])
    await api.send('POST', '/api/tasks/scrape', { json: { usernames: ['ada'] } })
    const { id } = await db.selectFrom('blogs').select('id').executeTakeFirstOrThrow()
    await services.queue.cancel(db, 1)
    const update = { blog_id: id, mode: 'update' as const }
    const open = await services.queue.enqueue(db, fullScrape, update, { priority: 8 })

    const response = await api.send('POST', '/api/tasks/scrape', {
      json: { usernames: ['ada'], priority: 2 },
    })
    const later = await services.queue.enqueue(db, fullScrape, update, { priority: 8 })

    expect(await response.json()).toMatchObject({
      results: [{ username: 'ada', result: 'already_open', task_id: open.id }],
    })
    expect(later).toEqual({ id: open.id, created: false })
    const task = await db
      .selectFrom('scrape_tasks')
      .select(['priority', 'payload'])
      .where('id', '=', open.id)
      .execute()
    expect(task).toEqual([{ priority: 2, payload: { blog_id: id } }])
  })

  test('takes addresses of profiles as names', async ({ db }) => {
    const api = await startApi(db)

    const response = await api.send('POST', '/api/tasks/scrape', {
      json: {
        usernames: [
          'https://www.instagram.com/NatGeo/?igsh=x',
          'natgeo',
          'https://www.instagram.com/p/DAbc123/',
        ],
      },
    })

    expect(await response.json()).toMatchObject({
      created: 1,
      already_open: 1,
      invalid: 1,
      results: [
        { username: 'natgeo', result: 'created' },
        { username: 'natgeo', result: 'already_open' },
        {
          result: 'invalid',
          reason: expect.stringContaining('the address of a post, not of a profile'),
        },
      ],
    })
  })

  test('takes 10,000 names in one request and refuses 10,001', async ({ db }) => {
    const api = await startApi(db)
    const usernames = Array.from({ length: 10_001 }, (_, n) => `creator_${n}`)

    const refused = await api.send('POST', '/api/tasks/scrape', { json: { usernames } })
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ errors: [{ field: 'usernames' }] })
    expect(await counts(db)).toEqual({ persons: 0, blogs: 0, tasks: 0 })

    const taken = await api.send('POST', '/api/tasks/scrape', {
      json: { usernames: usernames.slice(1) },
    })
    expect(taken.status).toBe(202)
    expect(await counts(db)).toEqual({ persons: 10_000, blogs: 10_000, tasks: 10_000 })
  })

  test('makes each creator once when many ask at the same time', async ({ db }) => {
    const api = await startApi(db)
    const usernames = Array.from({ length: 50 }, (_, n) => `creator_${n}`)

    const responses = await Promise.all(
      Array.from({ length: 6 }, () =>
        api.send('POST', '/api/tasks/scrape', { json: { usernames } }),
      ),
    )

    expect(responses.map((response) => response.status)).toEqual(
      Array.from({ length: 6 }, () => 202),
    )
    expect(await counts(db)).toEqual({ persons: 50, blogs: 50, tasks: 50 })
  })

  testOnSharedDatabase.for<[unknown, string]>([
    [{ usernames: [] }, 'usernames'],
    [{ usernames: 'natgeo' }, 'usernames'],
    [{ usernames: ['natgeo', 7] }, 'usernames.1'],
    [{}, 'usernames'],
    [{ usernames: ['natgeo'], priority: 0 }, 'priority'],
    [{ usernames: ['natgeo'], priority: 4 }, 'priority'],
    [{ usernames: ['natgeo'], priority: 1.5 }, 'priority'],
    [{ usernames: ['natgeo'], prio: 1 }, 'prio'],
    [[], 'body'],
    [{ usernames: ['no spaces', 'ünlaut'] }, 'usernames.0'],
  ])('refuses %j and names the field %s', async ([json, field], { db }) => {
    const api = await startApi(db)

    const response = await api.send('POST', '/api/tasks/scrape', { json })

    expect(response.status).toBe(422)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      code: 'invalid_input',
      errors: expect.arrayContaining([
        expect.objectContaining({ field, reason: expect.any(String) }),
      ]),
    })
    expect(await counts(db)).toEqual({ persons: 0, blogs: 0, tasks: 0 })
  })

  test('sent again under one Idempotency-Key, has its first answer', async ({ db }) => {
    const api = await startApi(db)
    const ask = async (usernames: string[]) =>
      await api.send('POST', '/api/tasks/scrape', {
        json: { usernames },
        headers: { 'idempotency-key': 'k1' },
      })

    const first = await ask(['natgeo'])
    const again = await ask(['natgeo'])
    const other = await ask(['nasa'])

    expect(await again.json()).toEqual(await first.json())
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(other.status).toBe(422)
    expect(await counts(db)).toMatchObject({ tasks: 1 })
  })
})

test('POST /api/tasks/update makes the task that the clock makes every day, once', async ({
  db,
}) => {
  const api = await startApi(db)

  const answers = []
  for (let times = 0; times < 2; times += 1) {
    const response = await api.send('POST', '/api/tasks/update')
    expect(response.status).toBe(202)
    answers.push(await response.json())
  }

  expect(answers).toEqual([
    { result: 'created', task_id: 1 },
    { result: 'already_open', task_id: 1 },
  ])
  expect(await db.selectFrom('scrape_tasks').select('task_type').execute()).toEqual([
    { task_type: 'schedule_updates' },
  ])
})
