import { sql } from 'kysely'
import { publishToAccount } from '../../../src/features/publishing/executions/tasks/publish-to-account.ts'
import { removePublication } from '../../../src/features/publishing/executions/tasks/remove-publication.ts'
import type { Db } from '../../../src/db/handles.ts'
import { MAX_LOST_LEASES, takeOver } from '../../../src/queue/care/rescue.ts'
import type { TaskType } from '../../../src/queue/task-type.ts'
import { expect, test } from '../../fixtures/test.ts'
import { runNext } from '../gramd-world.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'
import { Post, startPostsWorld, type Posting } from './posts-world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A post of a file on all accounts, begun. */
async function begin(
  world: Posting & { accounts: string[] },
  upload: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const media = [{ upload_id: upload }]
  const id = await world.draft({ caption: 'Once', media, accounts: world.accounts, ...more })
  const begun = await world.send('POST', `/api/posts/${id}/publish`)
  if (begun.status !== 202) throw new Error(await begun.text())
  return id
}

async function beginOfficially(db: Db) {
  const world = await startOfficialWorld(db)
  const [file] = await world.media(await aPicture('teal'))
  return { world, id: await begin(world, file?.upload_id ?? '') }
}

async function beginPrivately(db: Db, more: Record<string, unknown> = {}) {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  return {
    world,
    username,
    begin: async () => await begin(world, await world.picture(), more),
  }
}

const shown = async (world: Posting, id: string) => await world.get(`/api/posts/${id}`, Post)

test.for(['drop', 'html', 'empty'] as const)(
  'what the container proves is not there is sent again after two lost answers: %s',
  async (kind, { db }) => {
    const { world, id } = await beginOfficially(db)
    world.standIn.control.addFault({ kind, path: 'media_publish$', times: 2 })
    await world.publishAll()

    expect(await shown(world, id)).toMatchObject({ status: 'completed' })
    expect(world.published()).toHaveLength(1)
    expect(world.standIn.control.violations()).toEqual([])
  },
)

test('what is never there ends as failed with its reason, and a person tries it again', async ({
  db,
}) => {
  const { world, id } = await beginOfficially(db)
  world.standIn.control.addFault({ kind: 'drop', path: 'media_publish$', times: 100 })
  await world.publishAll(24 * HOUR_MS)

  const [execution] = await world.executions(id)
  expect(execution).toMatchObject({
    status: 'failed',
    error: { class: 'transient', message: expect.stringContaining('it was sent 3 times') },
  })
  expect(world.published()).toEqual([])
  world.standIn.control.clearFaults()
  const path = `/api/posts/${id}/executions/${execution?.id ?? ''}/retry`
  expect((await world.send('POST', path)).status).toBe(202)
  await world.publishAll()
  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
  expect(world.published()).toHaveLength(1)
  expect(world.standIn.control.violations()).toEqual([])
})

test('what the own feed does not show is sent again after two lost answers', async ({ db }) => {
  const { world, username, begin: start } = await beginPrivately(db)
  world.sim.control.failPublishing(username, { kind: 'configure_unavailable', count: 2 })
  const id = await start()
  await world.publishAll(24 * HOUR_MS)

  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
  expect(world.sim.control.published(username)).toHaveLength(1)
  expect(world.sim.referee.violations()).toEqual([])
})

