import { sql } from 'kysely'
import { rescueExpired } from '../../../src/queue/rescue.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import {
  startRelationsWorld,
  storedMembers,
  trueMembers,
  type RelationsWorld,
} from './relations-world.ts'

/** A check of thirty pages that is being read, some pages far. */
async function aCheckAtWork(world: RelationsWorld) {
  world.sim.control.orderLists(world.target.pk, { pageSize: 10 })
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
    const world = await startRelationsWorld(db, { settings: { RELATION_PAGES_AT_ONCE: '100' } })
    const { id, running } = await aCheckAtWork(world)
    await sql`update task_claims set lease_until = clock_timestamp() - interval '1 second'`.execute(
      db,
    )
    expect(await rescueExpired(db, world.services.queue.types)).toHaveLength(1)
    await running

    expect((await world.check(id)).progress.pages).toBeLessThan(30)
    await expectWhole(world, id)
    const { requests } = (await world.check(id)).progress
    // The one that was under way may not have been sent.
    expect(requests - world.sim.referee.report().requests).toBeOneOf([0, 1])
  })

  test('by a process that stops gives its task back and goes on from its last page', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, { settings: { RELATION_PAGES_AT_ONCE: '100' } })
    const { id, running, stop } = await aCheckAtWork(world)
    stop()
    expect(await running).toMatchObject({ status: 'pending', attempts: 0 })

    await expectWhole(world, id)
    // Thirty pages and the profile; what was under way when it stopped is asked for once more, with the page before it.
    expect(world.sim.referee.report().requests).toBeLessThanOrEqual(34)
  })

  test('by a database that goes away goes on when that is back', async ({ db }) => {
    const world = await startRelationsWorld(db, { settings: { RELATION_PAGES_AT_ONCE: '100' } })
    const { id, running } = await aCheckAtWork(world)
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
    expect((await running).status).not.toBe('failed')

    await expectWhole(world, id)
  })
})
