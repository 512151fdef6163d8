import { sql } from 'kysely'
import { vi } from 'vitest'
import { cancelExecutions } from '../../../src/features/publishing/executions/person-acts.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'
import { Post, startPostsWorld, type Posting } from './posts-world.ts'

const MINUTE_MS = 60_000

async function begin(
  world: Posting & { accounts: string[] },
  upload: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const media = [{ upload_id: upload }]
  const id = await world.draft({ caption: 'Stop', media, accounts: world.accounts, ...more })
  const begun = await world.send('POST', `/api/posts/${id}/publish`)
  if (begun.status !== 202) throw new Error(await begun.text())
  return id
}

test('what is uploaded and waits is stopped, too: nothing of it is published', async ({ db }) => {
  const world = await startOfficialWorld(db)
  world.standIn.control.addPublishFault({ kind: 'slow', polls: 20 })
  const [file] = await world.media(await aPicture('teal'))
  const id = await begin(world, file?.upload_id ?? '')
  await world.publishDue()
  expect(await world.executions(id)).toMatchObject([
    { status: 'posting', waits_code: 'processing' },
  ])
  const stopped = await world.send('POST', `/api/posts/${id}/cancel`)
  expect(await stopped.json()).toMatchObject({ cancelled: 1, post: { status: 'cancelled' } })
  await world.publishAll()

  expect(world.published()).toEqual([])
  expect(await world.executions(id)).toMatchObject([{ status: 'cancelled' }])
  const [execution] = await world.executions(id)
  const retry = `/api/posts/${id}/executions/${execution?.id ?? ''}/retry`
  expect((await world.send('POST', retry)).status).toBe(202)
  await world.publishAll()
  expect(world.published()).toHaveLength(1)
})

test('an account that keeps its distance to the one before it is stopped', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const id = await begin(world, await world.picture())
  // As after a clock that was moved: both are due at once.
  await sql`update executions set due_at = world_now()`.execute(db)
  await sql`update scrape_tasks set due_at = world_now() where task_type = 'publish_to_account'`.execute(
    db,
  )
  await world.publishDue()
  const waiting = (await world.executions(id)).filter(({ status }) => status === 'waiting')
  expect(waiting).toMatchObject([{ waits_code: 'stagger' }])
  const stopped = await world.send('POST', `/api/posts/${id}/cancel`)
  expect(await stopped.json()).toMatchObject({ cancelled: 1, post: { status: 'cancelled' } })
  await world.publishAll()
  expect(world.usernames.flatMap((name) => world.sim.control.published(name))).toHaveLength(1)
})

test('what was sent is not stopped: it is looked for', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  world.sim.control.failPublishing(username, { kind: 'lost_answer' })
  world.sim.control.failPublishing(username, { kind: 'late' })
  const id = await begin(world, await world.picture())
  await world.publishDue()
  const stopped = await world.send('POST', `/api/posts/${id}/cancel`)
  expect(await stopped.json()).toMatchObject({ cancelled: 0, post: { status: 'posting' } })
  await world.publishAll()
  expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({ status: 'completed' })
})

test('a post that is stopped between its files and its publication is never sent', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { private: route } = world.services.publishers
  if (!route) throw new Error('the route is not set up')
  const { commit } = route
  const id = await begin(world, await world.picture())
  // The person is faster than the run, whose task goes on for a moment.
  route.commit = async (call, order) => {
    const noQueue = { cancelWithin: async () => 0 }
    await db.transaction().execute(async (tx) => await cancelExecutions(tx, noQueue, id, null))
    return await commit(call, order)
  }
  await world.publishDue()
  await world.publishAll(30 * MINUTE_MS)

  expect(await world.executions(id)).toMatchObject([{ status: 'cancelled' }])
  expect(world.sim.control.published(world.usernames[0] ?? '')).toEqual([])
})

test.for([
  [true, 2],
  [false, 4],
] as const)(
  'what a person tries again keeps its urgency: %s',
  async ([urgent, priority], { db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    world.sim.control.failPublishing(world.usernames[0] ?? '', { kind: 'aspect_ratio', count: 3 })
    const id = await begin(world, await world.picture(), { is_urgent: urgent })
    const priorityNow = async () => {
      const { rows } = await sql<{ priority: number }>`
      select priority from scrape_tasks where task_type = 'publish_to_account' and status = 'pending'`.execute(
        db,
      )
      return rows.map((row) => row.priority)
    }
    expect(await priorityNow()).toEqual([priority])
    await world.publishAll()
    const [execution] = await world.executions(id)
    const path = `/api/posts/${id}/executions/${execution?.id ?? ''}`
    await world.send('POST', `${path}/retry`)
    expect(await priorityNow()).toEqual([priority])
    await world.publishAll()
    expect(await (await world.send('POST', `/api/posts/${id}/retry`)).json()).toEqual({
      retried: 1,
    })
    expect(await priorityNow()).toEqual([priority])
    await world.publishAll()
    await sql`
      update executions set status = 'unknown', ended_at = null, commit_sent_at = world_now(), first_sent_at = world_now(), commits = 1`.execute(
      db,
    )
    expect((await world.send('POST', `${path}/resolve`, { permalink: null })).status).toBe(204)
    expect(await priorityNow()).toEqual([priority])
    await world.publishAll()
    expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
    expect(world.sim.control.published(world.usernames[0] ?? '')).toHaveLength(1)
  },
)

test('a retry by itself gives way to what was not tried yet', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  world.sim.control.failPublishing(world.usernames[0] ?? '', { kind: 'incorrect_upload_id' })
  await begin(world, await world.picture(), { is_urgent: true })
  await world.publishDue()
  const { rows } = await sql`
    select priority from scrape_tasks where task_type = 'publish_to_account' and status = 'pending'`.execute(
    db,
  )
  expect(rows).toEqual([{ priority: 7 }])
})

test('a call that hangs is ended, and what it sent is looked for', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  const { private: route } = world.services.publishers
  if (!route) throw new Error('the route is not set up')
  const { commit } = route
  route.commit = async (call, order) => {
    route.commit = commit
    await commit(call, order)
    // Its answer never comes.
    vi.advanceTimersByTime(300_000)
    call.signal.throwIfAborted()
    throw new Error('nobody has ended it')
  }
  const id = await begin(world, await world.picture())
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    await world.publishDue()
  } finally {
    vi.useRealTimers()
  }
  const { rows } = await sql`
    select details ->> 'message' as message from publication_log where status = 'thrown'`.execute(
    db,
  )
  expect(rows).toEqual([{ message: 'no progress for 300 s' }])
  await world.publishAll()
  expect(await world.executions(id)).toMatchObject([{ status: 'success', retry_count: 0 }])
  expect(world.sim.control.published(username)).toHaveLength(1)
  expect(world.sim.referee.violations()).toEqual([])
})

test('one account is skipped before its turn, and the others go on', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 3 })
  const id = await begin(world, await world.picture())
  const [, second] = await world.executions(id)
  const path = `/api/posts/${id}/executions/${second?.id ?? ''}/cancel`
  expect((await world.send('POST', path)).status).toBe(204)
  await world.publishAll()

  const ended = await world.executions(id)
  expect(ended.map(({ status }) => status)).toEqual(['success', 'cancelled', 'success'])
  expect(world.sim.control.published(second?.username ?? '')).toHaveLength(0)
  const [first] = ended
  const late = await world.send('POST', `/api/posts/${id}/executions/${first?.id ?? ''}/cancel`)
  expect(late.status).toBe(409)
  expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({
    status: 'partly_failed',
    stopped: null,
  })
})
