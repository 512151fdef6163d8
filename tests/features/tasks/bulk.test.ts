import { sql } from 'kysely'
import { endTask } from '../../fixtures/end-task.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { aTasksApi, oneType, stuckType, twoType, type TasksApi } from './tasks-api.ts'

type Db = Parameters<typeof aTasksApi>[0]

async function failedTasks(db: Db, { queue }: TasksApi, keys: string[]): Promise<number[]> {
  const ids: number[] = []
  for (const key of keys) {
    const { id } = await queue.enqueue(db, oneType, { key })
    await endTask(db, 'failed', { id, error: ['transient', 'down'] })
    ids.push(id)
  }
  return ids
}

const statuses = async (db: Db): Promise<Record<number, string>> =>
  Object.fromEntries(
    (await db.selectFrom('scrape_tasks').select(['id', 'status']).execute()).map((row) => [
      row.id,
      row.status,
    ]),
  )

describe('POST /api/tasks/bulk', () => {
  test('says what a retry of all that match would do, and does it for the number that was seen', async ({
    db,
  }) => {
    const api = aTasksApi(db)
    const [twin, newer, single] = await failedTasks(db, api, ['twin', 'twin', 'single'])
    const bulk = async (body: object) =>
      await api.send('POST', '/api/tasks/bulk', {
        json: { action: 'retry', filter: { error_code: ['transient'] }, ...body },
      })

    const dry = await bulk({ dry_run: true })
    expect(await dry.json()).toMatchObject({
      matched: 3,
      capped: false,
      changed: 0,
      groups: [
        {
          task_type: 'one',
          tasks: 3,
          running: 0,
          resource: 'none',
          diagnosis: { retry_helps: true },
        },
      ],
    })
    expect(Object.values(await statuses(db))).toEqual(['failed', 'failed', 'failed'])

    const late = await bulk({ expected: 2 })
    expect(late.status).toBe(409)
    expect(await problemIn(late)).toMatchObject({
      code: 'count_changed',
      facts: { matched: 3, expected: 2 },
      errors: [{ field: 'expected' }],
    })

    const wakes = api.wakes()
    expect(await (await bulk({ expected: 3 })).json()).toMatchObject({ changed: 2, skipped: 1 })
    expect(api.wakes()).toBe(wakes + 1)
    expect(await statuses(db)).toEqual({
      [twin ?? 0]: 'failed',
      [newer ?? 0]: 'pending',
      [single ?? 0]: 'pending',
    })
    const rows = await db
      .selectFrom('audit_log')
      .select(['action', 'after'])
      .orderBy('id')
      .execute()
    expect(rows.at(-1)).toMatchObject({ action: 'changeTasks', after: { changed: 2, matched: 3 } })

    expect((await bulk({ expected: 3 })).status).toBe(409)
    expect(await (await bulk({ expected: 1 })).json()).toMatchObject({ changed: 0, skipped: 1 })
  })

  test('cancels chosen tasks; those that have ended stay', async ({ db }) => {
    const api = aTasksApi(db)
    const [failed = 0] = await failedTasks(db, api, ['a'])
    const { id: one } = await api.queue.enqueue(db, oneType, { key: 'b' })
    const { id: two } = await api.queue.enqueue(db, twoType, { key: 'b' })
    const { id: other } = await api.queue.enqueue(db, twoType, { key: 'c' })
    await db
      .updateTable('scrape_tasks_open')
      .set({ status: 'running', lease_owner: 'w' })
      .where('id', '=', two)
      .execute()
    const cancel = async () =>
      await (
        await api.send('POST', '/api/tasks/bulk', {
          json: { action: 'cancel', ids: [one, two, failed, two, 999_999] },
        })
      ).json()

    expect(await cancel()).toMatchObject({
      matched: 2,
      changed: 2,
      skipped: 2,
      groups: [
        { task_type: 'one', tasks: 1, running: 0, diagnosis: null },
        { task_type: 'two', tasks: 1, running: 1 },
      ],
    })
    expect(await statuses(db)).toEqual({
      [failed]: 'failed',
      [one]: 'cancelled',
      [two]: 'cancelled',
      [other]: 'pending',
    })
    expect(await cancel()).toMatchObject({ matched: 0, changed: 0 })
  })

  test('says of each error whether a retry helps, and how many are left for another request', async ({
    db,
  }) => {
    const api = aTasksApi(db)
    await sql`
      insert into scrape_tasks_ended (task_type, priority, status, error_code)
      select 'one', 5, status, 'target_not_found'
      from unnest(array['failed', 'cancelled']) as given (status), generate_series(1, 12000)`.execute(
      db,
    )
    await failedTasks(db, api, ['single'])
    const answer = await api.send('POST', '/api/tasks/bulk', {
      json: { action: 'retry', filter: { status: ['failed', 'cancelled'] }, dry_run: true },
    })

    expect(await answer.json()).toMatchObject({
      matched: 24_001,
      left: 4_001,
      groups: [
        { error_code: 'target_not_found', diagnosis: { code: 'target_gone', retry_helps: false } },
        { error_code: 'transient', tasks: 1, diagnosis: { retry_helps: true } },
      ],
    })
  })

  test('leaves alone what is no longer as it was seen', async ({ db }) => {
    const { queue, ...api } = aTasksApi(db)
    const [failed = 0] = await failedTasks(db, { queue, ...api }, ['a'])
    const seenAt = new Date()
    await queue.retry(db, failed)
    await endTask(db, 'failed', { id: failed, error: ['login_required', 'again'] })
    await sql`update scrape_tasks_ended set completed_at = ${seenAt}::timestamptz + interval '1 second'`.execute(
      db,
    )
    const { id: running } = await queue.enqueue(db, twoType, { key: 'b' })
    await db
      .updateTable('scrape_tasks_open')
      .set({ status: 'running', lease_owner: 'w' })
      .where('id', '=', running)
      .execute()

    const seen = { ids: [failed], statuses: ['failed'], until: seenAt } as const
    expect(await queue.retryMany(db, seen)).toBe(0)
    expect(await queue.cancelMany(db, { ids: [running], statuses: ['pending'] })).toBe(0)
    expect(await statuses(db)).toEqual({ [failed]: 'failed', [running]: 'running' })
  })

  test('finds what matches behind thousands that do not', async ({ db }) => {
    const api = aTasksApi(db)
    const { id: old } = await api.queue.enqueue(db, oneType, { key: 'old' })
    const { id: older } = await api.queue.enqueue(db, oneType, { key: 'older' })
    await sql`
      insert into scrape_tasks_open (task_type, priority) select 'two', 5 from generate_series(1, 20001)`.execute(
      db,
    )
    const bulk = async (body: object) =>
      await api.send('POST', '/api/tasks/bulk', {
        json: { action: 'cancel', filter: { task_type: ['one'] }, ...body },
      })
    expect(await (await bulk({ dry_run: true })).json()).toMatchObject({ matched: 2, left: 0 })
    expect(await (await bulk({ expected: 2 })).json()).toMatchObject({ changed: 2, stopped: null })
    expect(await statuses(db)).toMatchObject({ [old]: 'cancelled', [older]: 'cancelled' })
  })

  test('works in steps on more tasks than one of them takes', async ({ db }) => {
    const api = aTasksApi(db)
    const payloads = Array.from({ length: 1_203 }, (_, n) => ({ key: String(n) }))
    await api.queue.enqueueMany(db, oneType, payloads)
    const act = async (action: string) =>
      await (
        await api.send('POST', '/api/tasks/bulk', {
          json: {
            action,
            filter: { ...(action === 'retry' && { status: ['cancelled'] }) },
            expected: 1_203,
          },
        })
      ).json()

    expect(await act('cancel')).toMatchObject({ changed: 1_203 })
    expect(await act('retry')).toMatchObject({ changed: 1_203 })
  })

  test('says why it stopped, and what it has done until then', async ({ db }) => {
    const api = aTasksApi(db, [stuckType])
    const payloads = Array.from({ length: 502 }, (_, n) => ({ key: String(n) }))
    await api.queue.enqueueMany(db, stuckType, payloads)
    const cancel = async (expected: number) =>
      await api.send('POST', '/api/tasks/bulk', {
        json: { action: 'cancel', filter: {}, expected },
      })

    expect(await (await cancel(502)).json()).toMatchObject({
      changed: 500,
      skipped: 2,
      stopped: 'what belongs to the task is locked',
    })
    expect((await cancel(2)).status).toBe(503)
  })

  testOnSharedDatabase.for([
    [{ action: 'retry' }, 'filter'],
    [{ action: 'retry', ids: [1], filter: {} }, 'filter'],
    [{ action: 'retry', filter: {} }, 'expected'],
    [{ action: 'retry', filter: { status: ['done'] }, expected: 1 }, 'filter.status'],
    [{ action: 'cancel', filter: { status: ['failed'] }, dry_run: true }, 'filter.status'],
    [{ action: 'cancel', filter: { status: [] }, dry_run: true }, 'filter.status'],
    [{ action: 'cancel', filter: { statuses: [] }, dry_run: true }, 'filter.statuses'],
    [{ action: 'cancel', ids: [] }, 'ids'],
    [{ action: 'cancel', ids: Array.from({ length: 1_001 }, (_, n) => n + 1) }, 'ids'],
    [{ action: 'erase', ids: [1] }, 'action'],
    [{ action: 'retry', filter: {}, expected: -1 }, 'expected'],
  ] as const)('refuses %j by the name of the field', async ([json, field], { db }) => {
    const response = await aTasksApi(db).send('POST', '/api/tasks/bulk', { json })

    expect(response.status).toBe(422)
    expect((await problemIn(response)).errors).toMatchObject([{ field }])
  })
})
