import { sql } from 'kysely'
import { rescueExpired } from '../../../src/queue/care/rescue.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import {
  startRelationsWorld,
  storedMembers,
  trueMembers,
  type RelationsWorld,
} from './relations-world.ts'

/** A check of twenty pages that is being read, some pages far. */
async function aCheckAtWork(world: RelationsWorld) {
  world.sim.control.orderLists(world.target.pk, { pageSize: 15 })
  const { id } = await world.ask()
  const stopping = new AbortController()
  const running = world.runOnce(stopping.signal)
  await expect
    .poll(async () => (await world.check(id)).progress.pages, { interval: 10 })
    .toBeGreaterThan(2)
  return { id, running, stop: () => stopping.abort() }
}

async function expectWhole(world: RelationsWorld, id: string): Promise<void> {
  const ended = await world.runToEnd(id)
  expect(ended).toMatchObject({ status: 'complete', progress: { collected: 300 } })
  expect(await storedMembers(world, id)).toEqual(trueMembers(world))
  expect(world.sim.referee.violations()).toEqual([])
}

describe('a check that is interrupted at a page', () => {
  test('by a worker that falls silent goes on with another one, and the first can write no more', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, {
      settings: { GRAMD_RELATION_PAGES_AT_ONCE: '100' },
    })
    const { id, running } = await aCheckAtWork(world)
    await sql`update scrape_tasks set lease_until = clock_timestamp() - interval '1 second' where status = 'running'`.execute(
      db,
    )
    // A rescue passes over a task whose page is just being stored, and the next one finds it.
    await expect
      .poll(async () => (await rescueExpired(db, world.services.queue.types)).length)
      .toBe(1)
    await running

    expect((await world.check(id)).progress.pages).toBeLessThan(20)
    await expectWhole(world, id)
    const { requests } = (await world.check(id)).progress
    // The one that was under way may not have been sent.
    expect(requests - world.sim.referee.report().requests).toBeOneOf([0, 1])
  })

  test('by a process that stops gives its task back and goes on from its last page', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, {
      settings: { GRAMD_RELATION_PAGES_AT_ONCE: '100' },
    })
    const { id, running, stop } = await aCheckAtWork(world)
    stop()
    expect(await running).toMatchObject({ status: 'pending', attempts: 0 })

    await expectWhole(world, id)
    // Twenty pages and the profile; what was under way when it stopped is asked for once more, with the page before it.
    expect(world.sim.referee.report().requests).toBeLessThanOrEqual(24)
  })

  test('by a database that goes away goes on when that is back', async ({ db }) => {
    const world = await startRelationsWorld(db, {
      settings: { GRAMD_RELATION_PAGES_AT_ONCE: '100' },
    })
    const { id, running } = await aCheckAtWork(world)
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
    expect((await running).status).not.toBe('failed')

    await expectWhole(world, id)
  })

  test('by the erasure of somebody whom it has just met ends with all others', async ({ db }) => {
    const world = await startRelationsWorld(db, { settings: { GRAMD_RELATION_PAGES_AT_ONCE: '2' } })
    world.sim.control.orderLists(world.target.pk, { pageSize: 50 })
    const { id } = await world.ask()
    await world.runOnce()
    const { checkpoint } = await world.db
      .selectFrom('scrape_tasks_open')
      .select('checkpoint')
      .executeTakeFirstOrThrow()
    const met = (await storedMembers(world, id)).find(({ platform_id }) =>
      JSON.stringify(checkpoint).includes(platform_id),
    )
    if (!met) throw new Error('nobody is named where the list goes on')

    await world.services.erasures.erase({ platformId: met.platform_id })

    const others = trueMembers(world).filter(({ platform_id }) => platform_id !== met.platform_id)
    expect(await world.runToEnd(id)).toMatchObject({
      status: 'complete',
      progress: { collected: 299, expected: 300 },
    })
    expect(await storedMembers(world, id)).toEqual(others)
    const tasks = await world.db.selectFrom('scrape_tasks').selectAll().execute()
    expect(JSON.stringify(tasks)).not.toContain(met.platform_id)
  })
})
