import type { AccountFaultKind } from '../../../sim/instagram/faults.ts'
import type { ListFaultKind } from '../../../sim/instagram/list-rules.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { HOUR } from '../gramd-world.ts'
import {
  eventsOf,
  startRelationsWorld,
  storedMembers,
  trueMembers,
  type RelationsWorld,
} from './relations-world.ts'

/** Ten pages. */
const SHORT = { followers: 300, accounts: 4 }
const PAGE = 30

const failAll = ({ sim }: RelationsWorld, kind: AccountFaultKind, skip: number): void => {
  for (const { username } of sim.accounts)
    sim.control.failAccount(username, { kind, skip, count: 1, endpoints: ['followers'] })
}

/** Fails one request of the account that begins the list: the first one has looked at the profile just before. */
const failReader = ({ sim }: RelationsWorld, kind: AccountFaultKind, skip: number): void => {
  const first = sim.accounts[1]
  if (first)
    sim.control.failAccount(first.username, { kind, skip, count: 1, endpoints: ['followers'] })
}

async function aCheckOf(world: RelationsWorld, body: Record<string, unknown> = {}) {
  const { id } = await world.ask(body)
  const ended = await world.runToEnd(id)
  return { id, ended, stored: await storedMembers(world, id) }
}

const reasons = (events: Awaited<ReturnType<typeof eventsOf>>) => events.map(({ event }) => event)

describe('a check of 1,663 followers', () => {
  test('goes on after 728 of them when its session dies, and ends with all of them', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, { followers: 1_663 })
    // Four pages of 182 are 728.
    world.sim.control.orderLists(world.target.pk, { pageSize: 182 })
    failReader(world, 'login_required', 4)

    const { id, ended, stored } = await aCheckOf(world)

    expect(ended).toMatchObject({ status: 'complete', complete: true, reason: null })
    expect(ended.progress).toMatchObject({ collected: 1_663, expected: 1_663, seconds_left: 0 })
    expect(stored).toEqual(trueMembers(world))
    const { classes } = world.sim.referee.report()
    // Ten pages, the request that found the session dead, and the last page again where an account takes over.
    expect(classes['followers']).toBeLessThanOrEqual(13)
    expect(ended.progress.requests).toBe((classes['followers'] ?? 0) + (classes['profile'] ?? 0))
    expect(reasons(await eventsOf(world, id))).toEqual(['begun', 'taken_over', 'list_complete'])
    expect(world.sim.referee.violations()).toEqual([])
  })
})

describe('a check of 1,663 followers by one account alone, whose session dies after 728,', () => {
  /** The account with a session that was made elsewhere, so that its login budget is whole. */
  async function withSession({ sim, services }: RelationsWorld): Promise<void> {
    const username = sim.accounts[0]?.username ?? ''
    const { sessionId } = sim.control.openSession(username)
    const account = await services.db
      .selectFrom('instagram_accounts')
      .select('id')
      .executeTakeFirstOrThrow()
    const input = { kind: 'sessionid', sessionId } as const
    await services.pool.replaceSession(account.id, input, new AbortController().signal)
  }

  const historyOf = async ({ db }: RelationsWorld): Promise<string[]> => {
    const rows = await db.selectFrom('account_events').select('event').orderBy('id').execute()
    return rows.map(({ event }) => event)
  }

  test.for([
    { kind: 'login_required', hasBudget: true },
    { kind: 'unauthorized_fail', hasBudget: true },
    { kind: 'unauthorized_empty', hasBudget: false },
  ] as const)(
    'goes on after its login with nobody missing and nobody twice: $kind, login budget left: $hasBudget',
    async ({ kind, hasBudget }, { db }) => {
      const world = await startRelationsWorld(db, { followers: 1_663, accounts: 1 })
      const { sim, target } = world
      // Four pages of 182 are 728.
      sim.control.orderLists(target.pk, { pageSize: 182 })
      if (hasBudget) await withSession(world)
      failAll(world, kind, 4)

      const { id, ended, stored } = await aCheckOf(world)

      expect(ended).toMatchObject({ status: 'complete', complete: true, reason: null })
      expect(ended.progress).toMatchObject({ collected: 1_663, expected: 1_663 })
      expect(stored).toEqual(trueMembers(world))
      const history = await historyOf(world)
      expect(history.filter((event) => event === 'session_died')).toHaveLength(1)
      expect(history.filter((event) => event === 'session_renewed')).toHaveLength(1)
      expect(history.includes('renewal_waiting')).toBe(!hasBudget)
      const events = reasons(await eventsOf(world, id))
      // With a login left the list is read in one go; without, the check waits for the budget and goes on.
      expect(events).toEqual(
        hasBudget ? ['begun', 'list_complete'] : ['begun', 'waiting', 'list_complete'],
      )
      // Ten pages, the request that found the session dead, and the last page again after a wait.
      const { classes } = sim.referee.report()
      expect(classes['followers']).toBeLessThanOrEqual(hasBudget ? 11 : 12)
      expect(sim.referee.violations()).toEqual([])
    },
  )
})

