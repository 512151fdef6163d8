import { sql } from 'kysely'
import { z } from 'zod'
import { diagnose } from '../../../src/features/tasks/diagnosis.ts'
import { endTask } from '../../fixtures/end-task.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aTasksApi, oneType } from './tasks-api.ts'

const Rows = z.object({ data: z.array(z.looseObject({})) })

describe('the attempts of a task', () => {
  test('are those that did not succeed and the one that ended it', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    await sql`update scrape_tasks_open set status = 'running', lease_owner = 'w1', started_at = world_now() where id = ${id}`.execute(
      db,
    )
    await sql`insert into past_attempts (task_id, owner, started_at, ended_at, outcome, error_code, error_message)
      values (${id}, 'w0', world_now() - interval '2 hours', world_now() - interval '1 hour', 'retried', 'transient', 'down')`.execute(
      db,
    )
    const attempts = async () =>
      Rows.parse(await (await send('GET', `/api/tasks/${id}/attempts`)).json()).data

    expect(await attempts()).toMatchObject([
      {
        owner: 'w0',
        took_seconds: 3600,
        outcome: 'retried',
        error_code: 'transient',
        error_message: 'down',
      },
      { owner: 'w1', ended_at: null, took_seconds: null, outcome: 'running' },
    ])

    await sql`update scrape_tasks_open set status = 'pending', lease_owner = null where id = ${id}`.execute(
      db,
    )
    await queue.cancel(db, id)
    expect(await attempts()).toHaveLength(1)
    expect((await send('GET', '/api/tasks/999999/attempts')).status).toBe(404)
  })
})

describe('GET /api/tasks/errors', () => {
  test('groups equal errors, with a diagnosis', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    await endTask(db, 'failed', { id, error: ['transient', 'no answer within 30 s'] })
    await sql`insert into past_attempts (task_id, ended_at, outcome, error_code, error_message) values
      (${id}, world_now() - interval '10 hours', 'retried', 'transient', 'no answer within 60 s'),
      (${id}, world_now(), 'failed', 'transient', 'no answer within 30 s'),
      (999999, world_now(), 'failed', 'target_not_found', '@natgeo is gone')`.execute(db)
    const groups = async () =>
      Rows.parse(await (await send('GET', '/api/tasks/errors')).json()).data

    expect(await groups()).toMatchObject([
      {
        error_code: 'transient',
        message: 'no answer within <n> s',
        failed_tasks: 1,
        attempts: 2,
        failed: 1,
        retried: 1,
        trend: [0, 0, 0, 0, 1, 0, 0, 1],
        example_task_id: id,
        task_type: 'one',
        diagnosis: { code: 'retry_helps', retry_helps: true, until: null },
      },
      {
        error_code: 'target_not_found',
        failed_tasks: 0,
        task_type: null,
        diagnosis: { code: 'target_gone', retry_helps: false },
      },
    ])

    await queue.pause(db, 'one')
    expect((await groups())[0]).toMatchObject({ diagnosis: { code: 'type_paused' } })
  })

  test('keeps failed tasks that no attempt of the last day is about, and forgets retried ones', async ({
    db,
  }) => {
    const { send, queue } = aTasksApi(db)
    const groups = async () =>
      Rows.parse(await (await send('GET', '/api/tasks/errors')).json()).data
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    await endTask(db, 'failed', { id, error: ['transient', 'no answer within 30 s'] })

    expect(await groups()).toMatchObject([
      { message: 'no answer within <n> s', failed_tasks: 1, attempts: 0, example_task_id: id },
    ])
    await queue.retry(db, id)
    expect(await groups()).toEqual([])
  })

  const ready = { stopped_until: null, in_service: 3, free_at: null, held: null }
  const later = new Date('2026-11-21T09:00:00Z')

  test.for([
    ['transient', 'instagram', {}, 'retry_helps', null],
    ['rate_limited', 'instagram', { free_at: later }, 'pool_rests', later],
    ['transient', 'instagram', { in_service: 0 }, 'no_account', null],
    ['transient', 'instagram', { stopped_until: later, in_service: 0 }, 'pool_stopped', later],
    ['transient', 'none', { stopped_until: later }, 'retry_helps', null],
    ['sending_held', 'openai', { held: 'daily_budget' }, 'ai_budget_spent', null],
    ['sending_held', 'openai', { held: 'openai_refused' }, 'ai_held', null],
    ['openai_rejected', 'openai', {}, 'retry_helps', null],
    ['target_private', 'instagram', { stopped_until: later }, 'target_closed', null],
    [null, undefined, {}, 'retry_helps', null],
  ] as const)(
    'judges %s of a type that needs %s with %j: %s',
    ([error_code, resource, state, code, until]) => {
      expect(
        diagnose({ error_code, resource, isPaused: false }, { ...ready, ...state }),
      ).toMatchObject({ code, until, retry_helps: code === 'retry_helps' })
    },
  )
})

test('throughput is told by hour and type, and stalls with their reason', async ({ db }) => {
  const { send, queue } = aTasksApi(db)
  await queue.enqueue(db, oneType, { key: 'a' })
  await endTask(db, 'done')
  await queue.enqueue(db, oneType, { key: 'b' })
  await queue.pause(db, 'one')
  const rows = async (path: string) => Rows.parse(await (await send('GET', path)).json()).data

  expect(await rows('/api/tasks/throughput?hours=1')).toMatchObject([
    { task_type: 'one', done: 1, failed: 0, failure_rate: 0, capped: false },
  ])
  expect((await send('GET', '/api/tasks/throughput?hours=49')).status).toBe(422)
  expect(await rows('/api/tasks/stalls')).toContainEqual(
    expect.objectContaining({ task_type: 'one', reason: 'paused', tasks: 1 }),
  )
})
