import { z } from 'zod'
import { tasks } from '../../../src/features/tasks/feature.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { aPerson } from '../projects/kit.ts'
import { startGramdWorld } from '../gramd-world.ts'
import { findCreator, isRich, request } from '../scrape/scrape-world.ts'

const Attempts = z.object({
  data: z.array(
    z.object({
      accounts: z
        .array(
          z.object({
            account: z.object({ username: z.string() }),
            proxy: z.object({ port: z.int() }),
            requests: z.int(),
            failed: z.int(),
          }),
        )
        .nullable(),
    }),
  ),
})

test('an attempt names the accounts and proxies that it used, for whoever may see accounts', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { accounts: 2 })
  const { sim, services } = world
  const api = anApi(db, [tasks.routes?.(services) ?? []].flat())
  const { taskId } = await request(db, world, findCreator(world, isRich).username)
  // Each stops in the middle, so that the second goes on where the first was, and the task waits.
  for (const { username } of sim.accounts)
    sim.control.failAccount(username, { kind: 'rate_limit', skip: 2, count: 1 })
  await world.runNext('full_scrape')

  const { data } = Attempts.parse(
    await (await api.send('GET', `/api/tasks/${taskId}/attempts`)).json(),
  )
  const uses = data[0]?.accounts ?? []
  expect(uses.map(({ account }) => account.username).toSorted()).toEqual(
    sim.accounts.map(({ username }) => username).toSorted(),
  )
  expect(uses.map(({ failed }) => failed)).toEqual([1, 1])
  expect(new Set(uses.map(({ proxy }) => proxy.port)).size).toBe(2)

  const { token } = await aPerson(db, 'member')
  const path = `/api/tasks/${taskId}/attempts`
  const seen = Attempts.parse(await (await api.send('GET', path, { token })).json())
  expect(seen.data[0]?.accounts).toBeNull()

  // Requests are kept for eight days.
  await world.advance(9 * 24 * 3_600_000)
  const old = Attempts.parse(await (await api.send('GET', path)).json())
  expect(old.data[0]?.accounts).toBeNull()
})
