import { sql } from 'kysely'
import { judgeNew } from '../../../src/features/relations/new-only.ts'
import { knownListsQuery } from '../../../src/features/relations/store/new-only.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aCheck } from './a-check.ts'
import {
  eventsOf,
  startRelationsWorld,
  storedMembers,
  trueMembers,
  type RelationsWorld,
} from './relations-world.ts'

/** A target with 600 followers in pages of 50, of whom all are known from a check. */
async function aKnownTarget(db: RelationsWorld['db'], settings: Record<string, string> = {}) {
  const world = await startRelationsWorld(db, { followers: 600, settings })
  world.sim.control.orderLists(world.target.pk, { pageSize: 50 })
  const { id } = await world.ask({ confirm: true })
  const base = await world.runToEnd(id)
  expect(base).toMatchObject({ status: 'complete', lists: [{ new_since: null }] })
  const move = (kind: 'join' | 'leave', count: number): void =>
    world.sim.control.moveMembers(
      world.target.pk,
      'followers',
      kind === 'join' ? { kind, count } : { kind, count, which: 'oldest' },
    )
  return {
    world,
    base,
    join: (n: number) => move('join', n),
    leave: (n: number) => move('leave', n),
  }
}

async function changesOf({ api }: RelationsWorld, id: string, search = ''): Promise<unknown> {
  return await (await api.send('GET', `/api/relations/${id}/diff?limit=200&${search}`)).json()
}

describe('a check that repeats', () => {
  test('reads only what is new, says so, and concludes nothing about who left', async ({ db }) => {
    const { world, base, join, leave } = await aKnownTarget(db)
    join(30)
    leave(20)

    const { id } = await world.ask()
    const ended = await world.runToEnd(id)

    expect(ended).toMatchObject({
      status: 'incomplete',
      reason: 'only_new_read',
      estimate: { requests: 3 },
      lists: [
        {
          state: 'incomplete',
          reason: 'only_new_read',
          new_since: base.started_at,
          new_members: 30,
          whole_every: 5,
          whole_because: null,
          pages: 3,
        },
      ],
      // The profile, 30 new and 20 known, then 100 known.
      progress: { requests: 4 },
    })
    expect((await eventsOf(world, id)).at(-1)).toMatchObject({ event: 'new_members_read' })
    const diff = await changesOf(world, id)
    expect(diff).toMatchObject({
      earlier: { id: base.id },
      undetermined: [{ change: 'gone' }],
    })
    const newest = [...world.sim.control.membersOf(world.target.pk, 'followers')].slice(0, 30)
    expect(diff).toMatchObject({
      data: newest
        .map(({ platformId }) => platformId)
        .toSorted()
        .map((platform_id) => ({ platform_id, change: 'new' })),
    })
    expect(await changesOf(world, id, 'change=gone')).toMatchObject({ code: 'list_incomplete' })
    expect(world.sim.referee.violations()).toEqual([])
  })

  test('reads the whole every so many times, and then knows who left', async ({ db }) => {
    const { world, base, join, leave } = await aKnownTarget(db, {
      GRAMD_RELATION_WHOLE_EVERY: '2',
    })
    join(3)
    const { id: second } = await world.ask()
    expect(await world.runToEnd(second)).toMatchObject({ reason: 'only_new_read' })
    leave(2)
    const { id } = await world.ask()

    expect(await world.runToEnd(id)).toMatchObject({
      status: 'complete',
      lists: [{ whole_because: 'turn', new_since: null, collected: 601 }],
    })
    expect(await storedMembers(world, id)).toEqual(trueMembers(world))
    const diff = await changesOf(world, id, 'change=gone')
    expect(diff).toMatchObject({ earlier: { id: base.id }, data: [{}, {}] })
  })

  test('reads the whole by request, for mutuals and up to a maximum', async ({ db }) => {
    const { world } = await aKnownTarget(db)
    const { id: open } = await world.ask()
    const { id } = await world.ask({ whole: true })
    expect(id).not.toBe(open)
    expect((await world.ask()).id).toBe(open)
    for (const [body, because] of [
      [{ whole: true }, 'requested'],
      [{ kinds: ['mutuals'] }, 'requested'],
      [{ max: 400 }, null],
    ] as const) {
      const asked = await world.ask(body)
      const { lists } = await world.runToEnd(asked.id)
      expect(lists[0]).toMatchObject({ new_since: null, whole_because: because })
    }
  })
})

