import { z } from 'zod'
import { operations } from '../../../src/features/analyze/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startAnalyzeWorld } from './analyze-world.ts'

const Answer = z.object({
  created: z.int(),
  already_open: z.int(),
  unavailable: z.int(),
  without_data: z.int(),
  unknown: z.int(),
  cost_usd: z.number().nullable(),
  results: z.array(z.object({ username: z.string(), result: z.string() })),
})

test('many are analyzed at once, after their price was told', async ({ db }) => {
  const world = await startAnalyzeWorld(db)
  const { send } = anApi(db, [mountOperations(world.services, operations)])
  const scraped = { scraped_at: new Date(), scrape_status: 'active' }
  await aBlog(db, 'first', scraped)
  await aBlog(db, 'second', scraped)
  const open = await aBlog(db, 'open', scraped)
  await aBlog(db, 'private', { ...scraped, scrape_status: 'private' })
  await aBlog(db, 'fresh')
  await world.enqueueAnalyses([open])
  const usernames = ['first', '@Second', 'open', 'private', 'fresh', 'nobody', 'first']
  const ask = async (dry_run: boolean) =>
    Answer.parse(
      await (await send('POST', '/api/tasks/analyze', { json: { usernames, dry_run } })).json(),
    )
  const tasks = async () =>
    (
      await db
        .selectFrom('scrape_tasks')
        .select('id')
        .where('task_type', '=', 'ai_analysis')
        .execute()
    ).length

  const told = await ask(true)
  expect(await tasks()).toBe(1)
  const { results, ...counts } = await ask(false)

  expect(counts).toEqual({
    created: 2,
    already_open: 1,
    unavailable: 1,
    without_data: 1,
    unknown: 1,
    cost_usd: told.cost_usd,
  })
  expect(told.cost_usd).toBeGreaterThan(0)
  expect(results.map(({ result }) => result)).toEqual([
    'created',
    'created',
    'already_open',
    'unavailable',
    'without_data',
    'unknown',
    'created',
  ])
  expect(await tasks()).toBe(3)
  expect((await ask(false)).created).toBe(0)
})
