import { sql } from 'kysely'
import { z } from 'zod'
import { endTask } from '../../fixtures/end-task.ts'
import { countQuery } from '../../../src/features/tasks/store/task-counts.ts'
import { idsQuery } from '../../../src/features/tasks/store/task-search.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { aTasksApi, oneType, twoType } from './tasks-api.ts'

const Page = z.object({
  data: z.array(z.looseObject({ id: z.number(), task_type: z.string(), status: z.string() })),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
})

const fail = async (db: Parameters<typeof aTasksApi>[0], id: number): Promise<void> => {
  await endTask(db, 'failed', { id, error: ['transient', 'down'] })
}

describe('GET /api/tasks', () => {
  test('gives every task once, newest first, page by page', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const payloads = Array.from({ length: 7 }, (_, n) => ({ key: String(n) }))
    const made = (await queue.enqueueMany(db, oneType, payloads)).map(({ id }) => id)

    const seen: number[] = []
    let path = '/api/tasks?limit=3'
    for (;;) {
      const page = Page.parse(await (await send('GET', path)).json())
      seen.push(...page.data.map(({ id }) => id))
      expect(page.has_more).toBe(page.next_cursor !== null)
      if (page.next_cursor === null) break
      path = `/api/tasks?limit=3&cursor=${page.next_cursor}`
    }

    expect(seen).toEqual(made.reverse())
  })

  test('steps over an offset', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const payloads = Array.from({ length: 5 }, (_, n) => ({ key: String(n) }))
    const [first] = await queue.enqueueMany(db, oneType, payloads)

    const page = Page.parse(await (await send('GET', '/api/tasks?limit=10&offset=4')).json())

    expect(page).toMatchObject({ data: [{ id: first?.id }], has_more: false })
  })

  test('filters by status, type and blog', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const { id: one } = await queue.enqueue(db, oneType, { key: 'a' })
    const { id: two } = await queue.enqueue(db, twoType, { key: 'a' })
    const { id: failed } = await queue.enqueue(db, twoType, { key: 'b' })
    await fail(db, failed)
    const person = await db
      .insertInto('persons')
      .defaultValues()
      .returning('id')
      .executeTakeFirstOrThrow()
    const blog = await db
      .insertInto('blogs')
      .values({ person_id: person.id, username: 'natgeo', source: 'manual' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .updateTable('scrape_tasks_open')
      .set({ subject: `blog:${blog.id}` })
      .where('id', '=', one)
      .execute()
    const ids = async (search: string): Promise<number[]> =>
      Page.parse(await (await send('GET', `/api/tasks?${search}`)).json()).data.map(({ id }) => id)

    expect(await ids('status=failed')).toEqual([failed])
    expect(await ids('task_type=two')).toEqual([failed, two])
    expect(await ids('task_type=two&status=pending')).toEqual([two])
    expect(await ids(`blog_id=${blog.id}`)).toEqual([one])

    await db
      .updateTable('scrape_tasks_open')
      .set({ task_type: 'old' })
      .where('id', '=', two)
      .execute()
    expect(await ids('task_type=old')).toEqual([two])
  })

  test('names the types that there are when it is asked for another', async ({ db }) => {
    const response = await aTasksApi(db).send('GET', '/api/tasks?task_type=none')

    expect(response.status).toBe(422)
    expect((await problemIn(response)).errors).toEqual([
      { field: 'task_type', reason: 'expected one of one, two' },
    ])
  })

  testOnSharedDatabase.for([
    ['limit=-1', 'limit'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=ten', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=100001', 'offset'],
    ['cursor=garbage', 'cursor'],
    ['cursor=WyJhIl0', 'cursor'],
    ['cursor=WzFd&offset=1', 'cursor'],
    ['status=broken', 'status'],
    ['status=failed,broken', 'status'],
    ['blog_id=7', 'blog_id'],
    ['batch_id=7', 'batch_id'],
    ['created_after=yesterday', 'created_after'],
    ['ended_before=2026-11-21', 'ended_before'],
    ['has_failed_attempts=maybe', 'has_failed_attempts'],
    ['error_code=,', 'error_code'],
    ['text=', 'text'],
    ['task_type=', 'task_type'],
    ['task_type=none', 'task_type'],
    ['sort=id', 'sort'],
  ])('refuses ?%s by the name of the field', async ([search, field], { db }) => {
    const response = await aTasksApi(db).send('GET', `/api/tasks?${search}`)

    expect(response.status).toBe(422)
    expect((await problemIn(response)).errors).toEqual([{ field, reason: expect.any(String) }])
  })

  test('walks an index for each filter', async ({ db }) => {
    await sql`insert into scrape_tasks_ended (id, created_at, task_type, priority, status)
      select n, world_now(), 'type_' || n % 5, 3, case when n % 100 = 0 then 'failed' else 'done' end
      from generate_series(1, 20000) n`.execute(db)
    await sql`insert into scrape_tasks_open (id, task_type, priority)
      select n, 'type_' || n % 5, 3 from generate_series(20001, 30000) n`.execute(db)
    await sql`analyze scrape_tasks_open, scrape_tasks_ended`.execute(db)
    const plan = async (filter: Parameters<typeof idsQuery>[0]): Promise<string> => {
      const { rows } = await sql<{ 'QUERY PLAN': string }>`
        explain (costs off) ${idsQuery(filter, { limit: 51 })}`.execute(db)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }

    expect(await plan({})).toMatch(/scrape_tasks_ended_(pkey|type_idx)/)
    expect(await plan({ status: ['pending'] })).toContain('scrape_tasks_open_pkey')
    expect(await plan({ status: ['failed'] })).toMatch(/scrape_tasks_unhappy(_type)?_idx/)
    expect(await plan({ task_type: ['type_1'] })).toMatch(/scrape_tasks_ended_(type_idx|pkey)/)
    for (const status of ['pending', 'running', 'failed'] as const)
      expect(await plan({ status: [status] })).not.toMatch(/Seq Scan on scrape_tasks/)
    for (const filter of [{}, { status: ['failed' as const] }, { task_type: ['type_1'] }]) {
      expect(await plan(filter)).not.toMatch(/^ *(->)? *Sort$/m)
    }
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain (costs off) ${countQuery({ error_code: ['x'], text: 'y' })}`.execute(db)
    const counts = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(counts).not.toMatch(/Seq Scan on scrape_tasks_ended/)
  })
})

describe('one task', () => {
  test('is shown with what users know it by, and without what is the queue’s own', async ({
    db,
  }) => {
    const { send, queue } = aTasksApi(db)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' }, { priority: 2 })

    const response = await send('GET', `/api/tasks/${id}`)

    const task: unknown = await response.json()
    expect(task).toMatchObject({
      id,
      task_type: 'one',
      status: 'pending',
      priority: 2,
      payload: { key: 'a' },
      attempts: 0,
      max_attempts: 3,
      username: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    })
    expect(Object.keys(z.looseObject({}).parse(task)).join()).not.toMatch(/lease|dedupe|checkpoint/)
  })

  testOnSharedDatabase.for([
    ['GET', '/api/tasks/999999', 404, 'not_found'],
    ['GET', '/api/tasks/abc', 422, 'invalid_input'],
    ['GET', '/api/tasks/0', 422, 'invalid_input'],
    ['GET', '/api/tasks/9999999999999999999', 422, 'invalid_input'],
    ['POST', '/api/tasks/999999/retry', 404, 'not_found'],
    ['POST', '/api/tasks/999999/cancel', 404, 'not_found'],
    ['POST', '/api/tasks/-5/cancel', 422, 'invalid_input'],
    ['GET', '/api/tasks/999999/events', 404, 'not_found'],
  ] as const)('that does not exist: %s %s is %i', async ([method, path, status, code], { db }) => {
    const response = await aTasksApi(db).send(method, path)

    expect(response.status).toBe(status)
    expect(await problemIn(response)).toMatchObject({
      code,
      errors: [{ field: 'id', reason: expect.any(String) }],
    })
  })

  test('that failed is pending again after a retry, and a worker is woken', async ({ db }) => {
    const { send, queue, wakes } = aTasksApi(db)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    await fail(db, id)
    const wakesBefore = wakes()

    const response = await send('POST', `/api/tasks/${id}/retry`)

    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      id,
      status: 'pending',
      attempts: 0,
      error_code: null,
    })
    expect(wakes() - wakesBefore).toBe(1)
  })

  test('that is open cannot be retried, and stays as it is', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })

    const response = await send('POST', `/api/tasks/${id}/retry`)

    expect(response.status).toBe(409)
    expect((await problemIn(response)).code).toBe('conflict')
  })

  test('whose work an open task does cannot be retried', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    await fail(db, id)
    const { id: twin } = await queue.enqueue(db, oneType, { key: 'a' })

    const response = await send('POST', `/api/tasks/${id}/retry`)

    expect(response.status).toBe(409)
    expect((await problemIn(response)).detail).toContain(String(twin))
  })

  test('that is open can be cancelled, once', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })

    const first = await send('POST', `/api/tasks/${id}/cancel`)
    const second = await send('POST', `/api/tasks/${id}/cancel`)

    expect(await first.json()).toMatchObject({ id, status: 'cancelled' })
    expect(second.status).toBe(409)
  })
})

test('a pending task gets another priority; one that is not pending keeps its own', async ({
  db,
}) => {
  const { send, queue } = aTasksApi(db)
  const { id } = await queue.enqueue(db, oneType, { key: 'a' })
  const change = async (priority: number, path = `/api/tasks/${id}`) =>
    await send('PATCH', path, { json: { priority } })
  const changed = await change(1)
  const faulty = await change(0)
  const missing = await change(1, '/api/tasks/999999')
  await fail(db, id)
  const late = await change(2)

  expect(await changed.json()).toMatchObject({ id, priority: 1 })
  expect([faulty.status, missing.status, late.status]).toEqual([422, 404, 409])
})