describe('a target whose newest people do not come first', () => {
  test('is read whole at once, and by the next check', async ({ db }) => {
    const { world, join } = await aKnownTarget(db)
    join(40)
    world.sim.control.orderLists(world.target.pk, { ordersByDate: false })
    const { id } = await world.ask()

    expect(await world.runToEnd(id)).toMatchObject({
      status: 'complete',
      lists: [{ whole_because: 'not_newest_first', new_since: null, new_members: 0 }],
    })
    expect(await storedMembers(world, id)).toEqual(trueMembers(world))
    expect(await eventsOf(world, id)).toContainEqual({
      event: 'not_newest_first',
      data: { list: 'followers', found: 0, growth: 40 },
    })
    const { id: next } = await world.ask()
    expect(await world.runToEnd(next)).toMatchObject({
      lists: [{ whole_because: 'not_newest_before' }],
    })
  })

  test('waits for a confirmation where the whole takes too much', async ({ db }) => {
    const { world, join } = await aKnownTarget(db, { GRAMD_RELATION_CONFIRM_REQUESTS: '5' })
    join(40)
    world.sim.control.orderLists(world.target.pk, { ordersByDate: false })
    const { id } = await world.ask()

    expect(await world.runToEnd(id)).toMatchObject({
      status: 'waiting',
      reason: 'confirmation',
      estimate: { requests: 8 },
      lists: [{ state: 'pending', collected: 0 }],
    })
    await world.api.send('POST', `/api/relations/${id}/confirm`)
    expect(await world.runToEnd(id)).toMatchObject({ status: 'complete' })
    expect(await storedMembers(world, id)).toEqual(trueMembers(world))
  })
})

test('a check of new people that is killed at any page counts each once', async ({ db }) => {
  const { world, join } = await aKnownTarget(db, { GRAMD_RELATION_PAGES_AT_ONCE: '1' })
  join(120)
  const { id } = await world.ask()
  for (let run = 0; run < 8; run += 1) {
    const { completed_at: end, progress } = await world.check(id)
    if (end !== null) break
    await world.advance(60_000)
    const stopping = new AbortController()
    const running = world.runOnce(stopping.signal)
    if (run % 2 === 0) {
      await expect
        .poll(async () => (await world.check(id)).progress.pages, { interval: 5 })
        .toBeGreaterThan(progress.pages)
      stopping.abort()
    }
    await running
  }

  expect(await world.runToEnd(id)).toMatchObject({
    reason: 'only_new_read',
    lists: [{ new_members: 120, collected: 250 }],
  })
})

describe('the judgement of what was read', () => {
  test.for([
    [{ growth: 10, newMembers: 10, knownRun: 100, collected: 110 }, 'enough'],
    [{ growth: 10, newMembers: 10, knownRun: 99, collected: 109 }, 'more'],
    // Accounts that are open again have no place at the top.
    [{ growth: 100, newMembers: 91, knownRun: 100, collected: 200 }, 'enough'],
    [{ growth: 100, newMembers: 89, knownRun: 100, collected: 200 }, 'not_newest_first'],
    [{ growth: 1, newMembers: 0, knownRun: 100, collected: 100 }, 'not_newest_first'],
    // As many have left as joined.
    [{ growth: 0, newMembers: 50, knownRun: 100, collected: 150 }, 'enough'],
    [{ growth: -20, newMembers: 0, knownRun: 100, collected: 100 }, 'enough'],
    [{ growth: 0, newMembers: 1_201, knownRun: 0, collected: 1_201 }, 'not_newest_first'],
  ] as const)('%j: %s', ([counted, expected]) => {
    expect(judgeNew(counted)).toBe(expected)
  })
})

test('the last whole reading is found by the indexes of checks', async ({ db }) => {
  await aCheck(db, { followers: { members: ['1'] } })
  await sql`
    insert into relation_checks (username, platform_id, kinds, status, started_at)
    select 'u' || n, n::text, '{followers}', 'complete', world_now() from generate_series(10000, 30000) n`.execute(
    db,
  )
  await sql`
    insert into relation_lists (check_id, kind, state)
    select id, 'followers', 'complete' from relation_checks on conflict do nothing`.execute(db)
  await sql`analyze relation_checks, relation_lists`.execute(db)

  const plan = await db.executeQuery<{ 'QUERY PLAN': string }>(
    sql`explain (analyze) ${knownListsQuery({ platformId: '12345', username: 'u12345' })}`.compile(
      db,
    ),
  )
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(text).not.toContain('Seq Scan')
})