/** What the log has of these actions, in its order, without what was thrown. */
async function logOf(db: Db, ...actions: string[]): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select action || ' ' || status as line from publication_log
    where action = any (${actions}::text[]) and status <> 'thrown' order by id`.execute(db)
  return rows.map(({ line }) => line)
}

/** Sent three times, and never answered nor shown. */
async function sentInVain(db: Db) {
  const begun = await beginPrivately(db)
  const { world, username } = begun
  world.sim.control.failPublishing(username, { kind: 'configure_unavailable', count: 3 })
  const id = await begun.begin()
  await world.publishAll(24 * HOUR_MS)
  const [execution] = await world.executions(id)
  const path = `/api/posts/${id}/executions/${execution?.id ?? ''}/retry`
  return { world, username, id, execution, retry: async () => await world.send('POST', path) }
}

test('what was sent three times and no look shows for half an hour has failed, and is not unknown', async ({
  db,
}) => {
  const { world, username, execution } = await sentInVain(db)

  expect(execution).toMatchObject({
    status: 'failed',
    retry_count: 0,
    error: { class: 'transient', message: expect.stringContaining('it was sent 3 times') },
  })
  expect(await logOf(db, 'commit')).toHaveLength(3)
  const { rows } = await sql<{ minutes: number }>`
    select extract(epoch from ended_at - commit_sent_at)::float8 / 60 as minutes from executions`.execute(
    db,
  )
  expect(rows[0]?.minutes).toBeGreaterThanOrEqual(30)
  const { rows: alerts } =
    await sql`select from notifications where kind = 'publication_unknown'`.execute(db)
  expect(alerts).toEqual([])
  expect(world.sim.control.published(username)).toEqual([])
  expect(world.sim.referee.violations()).toEqual([])
})

test('a failed post that was sent in vain is looked for before it is published anew', async ({
  db,
}) => {
  const { world, username, id, retry } = await sentInVain(db)
  const before = await logOf(db, 'look_up', 'upload', 'commit')
  expect((await retry()).status).toBe(202)
  await world.publishAll()

  expect(await world.executions(id)).toMatchObject([{ status: 'success', error: null }])
  expect(world.sim.control.published(username)).toHaveLength(1)
  expect((await logOf(db, 'look_up', 'upload', 'commit')).slice(before.length)).toEqual([
    ...Array.from({ length: 3 }, () => 'look_up absent'),
    'upload ready',
    'commit published',
  ])
  expect(world.sim.referee.violations()).toEqual([])
})

test('a failed post that is there after all is found when it is tried again, and not made twice', async ({
  db,
}) => {
  const { world, username, begin: start } = await beginPrivately(db)
  const { control, referee } = world.sim
  for (const kind of ['lost_answer', 'late'] as const) control.failPublishing(username, { kind })
  const id = await start()
  await world.publishDue()
  // As if all looks had been made while it was not shown.
  const { rows } = await sql<{ id: string }>`
    update executions set status = 'failed', ended_at = world_now(), commits = 3, attempt = attempt + 1 returning id`.execute(
    db,
  )
  const path = `/api/posts/${id}/executions/${rows[0]?.id ?? ''}/retry`
  expect((await world.send('POST', path)).status).toBe(202)
  await world.publishAll()

  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
  expect(control.published(username)).toHaveLength(1)
  expect(await logOf(db, 'upload')).toEqual(['upload ready'])
  expect(referee.violations()).toEqual([])
})

test('a refusal that passes does not have the same ids sent more than three times', async ({
  db,
}) => {
  const { world, id } = await beginOfficially(db)
  const fault = { kind: 'error', path: 'media_publish$', code: 613, times: 100 } as const
  world.standIn.control.addFault(fault)
  await world.publishAll(72 * HOUR_MS)

  expect(await world.executions(id)).toMatchObject([
    { status: 'failed', error: { class: 'throttled' } },
  ])
  const { rows } = await sql`
    select from publication_log where action = 'commit' and status <> 'thrown'`.execute(db)
  expect(rows).toHaveLength(3)
})

/** As if the process had died with it for the last time. */
async function loseForGood(db: Db, type: TaskType<never> = publishToAccount): Promise<void> {
  await sql`
    update scrape_tasks set status = 'running', lease_owner = 'dead', lease_until = clock_timestamp(),
      started_at = world_now(), lost_leases = ${MAX_LOST_LEASES - 1}
    where task_type = ${type.name} and status = 'pending'`.execute(db)
  const [rescued] = await takeOver(db, new Map([[type.name, type]]), 'dead')
  expect(rescued).toMatchObject({ status: 'failed' })
}

test('a publication whose task is lost after it was sent is looked for, and there once', async ({
  db,
}) => {
  const { world, username, begin: start } = await beginPrivately(db)
  world.sim.control.failPublishing(username, { kind: 'configure_unavailable' })
  const id = await start()
  await world.publishDue()
  await loseForGood(db)
  await world.publishAll()

  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
  expect(world.sim.control.published(username)).toHaveLength(1)
  expect(world.sim.referee.violations()).toEqual([])
})

test('what was sent is looked for by other tasks for a day before a person is asked', async ({
  db,
}) => {
  const { world, username, begin: start } = await beginPrivately(db)
  world.sim.control.failPublishing(username, { kind: 'configure_unavailable' })
  const id = await start()
  await world.publishDue()
  for (let losses = 0; losses < 9; losses += 1) {
    await loseForGood(db)
    expect(await world.executions(id)).toMatchObject([{ status: 'posting' }])
  }
  const { rows } = await sql<{ wait_ms: number }>`
    select extract(epoch from due_at - world_now())::float8 * 1000 as wait_ms from executions`.execute(
    db,
  )
  expect(rows[0]?.wait_ms).toBeGreaterThan(20 * HOUR_MS)
  await loseForGood(db)
  expect(await world.executions(id)).toMatchObject([{ status: 'unknown' }])
})

test('a removal whose task is lost is done by another one, and known as done', async ({ db }) => {
  const { world, username, begin: start } = await beginPrivately(db)
  const id = await start()
  await world.publishAll()
  expect((await world.send('DELETE', `/api/posts/${id}/executions`)).status).toBe(202)
  for (let losses = 0; losses < 3; losses += 1) await loseForGood(db, removePublication)

  expect((await runNext(world.services, 'remove_publication')).result).toMatchObject({
    status: 'removed',
  })
  expect(world.sim.control.published(username)).toEqual([])
  expect((await world.executions(id))[0]?.removed_at).not.toBeNull()
})

test('a removal is not begun for ever', async ({ db }) => {
  const { world, begin: start } = await beginPrivately(db)
  const id = await start()
  await world.publishAll()
  await world.send('DELETE', `/api/posts/${id}/executions`)
  for (let losses = 0; losses < 4; losses += 1) await loseForGood(db, removePublication)

  const { rows } = await sql`
    select from scrape_tasks where task_type = 'remove_publication' and status = 'pending'`.execute(
    db,
  )
  expect(rows).toEqual([])
})

test('a post that is there is never called a failure, though nobody reads it back', async ({
  db,
}) => {
  const { world, username, begin: start } = await beginPrivately(db, { first_comment: 'First' })
  world.sim.control.failPublishing(username, { kind: 'ghost' })
  const id = await start()
  await world.publishDue()
  for (let losses = 0; losses < 4; losses += 1) {
    expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
    await loseForGood(db)
  }
  await world.publishAll()

  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
  expect(await world.executions(id)).toMatchObject([
    { status: 'success', warnings: ['not_checked', 'comment_not_written'] },
  ])
})

test('after what was sent is cancelled in the queue, a person looks whether it is there', async ({
  db,
}) => {
  const { world, username, begin: start } = await beginPrivately(db)
  world.sim.control.failPublishing(username, { kind: 'configure_unavailable' })
  const id = await start()
  await world.publishDue()
  const { rows } = await sql<{ id: number }>`
    select id from scrape_tasks where task_type = 'publish_to_account' and status = 'pending'`.execute(
    db,
  )
  await world.services.queue.cancel(db, rows[0]?.id ?? 0)

  const [execution] = await world.executions(id)
  expect(execution).toMatchObject({ status: 'unknown' })
  const { rows: alerts } =
    await sql`select from notifications where kind = 'publication_unknown'`.execute(db)
  expect(alerts).toHaveLength(1)
  const path = `/api/posts/${id}/executions/${execution?.id ?? ''}/resolve`
  const permalink = 'https://www.instagram.com/p/abc/'
  expect((await world.send('POST', path, { permalink })).status).toBe(204)
  expect(await world.executions(id)).toMatchObject([
    { status: 'success', permalink, warnings: ['not_checked'] },
  ])
})

test('a video that Instagram still processes is waited for, 15 minutes in all, with few questions', async ({
  db,
}) => {
  const { world, username, begin: start } = await beginPrivately(db)
  const began = world.services.clock.now().getTime()
  world.sim.control.failPublishing(username, { kind: 'transcoding', count: 10_000 })
  const id = await start()
  await world.publishAll()

  expect(await world.executions(id)).toMatchObject([
    {
      status: 'failed',
      error: { class: 'media_refused', message: expect.stringContaining('15 minutes') },
    },
  ])
  const minutes = (world.services.clock.now().getTime() - began) / MINUTE_MS
  expect(minutes).toBeGreaterThanOrEqual(15)
  const { rows } = await sql`
    select from publication_log where action = 'commit' and status = 'waiting'`.execute(db)
  expect(rows.length).toBeLessThan(50)
  expect(world.sim.referee.violations()).toEqual([])
})

test('a post that fails when it is configured is sent once more, and then with new files', async ({
  db,
}) => {
  const { world, username, begin: start } = await beginPrivately(db)
  world.sim.control.failPublishing(username, { kind: 'configure_error', count: 2 })
  const id = await start()
  await world.publishAll()

  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
  const { rows } = await sql<{ action: string; status: string }>`
    select action, status from publication_log where action in ('upload', 'commit') and status <> 'thrown' order by id`.execute(
    db,
  )
  expect(rows.map(({ action, status }) => `${action} ${status}`)).toEqual([
    'upload ready',
    'commit unknown',
    'commit unknown',
    'upload ready',
    'commit published',
  ])
  expect(world.sim.control.published(username)).toHaveLength(1)
  expect(world.sim.referee.violations()).toEqual([])
})

test.for([
  // Before anything was sent it waits until the pool has renewed the session; then the pool is asked to do so.
  ['upload', 'waiting'],
  ['configure', 'success'],
] as const)(
  'a session that ends at %s fails no post and doubles none: %s',
  async ([endpoint, status], { db }) => {
    const { world, username, begin: start } = await beginPrivately(db)
    const { control, referee } = world.sim
    control.failAccount(username, { kind: 'login_required', count: 1, endpoints: [endpoint] })
    const id = await start()
    await world.publishAll(24 * HOUR_MS)

    expect(await world.executions(id)).toMatchObject([{ status, retry_count: 0 }])
    if (status === 'waiting')
      expect(await world.executions(id)).toMatchObject([{ waits_code: 'login' }])
    expect(control.published(username)).toHaveLength(status === 'success' ? 1 : 0)
    expect(referee.violations()).toEqual([])
  },
)

test('what was sent before a refusal, and is shown late, is found and not called a failure', async ({
  db,
}) => {
  const { world, username, begin: start } = await beginPrivately(db)
  const { control, referee } = world.sim
  for (const kind of ['lost_answer', 'late'] as const) control.failPublishing(username, { kind })
  const id = await start()
  await world.publishDue()
  // The process was down for so long that the post should be shown.
  await world.advance(HOUR_MS)
  control.failPublishing(username, { kind: 'transcode_error' })
  await world.publishAll()

  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
  expect(control.published(username)).toHaveLength(1)
  expect(referee.violations()).toEqual([])
})

test('a refusal after a lost answer ends the post only when it was looked for once more', async ({
  db,
}) => {
  const { world, username, begin: start } = await beginPrivately(db)
  const { control, referee } = world.sim
  control.failPublishing(username, { kind: 'configure_unavailable' })
  control.failPublishing(username, { kind: 'transcode_error' })
  const id = await start()
  await world.publishAll()

  expect(await world.executions(id)).toMatchObject([
    { status: 'failed', error: { class: 'media_refused' } },
  ])
  const { rows } = await sql<{ action: string; status: string }>`
    select action, status from publication_log
    where action in ('commit', 'look_up') and status not in ('thrown', 'unseen') order by id`.execute(
    db,
  )
  const [last] = rows.slice(-1)
  expect(last).toEqual({ action: 'look_up', status: 'absent' })
  expect(rows.filter(({ status }) => status === 'not_published')).toHaveLength(1)
  expect(control.published(username)).toEqual([])
  expect(referee.violations()).toEqual([])
})

test('those of a post that were sent are looked for at once when all are tried again', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 3 })
  const id = await begin(world, await world.picture())
  await sql`
    update executions set status = 'failed', ended_at = world_now(), ids = '{"post": "1", "items": []}', commits = 3,
      commit_sent_at = world_now(), first_sent_at = world_now(), attempt = attempt + 1`.execute(db)
  expect((await world.send('POST', `/api/posts/${id}/retry`)).status).toBe(202)
  const { rows } = await sql`
    select status, step, due_at <= world_now() as is_due from executions`.execute(db)
  expect(rows).toEqual(
    Array.from({ length: 3 }, () => ({ status: 'posting', step: 'look_up', is_due: true })),
  )
})

test('what was sent is unknown, not failed, when its way of publishing is not set up any more', async ({
  db,
}) => {
  const { world, begin: start } = await beginPrivately(db)
  const id = await start()
  await sql`
    update executions set status = 'posting', step = 'look_up', ids = '{"post": "1", "items": []}', begun_at = world_now(),
      commits = 1, commit_sent_at = world_now(), first_sent_at = world_now()`.execute(db)
  await runNext({ ...world.services, publishers: {} }, 'publish_to_account')
  expect(await world.executions(id)).toMatchObject([{ status: 'unknown' }])
})

test('what the platform says is published begins anew for nobody, however late it is shown', async ({
  db,
}) => {
  const { world, begin: start } = await beginPrivately(db)
  const id = await start()
  await sql`
    update executions set status = 'posting', step = 'look_up', ids = '{"post": "1", "items": []}', begun_at = world_now(),
      commits = 3, commit_sent_at = world_now(), first_sent_at = world_now(), reported_missing_at = world_now()`.execute(
    db,
  )
  const { services } = world
  const { private: route } = services.publishers
  if (!route) throw new Error('the route is not set up')
  const lookUp: typeof route.lookUp = async () =>
    await Promise.resolve({ kind: 'unseen', delayMs: MINUTE_MS, isPublished: true })
  for (let looks = 0; looks < 5; looks += 1) {
    await runNext(
      { ...services, publishers: { private: { ...route, lookUp } } },
      'publish_to_account',
    )
    await world.advance(HOUR_MS)
  }
  const { rows } =
    await sql`select status, step, ids ->> 'post' as post, commits from executions`.execute(db)
  expect(rows).toEqual([{ status: 'posting', step: 'look_up', post: '1', commits: 3 }])
  expect(await shown(world, id)).toMatchObject({ status: 'posting' })
})
