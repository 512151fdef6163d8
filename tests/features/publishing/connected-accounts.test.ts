import { sql } from 'kysely'
import { z } from 'zod'
import { careRoutes } from '../../../src/features/accounts/care-routes.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { groupsWorld } from './groups-world.ts'
import { startOfficialWorld } from './official-world.ts'

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
    ['POST', '/resume', /nobody pauses it/],
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
  const api = anApi(db, [careRoutes(world.services)])
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
