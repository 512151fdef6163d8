import { expect, test } from '../../fixtures/test.ts'
import { someCreators } from './a-creator.ts'
import { HOUR, startAnalyzeWorld } from './analyze-world.ts'

test('a row that tells more tokens than a number can hold costs no other its answer', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await world.enqueueAnalyses(await someCreators(db, 2))
  world.sim.control.addFault({ on: 'row', kind: 'absurd_usage', times: 1 })
  await world.run('submit_batch')
  await world.advance(HOUR)

  expect(await world.run('poll_batches')).toMatchObject({ status: 'done', result: { ingested: 1 } })

  expect(Object.values(await world.analyses())).toMatchObject([
    { status: 'done', outcome: 'success' },
    { status: 'done', outcome: 'success' },
  ])
})

test('the reason of a failed batch is stored without what PostgreSQL refuses, and not at any length', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '2' })
  await world.enqueueAnalyses(await someCreators(db, 2))
  const message = `line \0 one ${'x'.repeat(10_000)}`
  world.sim.control.addFault({ on: 'batch', kind: 'failed', code: 'bad\0line', message, line: 1 })
  await world.run('submit_batch')
  await world.advance(HOUR)

  expect(await world.run('poll_batches')).toMatchObject({ status: 'done', result: { ingested: 1 } })

  const batch = await db
    .selectFrom('ai_batches')
    .select(['status', 'error_code', 'error_message'])
    .executeTakeFirstOrThrow()
  expect(batch).toMatchObject({
    status: 'failed',
    error_code: 'badline',
    error_message: expect.stringMatching(/^line {2}one x{480,500} \(line 1\)$/),
  })
})