describe('a check', () => {
  test('ends with the same members however often its pages fail', async ({ db }) => {
    const world = await startRelationsWorld(db, { followers: 1_663, accounts: 6 })
    const { sim, target } = world
    sim.control.orderLists(target.pk, { pageSize: 50 })
    const passing: AccountFaultKind[] = [
      'login_required',
      'server_error',
      'reset',
      'cut_body',
      'html_200',
      'empty_200',
      'feedback_required',
    ]
    const endpoints = ['followers'] as const
    for (const [place, { username }] of sim.accounts.entries()) {
      sim.control.failAccount(username, { kind: 'rate_limit', skip: 8, count: 1, endpoints })
      const kind = passing[place] ?? 'reset'
      sim.control.failAccount(username, { kind, skip: 3 + place, count: 2, endpoints })
    }
    sim.control.failProxy(1, { kind: 'dead', skip: 5 })
    failReader(world, 'challenge_required', 2)

    const { id, ended, stored } = await aCheckOf(world)

    expect(ended).toMatchObject({ status: 'complete' })
    expect(stored).toEqual(trueMembers(world))
    expect(reasons(await eventsOf(world, id))).toContain('taken_over')
    expect(sim.referee.violations()).toEqual([])
  })

  test('ends with the same members when the proxy of its account dies', async ({ db }) => {
    const world = await startRelationsWorld(db, SHORT)
    world.sim.control.orderLists(world.target.pk, { pageSize: PAGE })
    world.sim.control.failProxy(1, { kind: 'dead', skip: 6 })

    const { id, ended, stored } = await aCheckOf(world)

    expect(ended).toMatchObject({ status: 'complete' })
    expect(stored).toEqual(trueMembers(world))
    expect(reasons(await eventsOf(world, id))).toContain('taken_over')
  })

  test('is not deceived by pages that are spoiled', async ({ db }) => {
    const world = await startRelationsWorld(db, SHORT)
    const { control } = world.sim
    control.orderLists(world.target.pk, { pageSize: PAGE })
    const spoiled: ListFaultKind[] = ['empty', 'empty_page', 'first_page', 'stuck', 'twice', 'end']
    for (const [place, kind] of spoiled.entries())
      control.failLists(world.target.pk, { kind, skip: 1 + 2 * place, count: 1 })
    control.failLists(world.target.pk, { kind: 'lost_page', skip: 9, count: 1 })

    const { ended, stored } = await aCheckOf(world)

    expect(ended).toMatchObject({ status: 'complete' })
    expect(stored).toEqual(trueMembers(world))
  })

  test('waits for the account that holds the cursor where no other may use it', async ({ db }) => {
    const world = await startRelationsWorld(db, SHORT)
    const rules = { pageSize: PAGE, cursors: 'account', foreign: 'first_page' } as const
    world.sim.control.orderLists(world.target.pk, rules)
    failReader(world, 'rate_limit', 5)

    const { id, ended, stored } = await aCheckOf(world)

    expect(ended).toMatchObject({ status: 'complete' })
    expect(stored).toEqual(trueMembers(world))
    expect(reasons(await eventsOf(world, id))).toEqual([
      'begun',
      'cursor_bound',
      'waiting',
      'list_complete',
    ])
  })

  test('does not wait a day for that account where reading anew takes minutes', async ({ db }) => {
    const world = await startRelationsWorld(db, SHORT)
    world.sim.control.orderLists(world.target.pk, { pageSize: PAGE, cursors: 'account' })
    failReader(world, 'feedback_required', 5)
    const { clock } = world.services
    const begunAt = clock.now().getTime()

    const { id, ended, stored } = await aCheckOf(world)

    expect(clock.now().getTime() - begunAt).toBeLessThan(12 * HOUR)
    expect(ended).toMatchObject({ status: 'complete' })
    expect(stored).toEqual(trueMembers(world))
    expect(await eventsOf(world, id)).toContainEqual({
      event: 'begun_again',
      data: { list: 'followers', why: 'account_resting' },
    })
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('begins a list again where the account that holds the cursor is lost', async ({ db }) => {
    const world = await startRelationsWorld(db, SHORT)
    world.sim.control.orderLists(world.target.pk, { pageSize: PAGE, cursors: 'account' })
    failReader(world, 'challenge_required', 5)

    const { id, ended, stored } = await aCheckOf(world)

    expect(ended).toMatchObject({ status: 'complete' })
    expect(stored).toEqual(trueMembers(world))
    expect(reasons(await eventsOf(world, id))).toContain('begun_again')
  })

  test.for([
    { rules: { listed: 150, reportsLimit: true }, reason: 'limited_by_platform' },
    { rules: { listed: 150, reportsLimit: false }, reason: 'shorter_than_expected' },
  ])('says that a list is cut short: $reason', async ({ rules, reason }, { db }) => {
    const world = await startRelationsWorld(db, SHORT)
    world.sim.control.orderLists(world.target.pk, { pageSize: PAGE, ...rules })

    const { ended, stored } = await aCheckOf(world)

    expect(ended).toMatchObject({ status: 'incomplete', complete: false, reason })
    expect(ended.lists).toMatchObject([{ state: 'incomplete', reason, expected: 300 }])
    const truth = new Set(trueMembers(world).map(({ platform_id }) => platform_id))
    expect(stored.every(({ platform_id }) => truth.has(platform_id))).toBe(true)
  })

  test('takes an empty answer where members are for no list', async ({ db }) => {
    const world = await startRelationsWorld(db, SHORT)
    world.sim.control.orderLists(world.target.pk, { listed: 0, reportsLimit: false })

    const { ended, stored } = await aCheckOf(world)

    expect(ended).toMatchObject({ status: 'incomplete', reason: 'empty_answer' })
    expect(stored).toEqual([])
  })

  test('has each member once where lists repeat them and members come, go and are renamed', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, {
      ...SHORT,
      settings: { GRAMD_RELATION_PAGES_AT_ONCE: '2' },
    })
    const { control } = world.sim
    control.orderLists(world.target.pk, { pageSize: PAGE, repeats: 7 })
    const { id } = await world.ask()
    const before = new Set(trueMembers(world).map(({ platform_id }) => platform_id))
    await world.runOnce()
    control.moveMembers(world.target.pk, 'followers', { kind: 'join', count: 5 })
    control.moveMembers(world.target.pk, 'followers', { kind: 'leave', count: 20 })
    control.moveMembers(world.target.pk, 'followers', { kind: 'rename', count: 40 })

    const ended = await world.runToEnd(id)

    expect(ended.status).toBe('complete')
    const stored = await storedMembers(world, id)
    const ids = stored.map(({ platform_id }) => platform_id)
    expect(new Set(ids).size).toBe(ids.length)
    const after = trueMembers(world).map(({ platform_id }) => platform_id)
    for (const stayed of after.filter((each) => before.has(each))) expect(ids).toContain(stayed)
  })

  test('reads a list of nobody, and one of a single member', async ({ db }) => {
    const world = await startRelationsWorld(db, { followers: 0, following: 1 })

    const { id, ended, stored } = await aCheckOf(world, { kinds: ['followers', 'following'] })

    expect(ended).toMatchObject({ status: 'complete', progress: { collected: 1, expected: 1 } })
    expect(stored).toEqual([])
    expect(await storedMembers(world, id, 'following')).toEqual(trueMembers(world, 'following'))
  })

  test('reads both lists for mutuals', async ({ db }) => {
    const world = await startRelationsWorld(db, { ...SHORT, following: 80, mutuals: 25 })
    failAll(world, 'login_required', 1)

    const { id, ended, stored } = await aCheckOf(world, { kinds: ['mutuals'] })

    expect(ended).toMatchObject({ status: 'complete', kinds: ['mutuals'] })
    expect(stored).toEqual(trueMembers(world))
    expect(await storedMembers(world, id, 'following')).toEqual(trueMembers(world, 'following'))
  })
})
