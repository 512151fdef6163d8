import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import { sql } from 'kysely'
import { createPoolReaders } from '../../../src/pool/budget/pool-readers.ts'
import { operations } from '../../../src/features/accounts/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { HOUR, startGramdWorld } from '../gramd-world.ts'
import { aTarget } from '../relations/relations-world.ts'

/** A scrape of somebody on a pool of one account, and what operators send. */
async function aScrape(db: Db) {
  const world = await startGramdWorld(db, { accounts: 1 })
  const { services } = world
  const { queue, clock } = services
  const api = anApi(db, [
    mountOperations(
      { ...services, ...createPoolReaders(services.db, services.poolContext.limits) },
      operations,
    ),
  ])
  const { username, pk } = aTarget(world)
  const blogId = await aBlog(db, username, { platform_id: pk })
  const task = await queue.enqueue(db, fullScrape, { blog_id: blogId })
  const idOf = async (table: 'instagram_accounts' | 'proxies') =>
    (await db.selectFrom(table).select('id').executeTakeFirstOrThrow()).id
  return {
    ...world,
    run: async () => await world.runNext('full_scrape'),
    /** World ms for which the task is put back. */
    waitMs: async () =>
      ((await world.task(task.id)).next_retry_at?.getTime() ?? 0) - clock.now().getTime(),
    async send(path: string) {
      const answer = await api.send('POST', path)
      expect(answer.status, await answer.text()).toBe(200)
    },
    account: `/api/accounts/${await idOf('instagram_accounts')}`,
    proxy: `/api/proxies/${await idOf('proxies')}`,
  }
}

describe('work that waits for the pool', () => {
  test('goes on as soon as the pool is resumed', async ({ db }) => {
    const { run, waitMs, send } = await aScrape(db)
    await sql`
      insert into pool_stops (cause, stopped_until) values ('app_outdated', world_now() + interval '1 hour')`.execute(
      db,
    )
    expect(await run()).toMatchObject({ status: 'pending', error_code: 'pool_resting' })
    expect(await waitMs()).toBeGreaterThan(HOUR / 2)
    await send('/api/pool/resume')
    expect(await run()).toMatchObject({ status: 'done' })
  })

  test('goes on as soon as an account is back in service, or its proxy', async ({ db }) => {
    const { run, waitMs, send, account, proxy } = await aScrape(db)
    for (const path of [account, proxy]) {
      await send(`${path}/pause`)
      expect(await run()).toMatchObject({ status: 'pending', error_code: 'pool_resting' })
      expect(await waitMs()).toBeGreaterThan(HOUR / 2)
      await send(`${path}/resume`)
      expect(await waitMs()).toBeLessThanOrEqual(0)
    }
    expect(await run()).toMatchObject({ status: 'done' })
  })
})
