import { sql } from 'kysely'
import { loadConfig } from '../../../src/config.ts'
import { claimTasks } from '../../fixtures/claim-tasks.ts'
import { keyLimit } from '../../../src/queue/task-type.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'
import { startPostsWorld, type PostsWorld } from './posts-world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

async function begin(
  world: Pick<PostsWorld, 'draft' | 'send' | 'accounts'>,
  caption: string,
  media: readonly { upload_id: string }[],
): Promise<string> {
  const id = await world.draft({ caption, media, accounts: world.accounts })
  const begun = await world.send('POST', `/api/posts/${id}/publish`)
  if (begun.status !== 202) throw new Error(await begun.text())
  return id
}

test('the posts of a warm-up and the rest at a limit are settings', async ({ db }) => {
  const world = await startPostsWorld(db, {
    accounts: 1,
    settings: { GRAMD_PUBLISH_WARMUP_POSTS: '1,3,5', GRAMD_PUBLISH_COOLDOWN_HOURS: '30' },
  })
  await sql`update publishing_accounts set warmup_stage = null, born_at = world_now()`.execute(db)
  const first = await begin(world, 'one', [{ upload_id: await world.picture() }])
  const second = await begin(world, 'two', [{ upload_id: await world.picture() }])
  await world.publishAll()
  expect(await world.executions(first)).toMatchObject([{ status: 'success' }])
  expect(await world.executions(second)).toMatchObject([
    { status: 'waiting', waits_for: 'the account has reached its posts of a day' },
  ])
  await world.publishAll(29 * HOUR_MS)
  expect(await world.executions(second)).toMatchObject([{ status: 'waiting' }])
  await world.publishAll(32 * HOUR_MS)
  expect(await world.executions(second)).toMatchObject([{ status: 'success' }])
  expect(world.sim.referee.violations()).toEqual([])
})

test('the pauses and retries after errors are settings', async ({ db }) => {
  const world = await startPostsWorld(db, {
    accounts: 1,
    settings: {
      GRAMD_PUBLISH_PAUSES: '3,7',
      GRAMD_PUBLISH_RETRIES: '2',
      GRAMD_PUBLISH_RETRY_DELAY_MINUTES: '6',
    },
  })
  const [username = ''] = world.usernames
  world.sim.control.failPublishing(username, { kind: 'retry_entire_flow', count: 3 })
  const id = await begin(world, 'one', [{ upload_id: await world.picture() }])
  const waits: { pause: number; due: number }[] = []
  for (let round = 0; round < 3; round += 1) {
    await world.publishDue()
    const { rows } = await sql<{ pause: number; due: number }>`
      select round(extract(epoch from p.paused_until - world_now()) / 60)::int as pause,
        round(extract(epoch from e.due_at - world_now()) / 60)::int as due
      from executions e join publishing_accounts p on p.id = e.publishing_account_id
      where e.post_id = ${id}::uuid`.execute(db)
    if (rows[0]) waits.push(rows[0])
    await world.advance(Math.max(6, rows[0]?.pause ?? 0) * MINUTE_MS + 1_000)
  }
  expect(waits).toMatchObject([{ pause: 3, due: 6 }, { pause: 7, due: 7 }, { pause: 7 }])
  expect(await world.executions(id)).toMatchObject([{ status: 'failed' }])
  expect(world.sim.control.published(username)).toEqual([])
})

test('connected accounts publish in the active hours', async ({ db }) => {
  const world = await startOfficialWorld(db, ['facebook'], {
    GRAMD_ACTIVE_HOURS: '03:00-04:00',
    GRAMD_ACTIVE_HOURS_TIMEZONE: 'Asia/Almaty', // UTC+5
  })
  // Not before ten in the evening there.
  const hour = world.services.clock.now().getUTCHours()
  await world.advance(((17 - hour + 24) % 24) * HOUR_MS)
  const id = await begin(world, 'one', await world.media(await aPicture('teal')))
  await world.publishDue()
  expect(await world.executions(id)).toMatchObject([
    { status: 'waiting', waits_for: 'its active hours have not begun' },
  ])
  await world.publishAll(12 * HOUR_MS)
  const [execution] = await world.executions(id)
  expect(new Date(execution?.posted_at ?? '').getUTCHours()).toBe(22)
})

test('a connected account whose files are processed until its hours have ended publishes in the next ones', async ({
  db,
}) => {
  const world = await startOfficialWorld(db, ['facebook'], {
    GRAMD_ACTIVE_HOURS: '03:00-04:00',
    GRAMD_ACTIVE_HOURS_TIMEZONE: 'Asia/Almaty',
  })
  const now = world.services.clock.now()
  const end = new Date(now).setUTCHours(23, 0, 0, 0)
  const untilEnd = (end - now.getTime() + 24 * HOUR_MS) % (24 * HOUR_MS)
  await world.advance(untilEnd - 2 * MINUTE_MS)
  world.standIn.control.addPublishFault({ kind: 'slow', polls: 30 })
  const id = await begin(world, 'one', await world.media(await aPicture('teal')))
  await world.publishAll(HOUR_MS)
  expect(await world.executions(id)).toMatchObject([
    { status: 'posting', waits_code: 'active_hours' },
  ])
  expect(world.published()).toEqual([])
  await world.publishAll(24 * HOUR_MS)
  const [execution] = await world.executions(id)
  expect(new Date(execution?.posted_at ?? '').getUTCHours()).toBe(22)
  expect(world.published()).toHaveLength(1)
})

