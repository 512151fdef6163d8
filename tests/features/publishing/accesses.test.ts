import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { findExecution } from '../../../src/features/publishing/executions/store/executions.ts'
import { tryStart, type Gate } from '../../../src/features/publishing/executions/gates.ts'
import { listCandidates } from '../../../src/features/publishing/posts/store/candidates.ts'
import { planPost } from '../../../src/features/publishing/posts/plan.ts'
import { getPost } from '../../../src/features/publishing/posts/store/posts/posts.ts'
import { expect, test } from '../../fixtures/test.ts'
import { startPostsWorld, type PostsWorld } from './posts-world.ts'

const MINUTE_MS = 60_000

async function published(world: PostsWorld): Promise<string> {
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'One', media, accounts: world.accounts })
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishDue()
  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
  return id
}

/** Another access to an Instagram account: connected by its owner, and in a group. */
async function connect(db: Db, username: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with made as (
      insert into connections (platform_id, username, login, rights_granted, state)
      values ('1', ${username}, 'facebook', '{instagram_basic,instagram_content_publish}', 'active') returning id
    ),
    account as (
      insert into publishing_accounts (connection_id, warmup_stage) select id, 3 from made returning id
    ),
    its_group as (insert into groups (name) values ('Brands') returning id),
    member as (
      insert into group_members (group_id, publishing_account_id) select g.id, a.id from its_group g, account a)
    select id from account`.execute(db)
  return rows[0]?.id ?? ''
}

/** What the gate says to another post on an access. */
async function gateFor({ services, ...world }: PostsWorld, access: string): Promise<Gate> {
  const { db, config } = services
  const media = [{ upload_id: await world.picture('teal') }]
  const post = await world.draft({ caption: 'Two', media, accounts: [access] })
  const stays = new Error('rolled back')
  let gate: Gate | undefined
  await db
    .transaction()
    .execute(async (tx) => {
      const { rows } = await sql<{ id: string }>`
        insert into executions (post_id, publishing_account_id, username, route, caption)
        select ${post}::uuid, v.id, v.username, case v.kind when 'pool' then 'private' else 'official' end, 'Two'
        from derived.publishing_accounts v where v.id = ${access}::uuid
        returning id`.execute(tx)
      const execution = await findExecution(tx, rows[0]?.id ?? '')
      gate = execution && (await tryStart(tx, execution, config, 1))
      throw stays
    })
    .catch((error: unknown) => {
      if (error !== stays) throw error
    })
  if (!gate) throw new Error('the gate said nothing')
  return gate
}

test('the limits of an Instagram account hold for each access to it', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { services } = world
  const [username = ''] = world.usernames
  const first = await published(world)
  const official = await connect(db, username)
  const [execution] = await world.executions(first)
  const isFreeAt = new Date(Date.parse(execution?.posted_at ?? '') + 30 * MINUTE_MS)

  expect(await gateFor(world, official)).toEqual({
    kind: 'wait',
    until: isFreeAt,
    reason: { code: 'min_interval' },
  })
  const post = await world.draft({ caption: 'Three', media: [], accounts: [official] })
  expect(await listCandidates(db, post, services.config)).toMatchObject([
    { id: official, posts_today: 1, ready_at: isFreeAt },
  ])
  await sql`update executions set status = 'posting', ended_at = null where post_id = ${first}::uuid`.execute(
    db,
  )
  expect(await gateFor(world, official)).toMatchObject({
    kind: 'wait',
    reason: { code: 'other_post' },
  })
  await sql`
    update executions set status = 'success', ended_at = world_now() where post_id = ${first}::uuid`.execute(
    db,
  )
  await world.advance(31 * MINUTE_MS)
  expect(await gateFor(world, official)).toEqual({ kind: 'open' })

  await sql`
    update publishing_accounts set paused_until = world_now() + interval '1 hour' where account_id is not null`.execute(
    db,
  )
  expect(await gateFor(world, official)).toMatchObject({
    kind: 'wait',
    reason: { code: 'cooldown' },
  })
  await sql`update publishing_accounts set paused_until = null, posts_limit_per_day = 1`.execute(db)
  expect(await gateFor(world, official)).toMatchObject({
    kind: 'wait',
    reason: { code: 'daily_limit' },
  })
})

test('a plan waits for what the other access to an account waits for, as the gate does', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const { config } = world.services
  const [username = ''] = world.usernames
  const [pooled = '', other = ''] = world.accounts
  const official = await connect(db, username)
  const readyAt = async () => {
    const post = await world.draft({ caption: 'A', media: [], accounts: [official, pooled, other] })
    const candidates = await listCandidates(db, post, config)
    return Object.fromEntries(candidates.map(({ id, ready_at }) => [id, ready_at]))
  }
  const set = async (id: string, field: 'paused_until' | 'rest_until', minutes: number) =>
    await sql`
      update publishing_accounts set ${sql.ref(field)} = ${later(minutes)} where id = ${id}::uuid`.execute(
      db,
    )
  const now = world.services.clock.now()
  const later = (minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS)

  await set(pooled, 'paused_until', 60)
  const paused = await gateFor(world, official)
  expect(paused).toEqual({ kind: 'wait', until: later(60), reason: { code: 'cooldown' } })
  expect(await readyAt()).toMatchObject({ [pooled]: later(60), [official]: later(60) })
  const post = await world.draft({ caption: 'B', media: [], accounts: [official] })
  expect((await planPost(world.services, await getPost(db, post))).accounts).toMatchObject([
    { id: official, free_at: later(60), ready_at: later(60) },
  ])
  await set(official, 'rest_until', 90)
  expect(await readyAt()).toMatchObject({ [pooled]: later(90), [official]: later(90) })
  // Another account goes its own way.
  expect((await readyAt())[other]?.getTime()).toBeLessThan(later(5).getTime())
})

test('an account that is removed and added again keeps its distance and its limit', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  await published(world)
  await sql`delete from publishing_accounts`.execute(db)
  const { rows } = await sql<{ id: string }>`
    insert into publishing_accounts (account_id, warmup_stage) select id, 3 from instagram_accounts returning id`.execute(
    db,
  )
  const again = rows[0]?.id ?? ''

  expect(await gateFor(world, again)).toMatchObject({
    kind: 'wait',
    reason: { code: 'min_interval' },
  })
  await world.advance(31 * MINUTE_MS)
  expect(await gateFor(world, again)).toEqual({ kind: 'open' })
  await sql`update publishing_accounts set posts_limit_per_day = 1`.execute(db)
  expect(await gateFor(world, again)).toMatchObject({
    kind: 'wait',
    reason: { code: 'daily_limit' },
  })
})

test('what a person tries again is published once on an account that two accesses reach', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  const [pooled = ''] = world.accounts
  const official = await connect(db, username)
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'Once', media, accounts: [pooled] })
  await sql`update posts set status = 'failed' where id = ${id}::uuid`.execute(db)
  await sql`
    insert into executions (post_id, publishing_account_id, username, route, caption, status, error_class, ended_at)
    values (${id}::uuid, ${official}::uuid, ${username}, 'official', 'Once', 'failed', 'needs_person', world_now()),
      (${id}::uuid, ${pooled}::uuid, ${username}, 'private', 'Once', 'skipped', 'same_account', world_now())`.execute(
    db,
  )
  const states = async () =>
    Object.fromEntries((await world.executions(id)).map(({ route, status }) => [route, status]))
  const retry = async (route: string) => {
    const found = (await world.executions(id)).find((each) => each['route'] === route)
    return await world.send('POST', `/api/posts/${id}/executions/${found?.id ?? ''}/retry`)
  }
  const sent = async (isSent: boolean) =>
    await sql`
      update executions set commit_sent_at = ${isSent ? world.services.clock.now() : null} where route = 'official'`.execute(
      db,
    )

  await sent(true)
  expect(await (await retry('private')).json()).toMatchObject({
    status: 409,
    detail: expect.stringContaining(`another access to @${username}`),
  })
  await sent(false)
  expect((await retry('private')).status).toBe(202)
  const all = await world.send('POST', `/api/posts/${id}/retry`)
  expect(await all.json()).toEqual({ retried: 0 })
  expect((await retry('official')).status).toBe(409)
  await world.publishAll()
  expect((await retry('official')).status).toBe(409)
  expect(await states()).toEqual({ official: 'failed', private: 'success' })

  // Deleted at Instagram, it may go out once more.
  await sql`update executions set removed_at = world_now() where route = 'private'`.execute(db)
  expect((await retry('official')).status).toBe(202)
})

test('of two accesses to an account that failed, all are tried again by one', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  const official = await connect(db, username)
  const id = await published(world)
  await sql`
    insert into executions (post_id, publishing_account_id, username, route, caption, status, error_class, ended_at)
    values (${id}::uuid, ${official}::uuid, ${username}, 'official', 'One', 'failed', 'transient', world_now())`.execute(
    db,
  )
  await sql`update executions set status = 'failed', posted_at = null, commit_sent_at = null`.execute(
    db,
  )
  const all = await world.send('POST', `/api/posts/${id}/retry`)
  expect(await all.json()).toEqual({ retried: 1 })
  const rows = await world.executions(id)
  expect(Object.fromEntries(rows.map(({ route, status }) => [route, status]))).toEqual({
    official: 'queued',
    private: 'failed',
  })
})

test.for(['media_unfit', 'caption_unfit', 'too_many_collaborators', 'comment_unfit', 'no_files'])(
  'who was left out as %s is not tried again: the post stays as it is',
  async (reason, { db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    const id = await published(world)
    await sql`
      update executions set status = 'skipped', error_class = ${reason}, posted_at = null, commit_sent_at = null`.execute(
      db,
    )
    const [execution] = await world.executions(id)
    expect(execution).toMatchObject({ can_retry: false })
    const answer = await world.send('POST', `/api/posts/${id}/executions/${execution?.id}/retry`)
    expect(await answer.json()).toMatchObject({
      status: 409,
      detail: expect.stringContaining('duplicate it'),
    })
    await sql`update executions set error_class = 'login_required'`.execute(db)
    expect(await world.executions(id)).toMatchObject([{ can_retry: true }])
    const later = await world.send('POST', `/api/posts/${id}/executions/${execution?.id}/retry`)
    expect(later.status).toBe(202)
  },
)
