import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { retryExecutions } from '../../../src/features/publishing/executions/retry-executions.ts'
import { removeGroup } from '../../../src/features/publishing/groups/store/groups.ts'
import { takeOver } from '../../../src/queue/care/rescue.ts'
import { expect, test } from '../../fixtures/test.ts'
import { runNext } from '../gramd-world.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'
import { Post, startPostsWorld, type Posting } from './posts-world.ts'

const MINUTE_MS = 60_000

async function begin(world: Posting & { accounts: string[] }, upload: string): Promise<string> {
  const { accounts } = world
  const id = await world.draft({ caption: 'Once', media: [{ upload_id: upload }], accounts })
  expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(202)
  return id
}

const openTasks = async (db: Db): Promise<number[]> => {
  const { rows } = await sql<{ id: number }>`
    select id from scrape_tasks where task_type = 'publish_to_account' and status in ('pending', 'running')
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** The task of an execution. */
async function taskOf(db: Db, execution: string | undefined): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from scrape_tasks where subject = ${`execution:${execution}`}`.execute(db)
  return rows[0]?.id ?? 0
}

/** Until work has ended, or waits for a lock that somebody holds. */
async function endedOrHeldUp(db: Db, work: Promise<unknown>): Promise<void> {
  let hasEnded = false
  const ending = work.finally(() => (hasEnded = true))
  const waiting = async (): Promise<boolean> => {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      db,
    )
    return hasEnded || rows.length > 0
  }
  await expect.poll(waiting).toBe(true)
  ending.catch(() => {})
}

test('a failed task that is tried again leaves the execution to the one that followed it', async ({
  db,
}) => {
  const world = await startOfficialWorld(db)
  world.standIn.control.set({ pollsUntilReady: 0 })
  const [file] = await world.media(await aPicture('teal'))
  const id = await begin(world, file?.upload_id ?? '')
  const [first = 0] = await openTasks(db)
  await sql`
    update scrape_tasks set status = 'running', lease_owner = 'dead', lease_until = clock_timestamp(),
      started_at = world_now(), lost_leases = 19 where id = ${first}`.execute(db)
  await takeOver(db, world.services.queue.types, 'dead')
  await world.services.queue.retry(db, first)
  expect(await openTasks(db)).toHaveLength(2)
  await world.advance(6 * MINUTE_MS)

  const ran = await Promise.all([
    runNext(world.services, 'publish_to_account'),
    runNext(world.services, 'publish_to_account'),
  ])

  expect(ran.find((task) => task.id === first)).toMatchObject({
    status: 'done',
    result: { status: 'superseded' },
  })
  await world.publishAll()
  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
  expect(world.published()).toHaveLength(1)
})

test('a cancelled publication that is tried again while its first task was locked is there once', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  world.sim.control.setRepeats('second')
  const id = await begin(world, await world.picture())
  await db.transaction().execute(async (tx) => {
    await sql`select from scrape_tasks where task_type = 'publish_to_account' for update`.execute(
      tx,
    )
    expect((await world.send('POST', `/api/posts/${id}/cancel`)).status).toBe(200)
  })
  const [execution] = await world.executions(id)
  const retried = await world.send('POST', `/api/posts/${id}/executions/${execution?.id}/retry`)
  expect(retried.status).toBe(202)
  const [first = 0, second] = await openTasks(db)
  expect(second).toBeDefined()

  const ran = await Promise.all([
    runNext(world.services, 'publish_to_account'),
    runNext(world.services, 'publish_to_account'),
  ])

  expect(ran.find((task) => task.id === first)?.result).toEqual({ status: 'superseded' })
  await world.publishAll()

  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
  expect(world.sim.control.published(username)).toHaveLength(1)
  expect(world.sim.referee.violations()).toEqual([])
})

test('a post ends when its last publications end at the same time', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const { queue } = world.services
  const id = await begin(world, await world.picture())
  const [first = 0, second = 0] = await openTasks(db)

  let other: Promise<unknown> = Promise.resolve()
  await db.transaction().execute(async (tx) => {
    await queue.cancelWithin(tx, { ids: [first], statuses: ['pending'] })
    other = db
      .transaction()
      .execute(async (its) => queue.cancelWithin(its, { ids: [second], statuses: ['pending'] }))
    await endedOrHeldUp(db, other)
  })
  await other

  expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({
    status: 'failed',
    executions: { failed: 2 },
  })
})

test('a publication that ends while another one is tried again leaves the post open, and it stays', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const { queue } = world.services
  const id = await begin(world, await world.picture())
  const [failed, last] = await world.executions(id)
  const cancel = async (execution: string | undefined) =>
    await queue.cancelMany(db, { ids: [await taskOf(db, execution)], statuses: ['pending'] })
  await cancel(failed?.id)

  let other: Promise<unknown> = Promise.resolve()
  await db.transaction().execute(async (tx) => {
    await retryExecutions(tx, world.services, id, { id: failed?.id ?? null })
    other = cancel(last?.id)
    await endedOrHeldUp(db, other)
  })
  await other

  expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({
    status: 'posting',
    executions: { queued: 1, failed: 1 },
  })
  await sql`update posts set status = 'failed' where id = ${id}::uuid`.execute(db)
  expect((await world.send('DELETE', `/api/posts/${id}`)).status).toBe(409)
})

test('a group that a post is just being scheduled on is not removed', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { rows } = await sql<{ id: string }>`
    with made as (insert into groups (name) values ('Almaty') returning id)
    insert into group_members (group_id, publishing_account_id)
    select made.id, p.id from made, publishing_accounts p returning group_id as id`.execute(db)
  const group = rows[0]?.id ?? ''
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'Winter', media, groups: [group] })

  let removing: Promise<unknown> = Promise.resolve()
  await db.transaction().execute(async (tx) => {
    await sql`
      update posts set status = 'pending', scheduled_at = world_now() + interval '1 hour', time_zone = 'UTC' where id = ${id}::uuid`.execute(
      tx,
    )
    removing = db.transaction().execute(async (its) => removeGroup(its, group))
    await endedOrHeldUp(db, removing)
  })

  await expect(removing).rejects.toThrow(/posts wait to be published on the group: 'Winter'/)
})