test('an account rests from its last post of a day on, though nothing else waits for it', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  await sql`update publishing_accounts set posts_limit_per_day = 2`.execute(db)
  const rest = async () => {
    const { rows } = await sql<{ hours: number | null }>`
      select round(extract(epoch from rest_until - last_post_at) / 3600)::int as hours from publishing_accounts`.execute(
      db,
    )
    return rows[0]?.hours
  }
  await begin(world, 'one', [{ upload_id: await world.picture() }])
  await world.publishAll()
  expect(await rest()).toBeNull()
  await begin(world, 'two', [{ upload_id: await world.picture() }])
  await world.publishAll()
  expect(await rest()).toBe(24)
})

test('how many publications run at once is a setting', async ({ db }) => {
  const { services } = await startPostsWorld(db, {
    accounts: 1,
    settings: { GRAMD_PUBLISH_AT_ONCE: '7' },
  })
  const type = services.queue.types.get('publish_to_account')
  expect(type && keyLimit(type, services)).toBe(7)
})

test('of three accounts that are due no more run at once than may', async ({ db }) => {
  const world = await startPostsWorld(db, { settings: { GRAMD_PUBLISH_AT_ONCE: '2' } })
  await begin(world, 'one', [{ upload_id: await world.picture() }])
  await sql`update scrape_tasks set due_at = world_now() where task_type = 'publish_to_account'`.execute(
    db,
  )
  const type = world.services.queue.types.get('publish_to_account')
  if (!type) throw new Error('there is no such task')
  const { name, resource, leaseMs } = type
  const types = [{ name, resource, room: 9, leaseMs, keyLimit: keyLimit(type, world.services) }]
  expect(await claimTasks(db, { owner: 'test', limit: 9, types, resources: {} })).toHaveLength(2)
})

test('by default an account publishes ten posts a day, and then rests', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const ids: string[] = []
  const upload_id = await world.picture()
  for (let post = 0; post < 11; post += 1)
    ids.push(await begin(world, `post ${post}`, [{ upload_id }]))
  await world.publishAll(20 * HOUR_MS)
  const states = await Promise.all(ids.map(async (id) => (await world.executions(id))[0]))
  expect(states.filter((each) => each?.status === 'success')).toHaveLength(10)
  expect(states.find((each) => each?.status !== 'success')).toMatchObject({
    status: 'waiting',
    waits_code: 'daily_limit',
  })
  await world.publishAll(30 * HOUR_MS)
  expect(world.sim.control.published(world.usernames[0] ?? '')).toHaveLength(11)
  expect(world.sim.referee.violations()).toEqual([])
})

test('the accounts of a post follow each other after two to five minutes', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 6 })
  await begin(world, 'one', [{ upload_id: await world.picture() }])
  const { rows } = await sql<{ minutes: number }>`
    select (extract(epoch from due_at - lag(due_at) over (order by due_at)) / 60)::float8 as minutes from executions
    order by due_at offset 1`.execute(db)
  expect(rows).toHaveLength(5)
  for (const { minutes } of rows) {
    expect(minutes).toBeGreaterThanOrEqual(2)
    expect(minutes).toBeLessThanOrEqual(5)
  }
})

test('after a success the next error pauses an account for a minute again', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  const { control } = world.sim
  const pause = async () => {
    const { rows } = await sql<{ minutes: number | null }>`
      select round(extract(epoch from paused_until - world_now()) / 60)::int as minutes from publishing_accounts`.execute(
      db,
    )
    return rows[0]?.minutes
  }
  control.failPublishing(username, { kind: 'retry_entire_flow', count: 2 })
  await begin(world, 'one', [{ upload_id: await world.picture() }])
  const pauses: unknown[] = []
  for (let round = 0; round < 3; round += 1) {
    await world.publishDue()
    pauses.push(await pause())
    await world.advance(6 * MINUTE_MS)
  }
  await world.publishAll()
  expect(control.published(username)).toHaveLength(1)
  await world.advance(HOUR_MS)
  control.failPublishing(username, { kind: 'retry_entire_flow' })
  await begin(world, 'two', [{ upload_id: await world.picture() }])
  await world.publishDue()
  expect([...pauses, await pause()]).toEqual([1, 5, null, 1])
})

test.for([
  ['GRAMD_PUBLISH_WARMUP_POSTS', '2,4', 'three numbers'],
  ['GRAMD_PUBLISH_PAUSES', '1,soon', 'a whole number from 0 to 10080'],
  ['GRAMD_PUBLISH_RETRIES', '11', 'from 0 to 10'],
] as const)('%s=%s is refused and says what is expected', ([name, value, says]) => {
  const env = {
    SCRAPER_API_KEY: 'a'.repeat(32),
    GRAMD_ENCRYPTION_KEYS: `k1:${'A'.repeat(43)}=`,
    [name]: value,
  }
  expect(() => loadConfig(env)).toThrow(new RegExp(`${name}[^\n]*${says}`))
})
