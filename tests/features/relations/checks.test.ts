import { discover } from '../../../src/features/discover/tasks/discover.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import { CheckView } from '../../../src/features/relations/check-view.ts'
import { requestCheck } from '../../../src/features/relations/request-check.ts'
import { claimTasks } from '../../fixtures/claim-tasks.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import {
  aTarget,
  eventsOf,
  startRelationsWorld,
  storedMembers,
  trueMembers,
  type RelationsWorld,
} from './relations-world.ts'

const Answer = z.looseObject({ id: z.string().optional(), code: z.string().optional() })

async function post({ api }: RelationsWorld, json: Record<string, unknown>) {
  const answer = await api.send('POST', '/api/relations', { json })
  return { status: answer.status, body: Answer.parse(await answer.json()) }
}

/** The ids of the checks that a list shows under a status. */
async function listed({ api }: RelationsWorld, status: string): Promise<string[]> {
  const answer = await api.send('GET', `/api/relations?status=${status}`)
  const { data } = z.object({ data: z.array(CheckView) }).parse(await answer.json())
  expect(data.every((check) => check.status === status)).toBe(true)
  return data.map(({ id }) => id)
}

const aBlogOf = async (
  { db, target }: RelationsWorld,
  columns: { follower_count?: number; scrape_status?: string } = {},
): Promise<string> =>
  await aBlog(db, target.username, {
    platform_id: target.pk,
    follower_count: 300,
    following_count: 60,
    ...columns,
  })

describe('asking for a check', () => {
  test('takes a name, an address, an id and a blog for the same target, and makes one check of it', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db)
    const { username, pk } = world.target
    const blogId = await aBlogOf(world)

    const first = await post(world, { username: `@${username.toUpperCase()}` })
    expect(first).toMatchObject({ status: 202, body: { result: 'created', status: 'pending' } })
    for (const target of [
      { username: `https://www.instagram.com/${username}/` },
      { blog_id: blogId },
      { platform_id: pk },
      // What reads the same lists.
      { username, kinds: ['mutuals'] },
      { username, kinds: ['followers', 'following'] },
    ]) {
      expect(await post(world, target)).toMatchObject({
        status: 202,
        body: { id: first.body.id, result: 'already_open' },
      })
    }
    const others = [{ kinds: ['followers'] }, { max: 10 }]
    for (const other of others)
      expect((await post(world, { username, ...other })).body.id).not.toBe(first.body.id)
    const ended = await world.runToEnd(first.body.id ?? '')
    expect(ended).toMatchObject({ blog_id: blogId, platform_id: pk, username })
    expect((await post(world, { username })).body['result']).toBe('created')
  })

  test('answers a request that is sent again with the same key by its first answer', async ({
    db,
  }) => {
    const { api, target } = await startRelationsWorld(db)
    const order = {
      json: { username: target.username },
      headers: { 'idempotency-key': 'one-check' },
    }

    const first = await api.send('POST', '/api/relations', order)
    const again = await api.send('POST', '/api/relations', order)

    expect([first.status, again.status]).toEqual([202, 202])
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await again.json()).toEqual(await first.json())
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
  })

  test('refuses what names no target, or more than one, and tells that nobody has a name', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db)

    for (const body of [{}, { username: 'natgeo', platform_id: '1' }, { username: 'not a name' }])
      expect(await post(world, body)).toMatchObject({ status: 422 })
    const blog = { blog_id: '01890000-0000-7000-8000-000000000000' }
    expect(await post(world, blog)).toMatchObject({ status: 404 })
    const { id } = await world.ask({ username: 'nobody_at_all' })
    expect(await world.runToEnd(id)).toMatchObject({ status: 'failed', reason: 'target_gone' })
  })

  test('refuses a private profile politely, whether or not gramd knows that it is, and who was erased', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db)
    const { username, pk } = world.target
    const { id } = await world.ask()
    world.sim.control.failTarget(pk, { kind: 'private' })

    expect(await world.runToEnd(id)).toMatchObject({
      status: 'failed',
      reason: 'target_private',
      lists: [{ state: 'incomplete', reason: 'target_private' }],
      progress: { requests: 1 },
    })
    await aBlogOf(world, { scrape_status: 'private' })
    const refused = { status: 409, body: { code: 'target_private' } }
    expect(await post(world, { username })).toMatchObject(refused)
    await world.services.erasures.erase({ platformId: pk })
    const erased = { status: 409, body: { code: 'target_erased' } }
    for (const target of [{ username }, { platform_id: pk }])
      expect(await post(world, target)).toMatchObject(erased)
  })
})

