import { sql } from 'kysely'
import { z } from 'zod'
import { careOperations } from '../../../src/features/accounts/operations/care.ts'
import { memberOperations } from '../../../src/features/publishing/groups/operations/members.ts'
import { publishing } from '../../../src/features/publishing/feature.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Services } from '../../../src/features/services.ts'
import type { Router } from '../../../src/http/router.ts'
import { startSession } from '../../../src/features/users/store/sessions.ts'
import { addUser } from '../../../src/features/users/store/users.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { groupsWorld } from './groups-world.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'
import { startPostsWorld } from './posts-world.ts'

function publishingRoutes(services: Services): readonly Router[] {
  const routes = publishing.routes?.(services) ?? []
  return 'openapi' in routes ? [routes] : routes
}

const Checked = z.object({
  id: z.uuid(),
  kind: z.string(),
  state: z.string(),
  publishing: z.object({ state: z.string() }),
})

test('a connected account is shown as in the list, and who can do what with it is said', async ({
  db,
}) => {
  const { send, group, connection, publisher, add, person } = groupsWorld(db)
  const cafe = await publisher('cafe')
  const brand = await connection('brand')
  const stranger = await connection('stranger')
  await group('Almaty', { accounts: [cafe], connections: [brand] })
  const path = `/api/accounts/${brand}`
  const listed = (await send('GET', '/api/accounts?kind=connection')).body.data?.[0]
  expect(await send('GET', path)).toMatchObject({ status: 200, body: listed })
  expect(listed).toMatchObject({ id: brand, kind: 'connection', state: 'active' })
  expect((await send('GET', `/api/accounts/${stranger}`)).status).toBe(404)
  for (const [method, act, remedy] of [
    ['POST', '/login', /its owner connects it again/],
    ['POST', '/pause', /take it out of its groups/],
    ['POST', '/resume', /it cannot be paused/],
    ['DELETE', '', /its owner or an admin disconnects it/],
  ] as const) {
    const refused = await send(method, `${path}${act}`)
    expect([refused.status, refused.text]).toEqual([409, expect.stringMatching(remedy)])
  }
  // No app of Meta's is configured here: there is nobody to ask.
  expect(await send('POST', `${path}/check`)).toMatchObject({ status: 503 })

  const { token } = await person('editor', 'editor')
  const pooled = await send('GET', `/api/accounts/${cafe}`, undefined, token)
  expect(pooled.body).toMatchObject({ kind: 'pool', username: 'cafe', state: 'active' })
  expect(pooled.text).not.toMatch(/session|budget|notes|"details":\{/)
  expect((await send('GET', path, undefined, token)).text).not.toMatch(/"details":\{/)
  const reader = await add('reader')
  expect((await send('GET', reader, undefined, token)).status).toBe(404)
})

test('the status of an account says how old it is, also of one that reads and of a connected one', async ({
  db,
}) => {
  const { send, group, connection, add, publisher, person } = groupsWorld(db)
  const reader = await add('reader')
  const brand = await connection('brand')
  const cafe = await publisher('cafe')
  await group('Almaty', { accounts: [cafe], connections: [brand] })
  const statusOf = async (path: string, token?: string) =>
    await send('GET', `${path}/status`, undefined, token)
  expect((await statusOf(`/api/accounts/${brand}`)).body).toMatchObject({
    username: 'brand',
    state: 'active',
    checked_at: null,
    age_seconds: null,
  })
  await sql`
    update connections set state = 'revoked', checked_at = world_now() - interval '10 minutes'`.execute(
    db,
  )
  const told = await statusOf(`/api/accounts/${brand}`)
  expect(told.body).toMatchObject({ state: 'expired', checked_at: expect.any(String) })
  expect(told.body['age_seconds']).toBeGreaterThanOrEqual(600)

  for (const [change, state] of [
    [sql`state = 'active'`, 'active'],
    [sql`state = 'resting', rest_until = world_now() + interval '1 hour'`, 'cooldown'],
    [sql`state = 'suspended', rest_until = null`, 'banned'],
    [sql`state = 'needs_login'`, 'login_required'],
  ] as const) {
    await sql`update instagram_accounts set ${change} where purpose = 'read'`.execute(db)
    expect((await statusOf(reader)).body).toMatchObject({ username: 'reader', state })
  }
  const { token } = await person('editor', 'editor')
  expect((await statusOf(reader, token)).status).toBe(404)
  expect((await statusOf(`/api/accounts/${brand}`, token)).status).toBe(200)
})

test('a check of a connected account asks Meta, and its state says what is to be done', async ({
  db,
}) => {
  const world = await startOfficialWorld(db, ['facebook'])
  const api = anApi(db, [mountOperations(world.services, careOperations)])
  const { rows } = await sql<{ id: string }>`select id from connections`.execute(db)
  const id = rows[0]?.id ?? ''
  const check = async () => {
    const answer = await api.send('POST', `/api/accounts/${id}/check`)
    return [answer.status, await answer.json()] as const
  }
  await sql`update connections set checked_at = null`.execute(db)
  const [status, body] = await check()
  expect([status, Checked.parse(body)]).toMatchObject([
    200,
    { id, kind: 'connection', state: 'active', publishing: { state: 'active' } },
  ])
  const seen = await sql`select from connections where checked_at is not null`.execute(db)
  expect(seen.rows).toHaveLength(1)

  world.standIn.control.endTokens('brand-1', 'password')
  expect(Checked.parse((await check())[1])).toMatchObject({ state: 'expired' })
  // Nobody can ask for it any more before its owner has authorized it again.
  expect((await check())[0]).toBe(409)
})

test('what is queued for an account that its owner took out of the group is not published on it', async ({
  db,
}) => {
  const world = await startOfficialWorld(db, ['facebook', 'instagram'])
  const post = await world.draft({
    caption: 'Winter',
    media: await world.media(await aPicture('teal')),
    accounts: world.accounts,
  })
  expect((await world.send('POST', `/api/posts/${post}/publish`)).status).toBe(202)
  const [, taken = ''] = world.usernames
  const { rows } = await sql<{ id: string; group_id: string }>`
    with owner as (
      insert into users (login, role, name) values ('mila', 'member', 'Mila') returning id
    )
    update connections c set owner_id = owner.id
    from owner, publishing_accounts p join group_members m on m.publishing_account_id = p.id
    where c.username = ${taken} and p.connection_id = c.id
    returning c.id, m.group_id`.execute(db)
  const [brand] = rows
  const owner = await db
    .selectFrom('users')
    .select('id')
    .where('login', '=', 'mila')
    .executeTakeFirstOrThrow()
  const { token } = await startSession(db, owner.id, { address: null, userAgent: null })
  const api = anApi(db, [mountOperations(world.services, memberOperations)])
  const left = await api.send('POST', `/api/groups/${brand?.group_id}/accounts/remove`, {
    token,
    json: { connections: [brand?.id] },
  })
  expect(left.status).toBe(200)
  await world.publishAll()
  const ended = await world.executions(post)
  expect(ended.toSorted((a, b) => a.username.localeCompare(b.username))).toMatchObject([
    { status: 'success' },
    { username: taken, error: { message: 'the account is not one to publish on any more' } },
  ])
  expect(world.published(taken)).toEqual([])
})

test('the list of accounts tells what was published on them, and what failed', async ({ db }) => {
  const { send, group, publisher, connection } = groupsWorld(db)
  const cafe = await publisher('cafe')
  const brand = await connection('brand')
  await group('Almaty', { accounts: [cafe], connections: [brand] })
  const { rows } = await sql<{ id: string; at: Date; login: Date }>`
    update publishing_accounts p
    set last_post_at = world_now() - interval '2 hours', failed_attempts = 3, errors_in_row = 1
    where account_id = ${cafe}::uuid
    returning id, last_post_at as at, world_now() - interval '1 day' as login`.execute(db)
  const [known] = rows
  await sql`
    update instagram_accounts set last_login_at = ${known?.login} where id = ${cafe}::uuid`.execute(
    db,
  )
  // Two within a day; an older one, and one that failed, do not count.
  await sql`
    with made as (insert into posts (type) select 'photo' from generate_series(1, 4) returning id),
    numbered as (select id, row_number() over (order by id) as n from made)
    insert into executions (post_id, publishing_account_id, username, route, caption, status, posted_at, ended_at)
    select id, ${known?.id}::uuid, 'cafe', 'private', '', case n when 4 then 'failed' else 'success' end,
      case when n < 4 then world_now() - n * interval '11 hours 30 minutes' end, world_now()
    from numbered`.execute(db)
  const { data } = (await send('GET', '/api/accounts')).body
  expect(data).toMatchObject([
    {
      username: 'cafe',
      last_login_at: known?.login.toISOString(),
      publishing: {
        last_post_at: known?.at.toISOString(),
        posts_today: 2,
        details: {
          failed_attempts: 3,
          errors_in_row: 1,
          last_login_at: known?.login.toISOString(),
        },
      },
    },
    {
      username: 'brand',
      publishing: { last_post_at: null, posts_today: 0, details: { failed_attempts: 0 } },
    },
  ])
})

test('nobody but who publishes reaches posts', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const post = await world.draft({ caption: 'Autumn', accounts: world.accounts })
  const api = anApi(db, publishingRoutes(world.services))
  for (const role of ['viewer', 'member'] as const) {
    const { id } = await db
      .transaction()
      .execute(async (tx) => await addUser(tx, { login: role, role, name: role, email: null }))
    const { token } = await startSession(db, id, { address: null, userAgent: null })
    const status = async (method: string, path: string, json?: unknown) =>
      (await api.send(method, path, { token, ...(json !== undefined && { json }) })).status
    for (const [method, path, json] of [
      ['GET', '/api/posts'],
      ['POST', '/api/posts', { caption: 'x' }],
      ['GET', `/api/posts/${post}`],
      ['PATCH', `/api/posts/${post}`, { caption: 'x' }],
      ['PUT', `/api/posts/${post}`, { caption: 'x' }],
      ['DELETE', `/api/posts/${post}`],
      ['GET', `/api/posts/${post}/plan`],
      ['POST', `/api/posts/${post}/publish`],
      ['POST', `/api/posts/${post}/schedule`, { at: null }],
      ['POST', `/api/posts/${post}/cancel`],
      ['POST', `/api/posts/${post}/duplicate`],
      ['POST', `/api/posts/${post}/translate`],
      ['GET', `/api/posts/${post}/captions`],
      ['PUT', `/api/posts/${post}/captions/ru`, { text: 'x' }],
      ['DELETE', `/api/posts/${post}/captions/ru`],
      ['GET', `/api/posts/${post}/executions`],
      ['POST', `/api/posts/${post}/retry`],
      ['DELETE', `/api/posts/${post}/executions`],
      ['GET', '/api/logs'],
      ['GET', '/api/stats/overview'],
      ['GET', '/api/uploads'],
    ] as const)
      expect(await status(method, path, json), `${role}: ${method} ${path}`).toBe(403)
  }
})
