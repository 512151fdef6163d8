import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { checkPublishers } from '../../../src/features/publishing/upkeep/check-publishers.ts'
import { clearUnusedSessions } from '../../../src/features/publishing/upkeep/clear-unused-sessions.ts'
import { addProxy } from '../../../src/pool/proxies/store/proxies/proxies.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import type { TaskRow } from '../gramd-world.ts'
import { startPostsWorld, type PostsWorld } from './posts-world.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const notices = async (db: Db) =>
  await db
    .selectFrom('notifications')
    .select(['kind', 'cause', 'severity', 'count', 'items'])
    .orderBy('kind')
    .execute()

const run = async (
  { services, runNext }: Pick<PostsWorld, 'services' | 'runNext'>,
  task: typeof clearUnusedSessions | typeof checkPublishers,
): Promise<TaskRow> => {
  await services.queue.enqueue(services.db, task, {})
  return await runNext(task.name)
}

/** Accounts that are logged in, from now on. */
async function logIn(db: Db): Promise<void> {
  await sql`
    update instagram_accounts set state = 'active', session_created_at = world_now(), last_verified_at = world_now()`.execute(
    db,
  )
}

describe('sessions of accounts that publish nothing', () => {
  test('are deleted after the time of the setting, a week after operators were told', async ({
    db,
  }) => {
    const world = await startPostsWorld(db, { accounts: 3 })
    const [first = '', second = '', third = ''] = world.usernames
    await logIn(db)
    await sql`update instagram_accounts set purpose = 'read' where username = ${third}`.execute(db)
    const results: unknown[] = []
    for (const days of [80, 4, 5, 2]) {
      await world.advance(days * DAY)
      // One of them publishes meanwhile.
      if (days === 5)
        await sql`
          update publishing_accounts set last_post_at = world_now() - interval '1 day'
          where account_id = (select id from instagram_accounts where username = ${second})`.execute(
          db,
        )
      results.push((await run(world, clearUnusedSessions)).result)
    }
    expect(results).toEqual([
      { notified: 0, cleared: 0, skipped: 0 },
      { notified: 2, cleared: 0, skipped: 0 },
      { notified: 0, cleared: 0, skipped: 0 },
      { notified: 0, cleared: 1, skipped: 0 },
    ])
    expect(await notices(db)).toMatchObject([
      { kind: 'sessions_unused', severity: 'warning', count: 2 },
    ])
    const { rows } = await sql<{
      username: string
      has: boolean
      proxied: boolean
      events: number
    }>`
      select username, session_created_at is not null as has, proxy_id is not null as proxied,
        (select count(*)::int from account_events e where e.account_id = a.id) as events
      from instagram_accounts a order by array_position(${[first, second, third]}::text[], username)`.execute(
      db,
    )
    expect(rows).toMatchObject([
      { username: first, has: false, proxied: true },
      { username: second, has: true },
      { username: third, has: true },
    ])
    expect(rows[0]?.events).toBeGreaterThan(0)
  })

  test('stay while a post waits for their account', async ({ db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    await logIn(db)
    const post = await world.draft({ media: [{ upload_id: await world.picture() }] })
    await world.send('PATCH', `/api/posts/${post}`, { accounts: world.accounts })
    const at = new Date(world.services.clock.now().getTime() + 200 * DAY).toISOString()
    const scheduled = await world.send('POST', `/api/posts/${post}/schedule`, {
      at,
      time_zone: 'Asia/Almaty',
    })
    expect(scheduled.status).toBe(200)
    await world.advance(120 * DAY)
    expect(await run(world, clearUnusedSessions)).toMatchObject({
      result: { notified: 0, cleared: 0 },
    })
    // It has a time, whatever has to be done before.
    for (const status of ['review', 'translating', 'pending']) {
      await sql`update posts set status = ${status} where id = ${post}::uuid`.execute(db)
      expect(await run(world, clearUnusedSessions), status).toMatchObject({
        result: { notified: 0 },
      })
    }
    await world.send('POST', `/api/posts/${post}/cancel`)
    expect(await run(world, clearUnusedSessions)).toMatchObject({
      result: { notified: 1, cleared: 0 },
    })
  })

  test('stay for good with 0', async ({ db }) => {
    const settings = { GRAMD_UNUSED_SESSION_DAYS: '0' }
    const world = await startPostsWorld(db, { accounts: 1, settings })
    await logIn(db)
    await world.advance(900 * DAY)
    expect(await run(world, clearUnusedSessions)).toMatchObject({
      result: { notified: 0, cleared: 0 },
    })
  })
})

describe('check_publishers', () => {
  test('asks the accounts that publish soon, by publications and by schedules', async ({ db }) => {
    const world = await startPostsWorld(db, { accounts: 3 })
    await logIn(db)
    const soon = await world.draft({
      media: [{ upload_id: await world.picture() }],
      accounts: world.accounts.slice(0, 1),
    })
    const late = await world.draft({
      media: [{ upload_id: await world.picture('red') }],
      accounts: world.accounts.slice(1, 2),
    })
    const start = world.services.clock.now().getTime()
    for (const [post, minutes] of [
      [soon, 200],
      [late, 600],
    ] as const)
      await world.send('POST', `/api/posts/${post}/schedule`, {
        at: new Date(start + minutes * MINUTE).toISOString(),
        time_zone: 'UTC',
      })
    await world.advance(175 * MINUTE)
    // Their sessions are none of the stand-in's: a check finds that out, and logs in.
    expect(await run(world, checkPublishers)).toMatchObject({
      status: 'done',
      result: {
        proxies: { checked: 3, failed: 0, is_doubted: false },
        sessions: { checked: 0, renewed: 1, failed: 0, skipped: 0 },
      },
    })
    const { rows } = await sql<{ username: string }>`
      select username from instagram_accounts where last_login_at is not null`.execute(db)
    expect(rows).toEqual([{ username: world.usernames[0] }])
  })

  test('tells once that many publications fail, and again after it was better', async ({ db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    const end = async (status: string, count: number): Promise<void> => {
      await sql`
        with made as (insert into posts (type) select 'photo' from generate_series(1, ${count}) returning id)
        insert into executions (post_id, username, route, caption, status, posted_at, ended_at)
        select id, 'our.cafe', 'private', '', ${status}, world_now(), world_now() from made`.execute(
        db,
      )
    }
    const failing = async () =>
      (await notices(db)).filter(({ kind }) => kind === 'publishing_failing')
    await end('failed', 9)
    await run(world, checkPublishers)
    expect(await failing()).toEqual([])
    await end('success', 3)
    await run(world, checkPublishers)
    await run(world, checkPublishers)
    expect(await failing()).toMatchObject([
      {
        cause: 'success_rate',
        severity: 'warning',
        count: 1,
        items: [{ percent: 25, least: 80, succeeded: 3, failed: 9, unknown: 0 }],
      },
    ])
    await world.advance(25 * 60 * MINUTE)
    await run(world, checkPublishers)
    await end('failed', 10)
    await run(world, checkPublishers)
    expect(await failing()).toMatchObject([{ count: 2 }])
  })

  test('tells in which countries no proxy is left', async ({ db }) => {
    const world = await startPostsWorld(db, { accounts: 2 })
    const [first] = world.usernames
    await sql`
      update proxies set country = case
        when id = (select proxy_id from instagram_accounts where username = ${first}) then 'KZ' else 'UZ' end`.execute(
      db,
    )
    const { encryptionKeys: keys } = world.services.config
    await addProxy(db, keys, { url: 'http://127.0.0.1:9', country: 'UZ', isSpare: true })
    await run(world, checkPublishers)
    expect(await notices(db)).toMatchObject([
      {
        kind: 'proxies_scarce',
        cause: 'KZ',
        items: [{ country: 'KZ', proxies_of_publishers: 1, free: 0, least: 1 }],
      },
    ])
  })

  test('notes the states of accounts as they change, for editors', async ({ db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    const [id = ''] = world.accounts
    const States = z.object({
      data: z.array(
        z.object({ state: z.string(), since: z.string(), until: z.string().nullable() }),
      ),
      next_cursor: z.string().nullable(),
    })
    await run(world, checkPublishers)
    await world.advance(15 * MINUTE)
    await run(world, checkPublishers)
    await sql`update instagram_accounts set state = 'suspended'`.execute(db)
    await world.advance(15 * MINUTE)
    await run(world, checkPublishers)
    const first = await world.get(`/api/accounts/${id}/states?limit=1`, States)
    expect(first.data).toMatchObject([{ state: 'banned', until: null }])
    const rest = await world.get(`/api/accounts/${id}/states?cursor=${first.next_cursor}`, States)
    expect(rest.data).toMatchObject([{ state: 'active', until: first.data[0]?.since }])
    const nobody = '01a1fd8b-0000-7000-8000-000000000000'
    expect((await world.send('GET', `/api/accounts/${nobody}/states`)).status).toBe(404)
  })

  test('leaves out no state of an account of the pool between two looks', async ({ db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    const [id = ''] = world.accounts
    const States = z.object({ data: z.array(z.object({ state: z.string(), since: z.string() })) })
    await run(world, checkPublishers)
    const times: string[] = []
    const change = async (from: string, to: string) => {
      await world.advance(MINUTE)
      times.push(world.services.clock.now().toISOString())
      await sql`
        insert into account_events (account_id, event, from_state, to_state)
        select id, 'test', ${from}, ${to} from instagram_accounts`.execute(db)
    }
    await change('new', 'active')
    await change('active', 'needs_login')
    await change('needs_login', 'needs_login')
    await change('needs_login', 'active')
    await world.advance(10 * MINUTE)
    for (let look = 0; look < 2; look += 1) {
      await run(world, checkPublishers)
      const { data } = await world.get(`/api/accounts/${id}/states`, States)
      expect(data).toMatchObject([
        { state: 'active', since: times[3] },
        { state: 'login_required', since: times[1] },
        { state: 'active' },
      ])
    }
  })

  test('tells operators of connected accounts in groups that need their owner, once while it lasts', async ({
    db,
  }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    await sql`
      with owner as (
        insert into users (login, role, name) values ('mila', 'member', 'Mila') returning id
      ),
      connected as (
        insert into connections (owner_id, platform_id, username, login, rights_granted, state)
        select owner.id, n, 'brand_' || n, 'facebook', '{instagram_basic,instagram_content_publish}', state
        from owner, unnest(array['1', '2', '3'], array['revoked', 'active', 'revoked']) c (n, state)
        returning id, username
      ),
      publishers as (
        insert into publishing_accounts (connection_id) select id from connected where username <> 'brand_3' returning id
      ),
      its_group as (insert into groups (name) values ('Almaty') returning id)
      insert into group_members (group_id, publishing_account_id)
      select g.id, p.id from its_group g, publishers p`.execute(db)
    const stopped = async () =>
      (await notices(db)).filter(({ kind }) => kind === 'publisher_needs_owner')
    const told = { cause: 'expired', items: [{ account: 'brand_1', owner: 'Mila' }] }
    await run(world, checkPublishers)
    await run(world, checkPublishers)
    expect(await stopped()).toMatchObject([{ ...told, count: 1 }])
    await sql`update connections set state = 'active'`.execute(db)
    await run(world, checkPublishers)
    await sql`update connections set state = 'revoked' where username = 'brand_1'`.execute(db)
    await run(world, checkPublishers)
    expect(await stopped()).toMatchObject([{ cause: 'expired', count: 2 }])
  })
})
