import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { operations } from '../../../src/features/campaign-readings/operations/index.ts'
import { planReadings } from '../../../src/features/campaign-readings/tasks/plan-campaign-readings.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { startGramdWorld, HOUR, type GramdWorld } from '../gramd-world.ts'
import { aList, aResult, DAY } from './kit.ts'

/** Creators who have been scraped `hours` ago, and have no live story. */
async function creators(db: Db, count: number, hours: number | null = null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with people as (insert into persons (full_name) select 'p' from generate_series(1, ${count}::int) returning id),
    numbered as (select id, row_number() over () as n from people),
    made as (
      insert into blogs (person_id, username, platform_id, source, scrape_status, scraped_at, fully_scraped_at)
      select id, 'creator_' || n, n::text, 'manual', 'active', world_now() - make_interval(hours => ${hours}::int),
        world_now() - make_interval(hours => ${hours}::int)
      from numbered returning id
    )
    select id from made`.execute(db)
  const ids = rows.map(({ id }) => id)
  await sql`insert into reading_schedule (blog_id, live_stories) select unnest(${ids}::uuid[]), 0`.execute(
    db,
  )
  return ids
}

const start = async (db: Db, settings: Record<string, string> = {}): Promise<GramdWorld> =>
  await startGramdWorld(db, { accounts: 0, settings })

const plan = async ({ services }: GramdWorld) =>
  await services.db.transaction().execute(async (tx) => await planReadings(tx, services))

/** All that is planned from hour to hour. */
async function planFor(world: GramdWorld, hours: number): Promise<number[]> {
  const planned: number[] = []
  for (let hour = 0; hour < hours; hour += 1) {
    planned.push((await plan(world)).planned)
    await sql`delete from scrape_tasks_open`.execute(world.services.db)
    await world.advance(HOUR)
  }
  return planned
}

describe('plan_campaign_readings', () => {
  test('reads each creator three times a day, once in however many campaigns', async ({ db }) => {
    const world = await start(db)
    const ids = await creators(db, 10)
    await aList(db, ids, { name: 'One' })
    await aList(db, ids.slice(5), { name: 'Two' })
    await aList(db, ids, { name: 'No campaign', isCampaign: false })

    const planned = await planFor(world, 24)

    expect(planned.filter((count) => count > 0)).toEqual([10, 10, 10])
    expect(planned.indexOf(10, 1)).toBe(8)
  })

  test('leaves out campaigns that ended or have not begun, and creators who did not agree', async ({
    db,
  }) => {
    const world = await start(db)
    const now = world.services.clock.now().getTime()
    const [a = '', b = '', c = '', d = ''] = await creators(db, 4)
    await aList(db, [a], { name: 'Ended', endsAt: new Date(now - HOUR) })
    await aList(db, [b], { name: 'Later', startsAt: new Date(now + HOUR) })
    await aList(db, [c], { name: 'Candidates', status: 'candidate' })
    expect((await plan(world)).planned).toBe(0)
    await aList(db, [d], { name: 'Stories', isCampaign: false, asksForStories: true })
    expect(await plan(world)).toMatchObject({ planned: 1, requests: 1 })
  })

  test('an ordinary scrape counts as a reading', async ({ db }) => {
    const world = await start(db)
    await aList(db, await creators(db, 3, 2))
    expect((await plan(world)).planned).toBe(0)
    await world.advance(6 * HOUR)
    expect((await plan(world)).planned).toBe(3)
  })

  test('reads when a post reaches an age, and waits for one that is about to', async ({ db }) => {
    const world = await start(db)
    const now = world.services.clock.now().getTime()
    const [passed = '', ahead = '', young = ''] = await creators(db, 3, 5)
    const listId = await aList(db, [passed, ahead, young])
    // One is a day old since an hour; one is three days old in 5 hours, 2 after its turn.
    await aResult(db, { listId, blogId: passed, takenAt: new Date(now - DAY - HOUR) })
    await aResult(db, { listId, blogId: ahead, takenAt: new Date(now - 3 * DAY + 5 * HOUR) })
    await aResult(db, { listId, blogId: young, takenAt: new Date(now - 2 * DAY) })

    const times: Record<string, number> = {}
    for (let hour = 0; hour < 7; hour += 1) {
      await plan(world)
      const { rows } = await sql<{ id: string }>`
        delete from scrape_tasks_open returning dedupe_key as id`.execute(db)
      for (const { id } of rows) times[id] ??= hour
      await world.advance(HOUR)
    }
    expect(times).toEqual({ [passed]: 0, [young]: 3, [ahead]: 5 })
  })

  test('keeps the limit of a campaign, the budget of the day and its share of an hour', async ({
    db,
  }) => {
    const world = await start(db, { GRAMD_READING_REQUESTS_PER_DAY: '240' })
    const ids = await creators(db, 60)
    const limited = await aList(db, ids.slice(0, 20), { name: 'Limited', dailyRequests: 11 })
    await aList(db, ids.slice(20), { name: 'Free' })
    // Two requests each, 20 in an hour, 240 in a day: 40 creators take 80 each time.
    expect((await planFor(world, 3)).every((count) => count <= 10)).toBe(true)
    await planFor(world, 19)
    const { rows } = await sql<{ list_id: string; requests: number }>`
      select list_id, sum(requests)::int as requests from reading_spending group by list_id`.execute(
      db,
    )
    const spent = new Map(rows.map((row) => [row.list_id, row.requests]))
    expect(spent.get(limited)).toBe(10)
    expect([...spent.values()].reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(240)
  })

  test('two plans at once enqueue nothing twice', async ({ db }) => {
    const world = await start(db)
    await aList(db, await creators(db, 20))
    const both = await Promise.all([plan(world), plan(world)])
    expect(both.map(({ planned }) => planned).toSorted((a, b) => a - b)).toEqual([0, 20])
  })

  test('what a reading took replaces what was expected', async ({ db }) => {
    const world = await start(db)
    const [id = ''] = await creators(db, 1)
    await aList(db, [id])
    await plan(world)
    await db.updateTable('lists').set({ ends_at: world.services.clock.now() }).execute()
    await world.runNext('read_campaign_creator')
    expect(await db.selectFrom('reading_spending').select('requests').execute()).toEqual([
      { requests: 0 },
    ])
  })
})

test('the plan of a campaign says what it costs before it begins', async ({ db }) => {
  const world = await start(db)
  const ids = await creators(db, 4)
  const startsAt = new Date(world.services.clock.now().getTime() + DAY)
  const id = await aList(db, ids, { startsAt, dailyRequests: 12 })
  await aList(db, ids.slice(0, 1), { name: 'Other' })
  const { send } = anApi(db, [mountOperations(world.services, operations)])
  const answer = await send('GET', `/api/campaigns/${id}/readings-plan`)
  expect(z.unknown().parse(await answer.json())).toMatchObject({
    creators: 4,
    readings_per_day: 3,
    requests: { profile: 12, posts: 12, stories: 0, total: 24 },
    shared_creators: 1,
    daily_requests: 12,
    spent_requests: 0,
    expected_readings_per_day: 1.5,
  })
})
