import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { Connected, startConnectionWorld, type ConnectionWorld } from './kit.ts'

const DAY = 24 * 3_600_000

const account = async (db: Db, id: string) =>
  await db
    .selectFrom('connections')
    .select(['state', 'state_reason', 'username', 'token', 'token_expires_at', 'rights_missing'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

async function connected(world: ConnectionWorld, as: string, login = 'facebook'): Promise<string> {
  const answer = await world.connect({ as }, { query: { login } })
  return Connected.parse(await answer.json()).accountId
}

/** The daily look at what is due. */
async function care(db: Db, { services, run }: ConnectionWorld): Promise<unknown> {
  const plan = services.queue.types.get('schedule_connection_checks')
  if (!plan) throw new Error('no plan')
  await services.queue.enqueue(db, plan, {})
  await run('schedule_connection_checks')
  return (await run('check_connection')).result
}

const alerts = async (db: Db) =>
  await db.selectFrom('notifications').select(['kind', 'cause', 'audience', 'count']).execute()

describe('the daily look at a connection', () => {
  test('renews a token of Instagram Login from its seventh day on, and warns nobody', async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const id = await connected(world, 'creator', 'instagram')
    const before = await account(db, id)

    await world.advance(2 * DAY)
    expect(await care(db, world)).toEqual({ state: 'active', renewed: false })
    await world.advance(6 * DAY)
    expect(await care(db, world)).toEqual({ state: 'active', renewed: true })

    const after = await account(db, id)
    expect(after.token).not.toEqual(before.token)
    const end = after.token_expires_at?.getTime() ?? 0
    expect(Math.round((end - world.services.clock.now().getTime()) / DAY)).toBe(60)
    expect(await alerts(db)).toEqual([])
    expect(world.sim.control.violations()).toEqual([])
  })

  test('goes on with the old token when renewing fails, and warns two weeks before its end', async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const anna = await world.person('anna')
    const answer = await world.connect(
      { as: 'creator' },
      { token: anna.token, query: { login: 'instagram' } },
    )
    const { accountId } = Connected.parse(await answer.json())
    world.sim.control.addFault({
      path: '/refresh_access_token',
      kind: 'error',
      code: 2,
      times: null,
    })

    await world.advance(45 * DAY)
    expect(await care(db, world)).toEqual({ state: 'active', renewed: false })
    await world.advance(2 * DAY)
    expect(await care(db, world)).toEqual({ state: 'expiring', renewed: false })
    await world.advance(DAY)
    await care(db, world)

    expect(await alerts(db)).toEqual([
      {
        kind: 'connection_expiring',
        cause: 'token_expiring',
        audience: `user:${anna.id}`,
        count: 1,
      },
    ])
    world.sim.control.clearFaults()
    await world.advance(DAY)
    expect(await care(db, world)).toEqual({ state: 'active', renewed: true })
    expect((await account(db, accountId)).state_reason).toBeNull()
  })

  test('warns before access to the data ends, and says when it has', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const id = await connected(world, 'brand')

    await world.advance(77 * DAY)
    expect(await care(db, world)).toMatchObject({ state: 'expiring' })
    await world.advance(14 * DAY)
    await care(db, world)

    expect(await account(db, id)).toMatchObject({
      state: 'auth_error',
      state_reason: 'data_access_expired',
    })
    // The service's own account is the operators' business.
    expect(await alerts(db)).toMatchObject([
      { kind: 'connection_expiring', audience: 'operators' },
      { kind: 'connection_needs_person', audience: 'operators', count: 1 },
    ])
  })

  test.for([
    ['password', 'password_changed', 'auth_error'],
    ['removed', 'app_removed', 'revoked'],
    ['role', 'role_lost', 'auth_error'],
  ] as const)('finds that a token has ended (%s)', async ([end, reason, state], { db }) => {
    const world = await startConnectionWorld(db)
    const id = await connected(world, 'brand')
    world.sim.control.endTokens('brand', end)

    await world.advance(DAY)
    await care(db, world)

    expect(await account(db, id)).toMatchObject({ state, state_reason: reason })
    expect(world.sim.control.violations()).toEqual([])
  })
})

describe('a token that ends while posts are synced', () => {
  test('is known by its reason, makes tasks wait without attempts, and they go on after the owner authorized again', async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const anna = await world.person('anna')
    const answer = await world.connect({ as: 'brand' }, { token: anna.token })
    const { accountId } = Connected.parse(await answer.json())
    const list = world.services.queue.types.get('list_own_media')
    if (!list) throw new Error('no list')
    const asked = { connection_id: accountId, whole: true }
    await world.services.queue.enqueue(db, list, asked)
    world.sim.control.endTokens('brand', 'expired')

    const waiting = await world.run('list_own_media')

    expect(waiting).toMatchObject({
      status: 'pending',
      attempts: 0,
      error_code: 'connection_needs_person',
    })
    expect(await account(db, accountId)).toMatchObject({
      state: 'auth_error',
      state_reason: 'token_expired',
    })
    expect(await alerts(db)).toMatchObject([
      { kind: 'connection_needs_person', cause: 'token_expired', audience: `user:${anna.id}` },
    ])
    const calls = world.sim.control.requests().length
    await sql`update scrape_tasks_open set due_at = world_now() where id = ${waiting.id}`.execute(
      db,
    )
    await world.run('list_own_media')
    expect(world.sim.control.requests()).toHaveLength(calls)

    const again = await world.connect(
      { as: 'brand' },
      { token: anna.token, query: { account: accountId } },
    )
    expect(again.status).toBe(200)
    const done = await world.run('list_own_media')
    expect(done).toMatchObject({ id: waiting.id, status: 'done' })
    const { data } = z
      .object({ data: z.array(z.looseObject({ permalink: z.string() })) })
      .parse(
        await (
          await world.api.send('GET', `/api/ig/${accountId}/media`, { token: anna.token })
        ).json(),
      )
    expect(data.length).toBeGreaterThan(30)
    expect(world.sim.control.violations()).toEqual([])
  })
})
