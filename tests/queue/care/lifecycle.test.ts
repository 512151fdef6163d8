import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { ConflictError, NoSuchRecordError } from '../../../src/base/errors.ts'
import { claim } from '../../../src/queue/claim.ts'
import { enqueueAll } from '../../../src/queue/enqueue.ts'
import { cancelTask, retryTask } from '../../../src/queue/care/lifecycle.ts'
import type { Release } from '../../../src/queue/task-type.ts'
import {
  aClaimedTask,
  aRequest,
  aType,
  describe,
  enqueue,
  eventsOf,
  expect,
  taskRow,
  test,
  typesOf,
} from '../kit.ts'
import { endTask } from '../../fixtures/end-task.ts'

const note = aType()
const types = typesOf(note)

async function aTaskThat(
  db: Db,
  status: 'failed' | 'cancelled' | 'done',
  key?: string,
): Promise<number> {
  const id = await enqueue(db, note, 'a', key === undefined ? {} : { key })
  await sql`update scrape_tasks_open set checkpoint = '{"page": 2}' where id = ${id}`.execute(db)
  await endTask(db, status, { id, error: ['defect', 'oops'] })
  return id
}

describe('retrying', () => {
  test.for(['failed', 'cancelled'] as const)(
    'gives a %s task another full set of attempts, from its checkpoint',
    async (status, { db }) => {
      const id = await aTaskThat(db, status)

      await retryTask(db, id)

      expect(await taskRow(db, id)).toMatchObject({
        status: 'pending',
        attempts: 0,
        lost_leases: 0,
        completed_at: null,
        error_code: null,
        error_message: null,
        checkpoint: { page: 2 },
      })
      expect(await eventsOf(db, id)).toEqual(['requeued'])
      expect((await claim(db, aRequest([note]))).map((task) => task.id)).toEqual([id])
    },
  )

  test('is refused for a task that is open or done', async ({ db }) => {
    const pending = await enqueue(db, note)
    const done = await aTaskThat(db, 'done')

    await expect(retryTask(db, pending)).rejects.toThrow(
      new ConflictError(
        `task ${pending} is pending; only failed and cancelled tasks can be retried`,
      ),
    )
    await expect(retryTask(db, done)).rejects.toThrow(ConflictError)
    expect((await taskRow(db, done)).status).toBe('done')
  })

  test('is refused when an open task does the same work', async ({ db }) => {
    const id = await aTaskThat(db, 'failed', 'k')
    const twin = await enqueue(db, note, 'a', { key: 'k' })

    await expect(retryTask(db, id)).rejects.toThrow(
      new ConflictError(`task ${twin} is open and does the same work`),
    )
    expect((await taskRow(db, id)).status).toBe('failed')
  })

  test('is refused when such a task is being enqueued just then', async ({ db }) => {
    const id = await aTaskThat(db, 'failed', 'k')

    const retrying = await db.transaction().execute(async (tx) => {
      await enqueueAll(tx, note, [{ name: 'a', key: 'k' }])
      const refused = expect(retryTask(db, id)).rejects.toThrow(ConflictError)
      await expect
        .poll(async () => {
          const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
          return rows[0]?.n
        })
        .toBe(1)
      return { refused }
    })

    await retrying.refused
  })

  test('of a task that does not exist says so', async ({ db }) => {
    await expect(retryTask(db, 99)).rejects.toThrow(new NoSuchRecordError('no task 99'))
  })
})

describe('cancelling', () => {
  test('ends a pending task, which is then never run', async ({ db }) => {
    const id = await enqueue(db, note, 'a', { key: 'k' })

    await cancelTask(db, types, id)

    const row = await taskRow(db, id)
    expect(row).toMatchObject({ status: 'cancelled', next_retry_at: null })
    expect(row.completed_at).not.toBeNull()
    expect(await eventsOf(db, id)).toEqual(['cancelled'])
    expect(await claim(db, aRequest([note]))).toEqual([])
    expect(await enqueue(db, note, 'a', { key: 'k' })).not.toBe(id)
  })

  test('keeps the error of the last attempt', async ({ db }) => {
    const id = await enqueue(db, note)
    await sql`
      update scrape_tasks_open set error_code = 'pool_resting', error_message = 'resting', checkpoint = '{"page": 2}'
      where id = ${id}`.execute(db)

    await cancelTask(db, types, id)

    expect(await taskRow(db, id)).toMatchObject({
      status: 'cancelled',
      error_code: 'pool_resting',
      error_message: 'resting',
      checkpoint: { page: 2 },
    })
  })

  test('takes the lease of a running task, and frees what it held', async ({ db }) => {
    const told: Release[] = []
    const type = aType({
      async onRelease(tx, releases) {
        told.push(...releases)
        await tx.insertInto('categories').values({ name: 'freed' }).execute()
      },
    })
    const { id } = await aClaimedTask(db, type)

    await cancelTask(db, typesOf(type), id)

    expect(await taskRow(db, id)).toMatchObject({
      status: 'cancelled',
      lease_until: null,
      lease_owner: 'worker',
    })
    expect(told).toMatchObject([{ taskId: id, status: 'cancelled', payload: { name: 'a' } }])
    expect(
      await db.selectFrom('categories').where('name', '=', 'freed').select('name').execute(),
    ).toHaveLength(1)
  })

  test('is undone when what the task held cannot be freed', async ({ db }) => {
    const type = aType({ onRelease: () => Promise.reject(new Error('cannot be freed')) })
    const id = await enqueue(db, type)

    await expect(cancelTask(db, typesOf(type), id)).rejects.toThrow('cannot be freed')
    expect((await taskRow(db, id)).status).toBe('pending')
  })

  test.for(['failed', 'cancelled', 'done'] as const)(
    'is refused for a %s task',
    async (status, { db }) => {
      const id = await aTaskThat(db, status)

      await expect(cancelTask(db, types, id)).rejects.toThrow(
        new ConflictError(`task ${id} is already ${status}`),
      )
    },
  )

  test('works for a type that this version does not know', async ({ db }) => {
    const id = await enqueue(db, note)

    await cancelTask(db, typesOf(), id)

    expect((await taskRow(db, id)).status).toBe('cancelled')
  })

  test('of a task that does not exist says so', async ({ db }) => {
    await expect(cancelTask(db, types, 99)).rejects.toThrow(NoSuchRecordError)
  })
})
