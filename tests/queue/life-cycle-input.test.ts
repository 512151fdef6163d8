import { endTask } from '../fixtures/end-task.ts'
import { aTasksApi, oneType } from '../features/tasks/tasks-api.ts'
import { describe, expect, test, testOnSharedDatabase } from '../fixtures/test.ts'

/** What must be refused, each with the field that it is refused for. */
const wrong: Record<string, [body: unknown, field: string]> = {
  'a status that cannot be retried': [{ status: 'done' }, 'status'],
  'a status in a list': [{ status: ['failed'] }, 'status'],
  'an empty type': [{ task_type: '' }, 'task_type'],
  'an endless type': [{ task_type: 'x'.repeat(101) }, 'task_type'],
  'a type that is no text': [{ task_type: { $ne: null } }, 'task_type'],
  'a code with a NUL': [{ error_code: 'a\0' }, 'error_code'],
  'a code with half a character': [{ error_code: '\ud800' }, 'error_code'],
  'no limit': [{ limit: 0 }, 'limit'],
  'a limit below zero': [{ limit: -1 }, 'limit'],
  'a limit with a fraction': [{ limit: 1.5 }, 'limit'],
  'a limit as a text': [{ limit: '10' }, 'limit'],
  'a limit beyond all numbers': [{ limit: 1e300 }, 'limit'],
  'a field that nobody knows': [{ type: 'one' }, 'type'],
  'a list': [[], 'body'],
  'a text': ['failed', 'body'],
  nothing: [null, 'body'],
}

describe('POST /api/tasks/retry', () => {
  testOnSharedDatabase.for(Object.entries(wrong))(
    'refuses %s, and retries nothing',
    async ([, [json, field]], { db }) => {
      const { send, queue, lines } = aTasksApi(db)
      await queue.enqueue(db, oneType, { key: 'a' })
      await endTask(db, 'failed')

      const response = await send('POST', '/api/tasks/retry', { json })

      expect(response.status).toBe(422)
      expect(await response.json()).toMatchObject({
        errors: expect.arrayContaining([expect.objectContaining({ field })]),
      })
      expect(await db.selectFrom('scrape_tasks_open').select('id').execute()).toEqual([])
      expect(lines.filter(({ level }) => level === 'error')).toEqual([])
    },
  )

  test('without a body retries what failed, as with an empty one', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    for (const key of ['a', 'b']) {
      await queue.enqueue(db, oneType, { key })
      await endTask(db, key === 'a' ? 'failed' : 'cancelled')
    }

    const response = await send('POST', '/api/tasks/retry')

    expect(await response.json()).toEqual({ retried: 1 })
  })

  testOnSharedDatabase.for(["one' or '1'='1", '%', 'one;', '\u202e', '__proto__', 'ünï 💥'])(
    'takes the type %j for a name, and finds nothing',
    async (name, { db }) => {
      const { send, queue } = aTasksApi(db)
      await queue.enqueue(db, oneType, { key: 'a' })
      await endTask(db, 'failed')

      const response = await send('POST', '/api/tasks/retry', {
        json: { task_type: name, error_code: name },
      })

      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ retried: 0 })
    },
  )
})

describe.for(['pause', 'resume'])('POST /api/task-types/{type}/%s', (verb) => {
  testOnSharedDatabase.for([
    ['__proto__', 404],
    ['constructor', 404],
    ["one' or '1'='1", 404],
    ['One', 404],
    ['one ', 404],
    ['x'.repeat(100), 404],
    ['x'.repeat(101), 422],
    ['ünï 💥', 404],
    ['one/../two', 404],
  ] as const)('does nothing for a type called %j', async ([name, status], { db }) => {
    const { send, lines } = aTasksApi(db)

    const response = await send('POST', `/api/task-types/${encodeURIComponent(name)}/${verb}`)

    expect(response.status).toBe(status)
    expect(await db.selectFrom('paused_task_types').select('task_type').execute()).toEqual([])
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('twice is the same as once, whatever is sent along', async ({ db }) => {
    const { send } = aTasksApi(db)

    for (const json of [{}, { type: 'two', paused_at: '1970-01-01' }])
      expect((await send('POST', `/api/task-types/one/${verb}`, { json })).status).toBe(200)

    expect(await db.selectFrom('paused_task_types').select('task_type').execute()).toEqual(
      verb === 'pause' ? [{ task_type: 'one' }] : [],
    )
  })
})
