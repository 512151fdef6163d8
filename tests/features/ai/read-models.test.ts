import { sql } from 'kysely'
import { expect } from 'vitest'
import type { HttpFaultKind } from '../../../sim/openai/http-faults.ts'
import { readModelEnd } from '../../../src/ai/models/model-end.ts'
import { readHold } from '../../../src/ai/money/hold.ts'
import { readModels } from '../../../src/features/ai/tasks/read-models.ts'
import { features } from '../../../src/features/index.ts'
import { test } from '../../fixtures/test.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from '../analyze/analyze-world.ts'

const DAY = 24 * HOUR

const alertsOf = async ({ db }: AnalyzeWorld) =>
  await db.selectFrom('notifications').select(['kind', 'cause', 'count']).execute()

const asked = ({ sim }: AnalyzeWorld): number =>
  sim.control.report().requests.by_route['GET /v1/models'] ?? 0

const endOf = async ({ db, services }: AnalyzeWorld, openaiModel = services.config.openaiModel) =>
  await readModelEnd(db, { ...services.config, openaiModel })

test('an end that only OpenAI knows is stored, alerted once, and followed when it moves', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, {}, { shutdowns: { 'gpt-6-luna': '2026-12-15' } })
  expect(await endOf(world)).toBeNull()

  const task = await world.run('read_models')
  expect(task).toMatchObject({ status: 'done', result: { models: 3, failure: null } })
  expect(await endOf(world)).toBe('2026-12-15')
  await world.run('poll_batches')
  await world.advance(DAY)
  await world.run('read_models')
  await world.run('poll_batches')
  const alert = { kind: 'openai_model_ending', cause: 'gpt-6-luna', count: 1 }
  expect(await alertsOf(world)).toEqual([alert])
  expect(asked(world)).toBe(2)

  world.sim.control.shutDown('gpt-6-luna', null)
  await world.advance(DAY)
  await world.run('read_models')
  expect(await endOf(world)).toBeNull()
})

test('the list and the table have one alert for the same end', async ({ db }) => {
  const models = ['gpt-6-luna', 'gpt-5-nano']
  const shutdowns = { 'gpt-5-nano': '2026-12-11' }
  const settings = { GRAMD_OPENAI_MODEL: 'gpt-5-nano' }
  const world = await startAnalyzeWorld(db, settings, { models, shutdowns })

  await world.run('poll_batches')
  await world.run('read_models')
  await world.run('poll_batches')

  expect(await alertsOf(world)).toMatchObject([{ kind: 'openai_model_ending', count: 1 }])
})

test('the newer of list and table decides; what the list does not have, the table has', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, {}, { shutdowns: { 'gpt-5.4-nano': '2027-06-30' } })
  expect(await endOf(world, 'gpt-5.4-nano')).toBe('2027-04-01')
  await world.run('read_models')

  expect(await endOf(world, 'gpt-5.4-nano')).toBe('2027-06-30')
  expect(await endOf(world, 'gpt-4o-2024-11-20')).toBe('2027-01-14')
  expect(await endOf(world, 'nothing-of-this-name')).toBeNull()
  await sql`update ai_models set read_at = '2026-11-20'`.execute(db)
  expect(await endOf(world, 'gpt-5.4-nano')).toBe('2027-04-01')
  await sql`update ai_models set read_at = '2027-01-01', base_url = 'https://elsewhere.example/v1'`.execute(
    db,
  )
  expect(await endOf(world, 'gpt-5.4-nano')).toBe('2027-04-01')
})

const FAILURES: readonly (readonly [HttpFaultKind, string])[] = [
  ['server_error', 'upstream_down'],
  ['html_error', 'upstream_down'],
  ['rate_limit', 'upstream_down'],
  ['reset_before', 'upstream_down'],
  ['insufficient_quota', 'openai_quota_spent'],
  ['invalid_key', 'openai_unauthorized'],
  ['not_found', 'openai_rejected'],
]

test.for(FAILURES)(
  'a list that fails with %s is quiet, and leaves what was known',
  async ([kind, failure], { db }) => {
    const world = await startAnalyzeWorld(db, {}, { shutdowns: { 'gpt-6-luna': '2026-12-30' } })
    await world.run('read_models')
    await world.advance(DAY)
    world.sim.control.addFault({ on: 'http', kind, path: '/models$', times: 10 })

    const task = await world.run('read_models')

    expect(task).toMatchObject({ status: 'done', attempts: 0, result: { models: 0, failure } })
    expect(await endOf(world)).toBe('2026-12-30')
    expect(await readHold(db)).toBeNull()
    expect(await alertsOf(world)).toEqual([])
    expect(world.logged.filter(({ level }) => Number(level) >= 40)).toEqual([])
    expect(JSON.stringify(world.logged)).not.toContain(world.sim.apiKey)

    world.sim.control.clearFaults()
    await world.advance(DAY)
    expect(await world.run('read_models')).toMatchObject({ result: { failure: null } })
  },
)

test('models that the list no longer has are forgotten', async ({ db }) => {
  const world = await startAnalyzeWorld(db)
  await sql`
    insert into ai_models (id, ends_on, base_url, read_at)
    values ('gone', '2026-12-01', ${world.services.config.openaiBaseUrl}, world_now())`.execute(db)
  await world.run('read_models')

  const rows = await db.selectFrom('ai_models').select('id').orderBy('id').execute()
  expect(rows.map(({ id }) => id)).toEqual(['gpt-5.4-nano', 'gpt-5.6-luna', 'gpt-6-luna'])
})

test('the timetable reads the list once a day, and two that are due are one', async ({ db }) => {
  const world = await startAnalyzeWorld(db)
  const { queue, config } = world.services
  const entries = features
    .flatMap(({ cron }) => cron?.(config) ?? [])
    .filter(({ taskType }) => taskType.name === 'read_models')
  expect(entries).toMatchObject([{ pattern: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }])

  const tasks = await Promise.all([1, 2].map(async () => await queue.enqueue(db, readModels, {})))
  expect(new Set(tasks.map(({ id }) => id)).size).toBe(1)
})