describe('a check of a target that is hidden', () => {
  test.for(['hidden_by_age', 'hidden_by_region'] as const)(
    '%s fails as restricted, and its zeros count nobody',
    async (kind, { db }) => {
      const world = await startRelationsWorld(db)
      const { id } = await world.ask()
      world.sim.control.failTarget(world.target.pk, { kind })

      expect(await world.runToEnd(id)).toMatchObject({
        status: 'failed',
        reason: 'target_restricted',
        lists: [{ state: 'incomplete', reason: 'target_restricted', expected: null }],
        progress: { requests: 1 },
      })
    },
  )
})

describe('the budget of a check', () => {
  test('is told at once for a known target, and needs a word above the limit', async ({ db }) => {
    const world = await startRelationsWorld(db, {
      settings: { GRAMD_RELATION_CONFIRM_REQUESTS: '5' },
    })
    await aBlogOf(world, { follower_count: 1_000 })
    const { username } = world.target
    const kinds = ['followers']

    expect(await post(world, { username, kinds })).toMatchObject({
      status: 409,
      body: {
        code: 'confirmation_required',
        facts: { requests: 11, seconds: expect.any(Number), limit: 5 },
      },
    })
    expect(await post(world, { username, kinds, max: 300 })).toMatchObject({
      status: 202,
      body: { estimate: { requests: 4, seconds: expect.any(Number) } },
    })
    expect(await post(world, { username, kinds, confirm: true })).toMatchObject({ status: 202 })
  })

  test('of somebody unknown is told when the profile was seen, and the check waits for a word', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, {
      settings: { GRAMD_RELATION_CONFIRM_REQUESTS: '3' },
    })
    const { id } = await world.ask()

    const waiting = await world.runToEnd(id)
    expect(waiting).toMatchObject({
      status: 'waiting',
      reason: 'confirmation',
      estimate: { requests: 4 },
      completed_at: null,
    })
    expect(await listed(world, 'waiting')).toEqual([id])
    const answer = await world.api.send('POST', `/api/relations/${id}/confirm`)
    expect(answer.status).toBe(202)
    expect((await world.api.send('POST', `/api/relations/${id}/confirm`)).status).toBe(409)

    expect(await world.runToEnd(id)).toMatchObject({ status: 'complete', reason: null })
    expect((await eventsOf(world, id)).map(({ event }) => event)).toEqual([
      'waiting',
      'confirmed',
      'begun',
      'list_complete',
    ])
  })

  test('asking again with a word confirms the check that waits', async ({ db }) => {
    const world = await startRelationsWorld(db, {
      settings: { GRAMD_RELATION_CONFIRM_REQUESTS: '3' },
    })
    const { id } = await world.ask()
    await world.runToEnd(id)

    expect(await world.ask({ confirm: true })).toMatchObject({ id, status: 'pending' })
    expect(await world.runToEnd(id)).toMatchObject({ status: 'complete' })
  })

  test('a word that comes while the profile is looked at is heard', async ({ db }) => {
    const world = await startRelationsWorld(db, {
      settings: { GRAMD_RELATION_CONFIRM_REQUESTS: '3' },
    })
    const { id } = await world.ask()
    const { creatorReader } = world.services
    world.services.creatorReader = {
      ...creatorReader,
      async fetchProfile(...asked) {
        const profile = await creatorReader.fetchProfile(...asked)
        const again = {
          target: { username: world.target.username },
          kinds: ['followers'],
          max: null,
          isConfirmed: true,
          mayReadNewOnly: true,
        } as const
        expect(await requestCheck(world.services, again)).toEqual({ id, created: false })
        return profile
      },
    }
    await world.runOnce()

    expect(await world.runToEnd(id)).toMatchObject({ status: 'complete' })
  })
})

