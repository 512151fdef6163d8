import { loadConfig } from '../../../src/config.ts'
import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import type { Db } from '../../../src/db/handles.ts'
import { InvalidInputError } from '../../../src/base/errors.ts'
import { features } from '../../../src/features/index.ts'
import { operations } from '../../../src/features/maintenance/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { runDue } from '../../../src/scheduler/scheduler.ts'
import { endTask } from '../../fixtures/end-task.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { aType } from '../../queue/kit.ts'
import { anOffice, daily, lookAt, worldAt } from '../../scheduler/kit.ts'

const settings = {
  SCRAPER_API_KEY: 'a-key-of-many-letters',
  GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
}

const queue = createQueue([aType({ dedupeKey: ({ name }) => name })], () => undefined)

const api = (db: Db, more: Record<string, string> = {}) =>
  anApi(db, [
    mountOperations(
      { db, config: loadConfig({ ...settings, ...more }), schedule: [daily], queue },
      operations,
    ),
  ])

async function entryOf(db: Db, more: Record<string, string> = {}): Promise<unknown> {
  const response = await api(db, more).send('GET', '/api/schedule')
  expect(response.status).toBe(200)
  const { data } = (await response.json()) as { data: unknown[] }
  expect(data).toHaveLength(1)
  return data[0]
}

describe('GET /api/schedule', () => {
  test('tells of an entry that no scheduler has seen', async ({ db }) => {
    await worldAt(db, '2026-03-10T12:00:00Z')

    expect(await entryOf(db)).toEqual({
      name: 'daily',
      pattern: '0 3 * * *',
      time_zone: 'UTC',
      task_type: 'note',
      last_tick: null,
      next_tick: '2026-03-11T03:00:00.000Z',
      next_ticks: [
        '2026-03-11T03:00:00.000Z',
        '2026-03-12T03:00:00.000Z',
        '2026-03-13T03:00:00.000Z',
      ],
      late: true,
      skipped_tick: null,
      last_task: null,
      failure: null,
    })
  })

  test('tells of no tick that came before the first scheduler', async ({ db }) => {
    await lookAt(db, '2026-03-10T09:00:00Z')
    expect(await entryOf(db)).toMatchObject({ last_tick: null, late: false, last_task: null })
  })

  test('tells of the last tick, its task and what became of it', async ({ db }) => {
    await lookAt(db, '2026-03-10T12:00:00Z')
    const id = (await lookAt(db, '2026-03-11T03:00:00Z')) ?? 0

    expect(await entryOf(db)).toMatchObject({
      last_tick: '2026-03-11T03:00:00.000Z',
      next_tick: '2026-03-12T03:00:00.000Z',
      late: false,
      skipped_tick: null,
      last_task: { id, status: 'pending', completed_at: null, error_code: null },
    })

    await lookAt(db, '2026-03-12T03:00:00Z')
    await endTask(db, 'failed', { id, error: ['defect', 'it broke'] })

    expect(await entryOf(db)).toMatchObject({
      last_tick: '2026-03-12T03:00:00.000Z',
      skipped_tick: '2026-03-12T03:00:00.000Z',
      last_task: {
        id,
        status: 'failed',
        completed_at: '2026-03-12T03:00:00.000Z',
        error_code: 'defect',
        error_message: 'it broke',
      },
    })

    await db.deleteFrom('scrape_tasks_ended').execute()
    expect(await entryOf(db)).toMatchObject({ last_task: { id, status: null, completed_at: null } })
  })

  test('tells why a tick cannot be made, and that it is late', async ({ db }) => {
    await lookAt(db, '2026-03-10T12:00:00Z')
    const { options } = anOffice(db, {
      enqueue: () => Promise.reject(new InvalidInputError('the payload does not fit')),
    })
    await expect(lookAt(db, '2026-03-11T03:00:00Z', daily, options)).rejects.toThrow()

    expect(await entryOf(db)).toMatchObject({
      late: false,
      failure: {
        at: '2026-03-11T03:00:00.000Z',
        code: 'invalid_input',
        message: 'the payload does not fit',
      },
    })
    await worldAt(db, '2026-03-11T03:02:00Z')
    expect(await entryOf(db)).toMatchObject({ late: true })

    await runDue(anOffice(db).options, daily)
    expect(await entryOf(db)).toMatchObject({ late: false, failure: null })
  })

  test('reads patterns in the configured time zone', async ({ db }) => {
    await worldAt(db, '2026-03-28T12:00:00Z')

    expect(await entryOf(db, { GRAMD_CRON_TIMEZONE: 'Europe/Berlin' })).toMatchObject({
      time_zone: 'Europe/Berlin',
      next_tick: '2026-03-29T01:00:00.000Z',
    })
  })

  test('needs a token', async ({ db }) => {
    expect((await api(db).send('GET', '/api/schedule', { token: null })).status).toBe(401)
  })
})

describe('POST /api/schedule/{name}/run', () => {
  test('enqueues what the clock would, unless that is open already', async ({ db }) => {
    const first = await api(db).send('POST', '/api/schedule/daily/run')
    const second = await api(db).send('POST', '/api/schedule/daily/run')

    const task = await db.selectFrom('scrape_tasks').selectAll().executeTakeFirstOrThrow()
    expect(task).toMatchObject({ task_type: 'note', payload: daily.payload, status: 'pending' })
    expect(first.status).toBe(202)
    expect(await first.json()).toEqual({ result: 'created', task_id: task.id })
    expect(await second.json()).toEqual({ result: 'already_open', task_id: task.id })
  })

  test('of no entry names those that there are', async ({ db }) => {
    const response = await api(db).send('POST', '/api/schedule/weekly/run')

    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      code: 'not_found',
      detail: 'the timetable has no entry weekly; it has daily',
    })
  })
})

test('each entry of each feature enqueues a task type that there is, with a payload that fits it', () => {
  const config = loadConfig(settings)
  const types = new Map(features.flatMap(({ tasks }) => tasks).map((type) => [type.name, type]))
  const entries = features.flatMap((feature) => feature.cron?.(config) ?? [])

  expect(entries.length).toBeGreaterThan(0)
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length)
  for (const { taskType, payload } of entries) {
    expect(types.get(taskType.name)?.payload.safeParse(payload).success, taskType.name).toBe(true)
  }
})
