import { sql } from 'kysely'
import type { ListRulesOrder } from '../../../sim/instagram/list-rules.ts'
import {
  truncatedBefore,
  truncatedQuery,
} from '../../../src/features/relations/store/truncated-lists.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { aCheck } from './a-check.ts'
import { eventsOf, startRelationsWorld, storedMembers, trueMembers } from './relations-world.ts'

const FEW: ListRulesOrder[] = [
  { listed: 50, reportsLimit: true },
  { listed: 48, reportsLimit: false },
  { listed: 50, reportsLimit: true, endless: true },
]

const settings = { GRAMD_RELATION_CONFIRM_REQUESTS: '20' }

describe('a target of which Instagram shows about 50 people', () => {
  test.for(FEW)('is recognised on the first page: %j', async (rules, { db }) => {
    const world = await startRelationsWorld(db, { followers: 5_000 })
    world.sim.control.orderLists(world.target.pk, rules)
    const { id } = await world.ask({ confirm: true })

    const ended = await world.runToEnd(id)

    expect(ended).toMatchObject({
      status: 'incomplete',
      reason: 'only_few_shown',
      estimate: { requests: 2 },
      lists: [{ reason: 'only_few_shown', collected: rules.listed, expected: 5_000, requests: 1 }],
      progress: { requests: 2, seconds_left: 0 },
    })
    expect(await storedMembers(world, id)).toHaveLength(rules.listed ?? 0)
    expect(world.sim.referee.report().classes['followers']).toBe(1)
  })

  test('is recognised before anybody is asked to confirm 111 requests', async ({ db }) => {
    const world = await startRelationsWorld(db, { followers: 5_000, following: 6_000, settings })
    world.sim.control.orderLists(world.target.pk, { listed: 50 })
    const { id } = await world.ask({ kinds: ['mutuals'] })

    const ended = await world.runToEnd(id)

    expect(ended).toMatchObject({
      status: 'incomplete',
      reason: 'only_few_shown',
      estimate: { requests: 3 },
      lists: [
        { kind: 'followers', reason: 'only_few_shown', collected: 50 },
        { kind: 'following', reason: 'only_few_shown', collected: 50 },
      ],
      progress: { requests: 3 },
    })
    expect((await eventsOf(world, id)).map(({ event }) => event)).not.toContain('waiting')
  })

  test('is remembered by the next check, which still asks if Instagram shows more by then', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, { followers: 5_000, settings })
    const { username, pk } = world.target
    await aBlog(db, username, { platform_id: pk, follower_count: 5_000, following_count: 60 })
    const first = await world.api.send('POST', '/api/relations', {
      json: { username, kinds: ['followers'] },
    })
    expect(first.status).toBe(409)
    world.sim.control.orderLists(pk, { listed: 50 })
    const { id } = await world.ask({ confirm: true })
    await world.runToEnd(id)

    const again = await world.ask()
    expect(again.estimate).toMatchObject({ requests: 2 })
    world.sim.control.clearLists()
    world.sim.control.setLists(pk, { followers: 5_000 })

    expect(await world.runToEnd(again.id)).toMatchObject({
      status: 'waiting',
      reason: 'confirmation',
      estimate: { requests: 51 },
    })
  })

  test('leaves the other list as it is: what was probed is read from its beginning', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, {
      followers: 700,
      following: 60,
      settings: { GRAMD_RELATION_CONFIRM_REQUESTS: '3' },
    })
    const { id } = await world.ask({ kinds: ['mutuals'] })

    const waiting = await world.runToEnd(id)
    expect(waiting).toMatchObject({
      status: 'waiting',
      estimate: { requests: 9 },
      lists: [
        { kind: 'followers', state: 'pending', collected: 0, pages: 0, requests: 1 },
        { kind: 'following', state: 'pending', requests: 0 },
      ],
    })
    expect(await storedMembers(world, id)).toEqual([])
    await world.api.send('POST', `/api/relations/${id}/confirm`)

    expect(await world.runToEnd(id)).toMatchObject({
      status: 'complete',
      lists: [
        { kind: 'followers', state: 'complete', collected: 700, pages: 4 },
        { kind: 'following', state: 'complete', collected: 60 },
      ],
    })
    expect(await storedMembers(world, id)).toEqual(trueMembers(world))
  })

  test('asks again after an interruption between its first page and the question', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, { followers: 5_000, accounts: 1, settings })
    const { memberReader } = world.services
    let isDown = true
    world.services.memberReader = {
      ...memberReader,
      async readMembers(...asked) {
        const outcome = await memberReader.readMembers(...asked)
        if (isDown) throw new Error('the process was killed')
        return outcome
      },
    }
    const { id } = await world.ask()
    await world.runOnce()
    isDown = false

    expect(await world.runToEnd(id)).toMatchObject({ status: 'waiting', reason: 'confirmation' })
    expect(await storedMembers(world, id)).toEqual([])
  })
})

test('the newest list that was read to its end says how much Instagram shows', async ({ db }) => {
  const target = { platformId: '4711', username: null }
  const few = { state: 'incomplete', reason: 'only_few_shown' }
  await aCheck(db, { followers: few, following: few })
  expect(await truncatedBefore(db, target)).toEqual(new Set(['followers', 'following']))
  expect(await truncatedBefore(db, { platformId: null, username: 'target' })).toEqual(
    new Set(['followers', 'following']),
  )
  await aCheck(db, { followers: { state: 'complete' } })
  await aCheck(db, { following: { state: 'pending' }, status: 'waiting' })
  expect(await truncatedBefore(db, target)).toEqual(new Set(['following']))
  expect(await truncatedBefore(db, { platformId: '4712', username: 'other' })).toEqual(new Set())
})

test('a list whose last page comes again with a cursor is complete when its count is reached', async ({
  db,
}) => {
  const world = await startRelationsWorld(db, { followers: 374, following: 374 })
  world.sim.control.orderLists(world.target.pk, { endless: true, pageSize: 100 })
  const { id } = await world.ask({ kinds: ['mutuals'] })

  const ended = await world.runToEnd(id)

  expect(ended).toMatchObject({ status: 'complete', progress: { collected: 748 } })
  for (const { requests } of ended.lists) expect(requests).toBeLessThanOrEqual(4 + 3)
  expect(await storedMembers(world, id)).toEqual(trueMembers(world))
})

test('older checks of a target are found by its index', async ({ db }) => {
  await sql`
    insert into relation_checks (username, platform_id, kinds, status)
    select 'u' || n % 5000, (n % 5000)::text, '{followers}', 'complete' from generate_series(1, 50000) n`.execute(
    db,
  )
  await sql`
    insert into relation_lists (check_id, kind, state) select id, 'followers', 'complete' from relation_checks`.execute(
    db,
  )
  await sql`analyze relation_checks, relation_lists`.execute(db)
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain ${truncatedQuery({ platformId: '7', username: 'u7' })}`.execute(db)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).not.toContain('Seq Scan')
})