describe('the state of a check', () => {
  test('is what the list is filtered by, from its beginning to its end', async ({ db }) => {
    const world = await startRelationsWorld(db, { settings: { GRAMD_RELATION_PAGES_AT_ONCE: '2' } })
    const { sim, services } = world
    sim.control.orderLists(world.target.pk, { pageSize: 50 })
    const { id } = await world.ask()
    expect(await listed(world, 'pending')).toEqual([id])

    await world.runOnce()
    expect(await world.check(id)).toMatchObject({
      status: 'running',
      completed_at: null,
      progress: { collected: 100, expected: 300, pages: 2, requests: 3 },
      lists: [{ state: 'reading', collected: 100 }],
    })
    expect((await world.check(id)).progress.seconds_left).toBeGreaterThan(0)
    expect(await listed(world, 'running')).toEqual([id])

    for (const { username } of sim.accounts)
      sim.control.failAccount(username, { kind: 'rate_limit', count: 1 })
    await world.advance(60_000)
    await world.runOnce()
    const waiting = await world.check(id)
    expect(waiting).toMatchObject({ status: 'waiting', reason: 'accounts_failed' })
    const until = Date.parse(waiting.waiting_until ?? '')
    expect(until).toBeGreaterThan(services.clock.now().getTime() + 10 * 60_000)
    expect(await listed(world, 'waiting')).toEqual([id])
    expect(await listed(world, 'running')).toEqual([])

    await world.runToEnd(id)
    expect(await listed(world, 'complete')).toEqual([id])
    expect(await listed(world, 'waiting')).toEqual([])
  })

  test('says that it waits for the pool before it was begun', async ({ db }) => {
    const world = await startRelationsWorld(db)
    await world.ask()
    const { id } = await world.ask({ max: 5 })
    for (const { username } of world.sim.accounts)
      world.sim.control.failAccount(username, { kind: 'rate_limit', count: 1 })
    await world.runOnce()

    expect(await world.check(id)).toMatchObject({ status: 'waiting', reason: 'pool_resting' })
  })

  test('says that no account can work at all, until a person has dealt with one', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db)
    const { id } = await world.ask()
    await sql`update instagram_accounts set state = 'needs_operator'`.execute(db)

    const nobody = { status: 'waiting', reason: 'no_account_in_service', waiting_until: null }
    expect(await world.check(id)).toMatchObject(nobody)
    // What is told is what the API says that it tells, and no more.
    const answer = await world.api.send('GET', `/api/relations/${id}`)
    expect(await answer.json()).toEqual(await world.check(id))
  })

  test('a cancelled check keeps what it has, and its task can be tried again from there', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, { settings: { GRAMD_RELATION_PAGES_AT_ONCE: '2' } })
    const { api, sim } = world
    sim.control.orderLists(world.target.pk, { pageSize: 50 })
    const { id } = await world.ask()
    await world.runOnce()

    expect((await api.send('POST', `/api/relations/${id}/cancel`)).status).toBe(200)
    const cancelled = await world.check(id)
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      complete: false,
      lists: [{ state: 'incomplete', reason: 'cancelled', collected: 100 }],
    })
    expect((await api.send('POST', `/api/relations/${id}/cancel`)).status).toBe(409)
    expect(await storedMembers(world, id)).toHaveLength(100)

    expect((await api.send('POST', `/api/tasks/${cancelled.task_id}/retry`)).status).toBe(200)
    expect(await world.check(id)).toMatchObject({ status: 'pending', completed_at: null })
    expect(await world.runToEnd(id)).toMatchObject({
      status: 'complete',
      progress: { collected: 300, pages: 6 },
    })
    expect(await storedMembers(world, id)).toEqual(trueMembers(world))
    expect(sim.referee.report().classes['followers']).toBe(6)
  })

  test('a check can be cancelled while it reads, and while it waits for a confirmation', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, {
      settings: { GRAMD_RELATION_CONFIRM_REQUESTS: '3' },
    })
    const { api, sim } = world
    sim.control.orderLists(world.target.pk, { pageSize: 10 })
    const { id } = await world.ask()
    await world.runToEnd(id)
    await api.send('POST', `/api/relations/${id}/cancel`)
    expect(await world.check(id)).toMatchObject({ status: 'cancelled' })

    const reading = await world.ask({ confirm: true })
    const running = world.runOnce()
    await expect
      .poll(async () => (await world.check(reading.id)).progress.pages, { interval: 10 })
      .toBeGreaterThan(2)
    await api.send('POST', `/api/relations/${reading.id}/cancel`)
    expect((await running).status).toBe('cancelled')
    const left = await storedMembers(world, reading.id)
    const cancelled = await world.check(reading.id)
    expect(cancelled).toMatchObject({ status: 'cancelled' })
    expect(cancelled.progress.collected).toBe(left.length)
  })

  test('a check whose every try fails keeps what it has and says why, though there is one account only', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, {
      accounts: 1,
      settings: { GRAMD_RELATION_PAGES_AT_ONCE: '2' },
    })
    const { sim } = world
    sim.control.orderLists(world.target.pk, { pageSize: 50 })
    const { id } = await world.ask()
    await world.runOnce()
    for (const { username } of sim.accounts)
      sim.control.failAccount(username, { kind: 'server_error' })
    await db.updateTable('scrape_tasks_open').set({ max_attempts: 1 }).execute()

    expect(await world.runToEnd(id)).toMatchObject({
      status: 'incomplete',
      reason: 'platform_transient',
      lists: [{ state: 'incomplete', reason: 'platform_transient', collected: 100 }],
    })
  })

  test('a target that is renamed, closed or made private while it is read is told of', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, { settings: { GRAMD_RELATION_PAGES_AT_ONCE: '2' } })
    const { sim, target } = world
    sim.control.orderLists(target.pk, { pageSize: 50 })
    const [renamed, closed, hidden] = [
      await world.ask(),
      await world.ask({ max: 299 }),
      await world.ask({ max: 298 }),
    ]
    for (let turn = 0; turn < 3; turn += 1) await world.runOnce()
    sim.control.failTarget(target.pk, { kind: 'renamed', username: 'somebody.else' })
    expect(await world.runToEnd(renamed.id)).toMatchObject({ status: 'complete' })
    sim.control.failTarget(target.pk, { kind: 'private' })
    expect(await world.runToEnd(hidden.id)).toMatchObject({
      status: 'incomplete',
      reason: 'target_private',
    })
    sim.control.failTarget(target.pk, { kind: 'deleted' })
    expect(await world.runToEnd(closed.id)).toMatchObject({ status: 'incomplete' })
  })
})

