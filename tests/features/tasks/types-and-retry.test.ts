import { endTask } from '../../fixtures/end-task.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aTasksApi, oneType, twoType } from './tasks-api.ts'

const typesOf = (body: unknown) => body as { data: { name: string; paused_at: string | null }[] }

describe('a task type', () => {
  test('is listed, paused and resumed', async ({ db }) => {
    const { send, wakes } = aTasksApi(db)

    const paused = await send('POST', '/api/task-types/one/pause')
    expect(paused.status).toBe(200)
    expect(await paused.json()).toMatchObject({ name: 'one', paused_at: expect.any(String) })
    const listed = typesOf(await (await send('GET', '/api/task-types')).json())
    expect(listed.data.map(({ name, paused_at }) => [name, paused_at === null])).toEqual([
      ['one', false],
      ['two', true],
    ])

    const resumed = await send('POST', '/api/task-types/one/resume')
    expect(await resumed.json()).toMatchObject({ name: 'one', paused_at: null })
    expect(wakes()).toBe(1)
  })

  test.for(['pause', 'resume'])('that nobody knows cannot be told to %s', async (verb, { db }) => {
    const { send } = aTasksApi(db)

    expect((await send('POST', `/api/task-types/three/${verb}`)).status).toBe(404)
  })
})

describe('POST /api/tasks/retry', () => {
  test('brings back what matches, and of twins the newest, unless an open task does the same', async ({
    db,
  }) => {
    const { send, queue, wakes } = aTasksApi(db)
    const make = async (type: typeof oneType, key: string, code: string): Promise<number> => {
      const { id } = await queue.enqueue(db, type, { key })
      await endTask(db, 'failed', { id, error: [code, 'm'] })
      return id
    }
    await make(oneType, 'twin', 'defect')
    const twin = await make(oneType, 'twin', 'defect')
    await make(oneType, 'busy', 'defect')
    await queue.enqueue(db, oneType, { key: 'busy' })
    const otherCode = await make(oneType, 'a', 'transient')
    const otherType = await make(twoType, 'a', 'defect')
    const wakesBefore = wakes()

    const response = await send('POST', '/api/tasks/retry', {
      json: { task_type: 'one', error_code: 'defect' },
    })

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ retried: 1 })
    expect(wakes() - wakesBefore).toBe(1)
    const rows = await db.selectFrom('scrape_tasks').select(['id', 'status', 'attempts']).execute()
    const byId = new Map(rows.map((row) => [row.id, row]))
    expect(byId.get(twin)).toMatchObject({ status: 'pending', attempts: 0 })
    expect(byId.get(otherCode)?.status).toBe('failed')
    expect(byId.get(otherType)?.status).toBe('failed')
    expect(rows.filter(({ status }) => status === 'pending')).toHaveLength(2)
  })

  test('takes no more than its limit, newest first', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const payloads = Array.from({ length: 5 }, (_, n) => ({ key: String(n) }))
    const made = await queue.enqueueMany(db, oneType, payloads)
    await endTask(db, 'cancelled')

    const response = await send('POST', '/api/tasks/retry', {
      json: { status: 'cancelled', limit: 2 },
    })

    expect(await response.json()).toEqual({ retried: 2 })
    const open = await db.selectFrom('scrape_tasks_open').select('id').orderBy('id').execute()
    expect(open.map(({ id }) => id)).toEqual(made.slice(3).map(({ id }) => id))
  })

  test('refuses a limit above ten thousand', async ({ db }) => {
    const { send } = aTasksApi(db)

    expect((await send('POST', '/api/tasks/retry', { json: { limit: 10_001 } })).status).toBe(422)
  })
})
