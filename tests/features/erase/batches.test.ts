import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aCreator } from '../analyze/a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from '../analyze/analyze-world.ts'
import { findTraces } from './traces.ts'

/** Two creators whose analyses wait. */
async function aWorld(db: Db): Promise<{ world: AnalyzeWorld; blogIds: [string, string] }> {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  const goes = await aCreator(db, 'goes.away', {
    captions: ['Unmistakable breakfast of goes.away'],
  })
  const stays = await aCreator(db, 'stays.here', { captions: ['Another breakfast'] })
  await world.enqueueAnalyses([goes, stays])
  return { world, blogIds: [goes, stays] }
}

const costs = async (db: Db) =>
  await db.selectFrom('ai_batches').select(['input_tokens', 'cost_usd']).executeTakeFirstOrThrow()

test('what a batch under way finds about an erased creator is paid and dropped, and its files go', async ({
  db,
}) => {
  const { world, blogIds } = await aWorld(db)
  await world.run('submit_batch')
  await world.services.erasures.erase({ blogId: blogIds[0] })
  expect(world.sim.control.report().files.stored).toBe(1)

  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ status: 'done' })

  const report = world.sim.control.report()
  expect(report).toMatchObject({ rows: { answered: 2 }, files: { stored: 0 }, violations: {} })
  expect(await costs(db)).toMatchObject({ input_tokens: report.tokens.input })
  expect((await costs(db)).cost_usd).toBeGreaterThan(0)
  expect(Object.keys(await world.analyses())).toEqual(['stays.here'])
  expect(await findTraces(db, ['goes.away', blogIds[0]])).toEqual([])
})

test('a file that was uploaded and not used is written again without the erased creator', async ({
  db,
}) => {
  const { world, blogIds } = await aWorld(db)
  world.sim.control.addFault({
    on: 'http',
    method: 'POST',
    path: '/v1/batches$',
    kind: 'invalid_key',
  })
  await world.run('submit_batch')
  expect(world.sim.control.report()).toMatchObject({ files: { stored: 1 }, batches: { total: 0 } })
  world.sim.control.clearFaults()
  await world.services.erasures.erase({ blogId: blogIds[0] })

  await world.advance(HOUR)
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')

  const report = world.sim.control.report()
  expect(report).toMatchObject({ rows: { answered: 1 }, files: { stored: 0 }, violations: {} })
  expect(Object.values(await world.analyses())).toMatchObject([{ status: 'done' }])
})

test('a creator who is erased while the answer to a creation is lost costs the others nothing', async ({
  db,
}) => {
  const { world, blogIds } = await aWorld(db)
  world.sim.control.addFault({
    on: 'http',
    method: 'POST',
    path: '/v1/batches$',
    kind: 'reset_after',
  })
  await world.run('submit_batch')
  await world.services.erasures.erase({ blogId: blogIds[0] })

  await world.advance(HOUR)
  await world.run('submit_batch')
  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ status: 'done' })

  const report = world.sim.control.report()
  expect(report).toMatchObject({ rows: { answered: 2 }, files: { stored: 0 }, violations: {} })
  expect(Object.values(await world.analyses())).toMatchObject([{ status: 'done' }])
  const models = await db.selectFrom('ai_batches').select('model').execute()
  expect(models).toEqual([{ model: 'gpt-6-luna' }])
  expect(await findTraces(db, ['goes.away', blogIds[0]])).toEqual([])
})

test('a creator who is erased while the file is uploaded is not sent', async ({ db }) => {
  const { world, blogIds } = await aWorld(db)
  const real = world.services.openai
  if (!real) throw new Error('there is no gateway')
  let uploads = 0
  world.services.openai = {
    ...real,
    uploadBatchFile: async (file, call) => {
      const id = await real.uploadBatchFile(file, call)
      uploads += 1
      if (uploads === 1) await world.services.erasures.erase({ blogId: blogIds[0] })
      return id
    },
  }

  await world.run('submit_batch')
  await world.run('poll_batches')
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')

  const report = world.sim.control.report()
  expect(report).toMatchObject({ rows: { answered: 1 }, files: { stored: 0 }, violations: {} })
  expect(Object.values(await world.analyses())).toMatchObject([{ status: 'done' }])
})

test('an erased creator is not counted in a batch that is read again', async ({ db }) => {
  const { world, blogIds } = await aWorld(db)
  await world.run('submit_batch')
  await world.advance(HOUR)
  await world.run('poll_batches')
  const before = await costs(db)

  await world.services.erasures.erase({ blogId: blogIds[0] })

  expect(await costs(db)).toEqual(before)
  const { rows } = await sql`select from ai_batch_rows`.execute(db)
  expect(rows).toHaveLength(1)
})