describe('checks', () => {
  test('share the pool: a short one asked for later ends long before a long one', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, {
      followers: 1_663,
      settings: { GRAMD_RELATION_PAGES_AT_ONCE: '3' },
    })
    const other = aTarget(world, 1)
    world.sim.control.setLists(other.pk, { followers: 250, following: 0 })
    world.sim.control.orderLists(world.target.pk, { pageSize: 50 })
    const long = await world.ask()
    const short = await world.ask({ username: other.username })

    expect(await world.runToEnd(short.id)).toMatchObject({ status: 'complete' })

    const { progress, status } = await world.check(long.id)
    expect(status).toBe('running')
    expect(progress.pages).toBeGreaterThanOrEqual(3)
    expect(progress.pages).toBeLessThanOrEqual(6)

    // Other work of the same urgency that waits by the time that the slice ends comes before the next one.
    const { queue } = world.services
    await world.advance(2_000)
    await queue.enqueue(db, discover, { creators: ['somebody'] }, { priority: 6 })
    await world.advance(2_000)
    const running = await world.runOnce()
    expect(running.error_code).toBe('relation_turn')
    await world.advance(2_000)
    const types = ['relation_check', 'discover'].map((name) => ({
      name,
      resource: 'instagram',
      room: 1,
      leaseMs: 45_000,
      keyLimit: name === 'discover' ? 1 : undefined,
    }))
    const [next] = await claimTasks(db, { owner: 'test', limit: 1, types, resources: {} })
    expect(next?.task_type).toBe('discover')
  })

  test('store nobody who was erased, and end quietly when they are removed while they read', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, { settings: { GRAMD_RELATION_PAGES_AT_ONCE: '2' } })
    world.sim.control.orderLists(world.target.pk, { pageSize: 50 })
    const [erased] = trueMembers(world)
    await world.services.erasures.erase({ platformId: erased?.platform_id ?? '' })
    const { id } = await world.ask()

    const ended = await world.runToEnd(id)
    expect(ended).toMatchObject({ status: 'complete', progress: { collected: 299 } })
    expect(await storedMembers(world, id)).not.toContainEqual(erased)

    const removed = await world.ask({ whole: true })
    await world.runOnce()
    await sql`delete from relation_checks where id = ${removed.id}`.execute(db)
    await world.advance(60_000)
    expect(await world.runOnce()).toMatchObject({ status: 'done', result: { status: 'gone' } })
  })
})
