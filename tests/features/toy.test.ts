import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { createClock } from '../../src/base/clock.ts'
import { describeAllCommands } from '../../src/cli/help.ts'
import { runApiCommand } from '../../src/cli/run-command.ts'
import { loadConfig } from '../../src/config.ts'
import { runDaemon } from '../../src/daemon.ts'
import { commandsOf, declarations, withCore } from '../../src/features/declarations.ts'
import { features } from '../../src/features/index.ts'
import { retireTasks } from '../../src/features/maintenance/tasks/retire-tasks.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { startOpenAiSim } from '../../sim/openai/index.ts'
import { expect, test } from '../fixtures/test.ts'
import { aLog } from '../http/kit.ts'
import { aCreator } from './analyze/a-creator.ts'
import { toyDeclaration } from './toy/declare.ts'
import { createToyTable, toy } from './toy/index.ts'

// A feature is one folder and a line in each of two lists: everything else finds it there.
const ALL_DECLARATIONS = [...declarations, toyDeclaration]
const ALL_FEATURES = [...features, toy]

const environment = (more: Record<string, string> = {}) => ({
  SCRAPER_API_KEY: 'a-key-for-the-tests-only',
  GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  ...more,
})

test('settings of a further feature are read and checked, and its alerts can be chosen', () => {
  const load = (more: Record<string, string>) => loadConfig(environment(more), ALL_DECLARATIONS)
  expect(load({ GRAMD_TOY_RETENTION_DAYS: '2' })).toMatchObject({
    toyMood: 'calm',
    toyRetentionMs: 172_800_000,
  })
  expect(() => load({ GRAMD_TOY_MOOD: 'grim' })).toThrow('GRAMD_TOY_MOOD')
  expect(load({ GRAMD_NOTIFICATION_KINDS: 'toy_played' })).toMatchObject({
    notificationKinds: ['toy_played'],
  })
})

test('commands of a further feature are in the help', () => {
  expect(describeAllCommands(commandsOf(withCore(ALL_DECLARATIONS)))).toContain('toys play')
})

test('a further feature works: command, route, task, model, alert, metrics, retention, erasure', async ({
  db,
  databaseUrl,
}) => {
  await createToyTable(db)
  const blogId = await aCreator(db, 'aigerim')
  const sim = await startOpenAiSim({ seed: 'toy', clock: createClock() })
  onTestFinished(async () => await sim.close())
  const env = environment({
    DATABASE_URL: databaseUrl,
    GRAMD_PORT: '0',
    GRAMD_ROLES: 'api,worker',
    GRAMD_TOY_MOOD: 'loud',
    OPENAI_API_KEY: sim.apiKey,
    OPENAI_BASE_URL: sim.baseUrl,
  })
  const gramd = await startGramd(env)
  const document = z.looseObject({ paths: z.record(z.string(), z.unknown()) })
  const openapi: unknown = JSON.parse(await gramd.get('/openapi.json'))
  expect(document.parse(openapi).paths).toHaveProperty(['/api/toys'])

  const out: string[] = []
  const code = await runApiCommand(
    commandsOf(ALL_DECLARATIONS),
    ['toys', 'play', blogId],
    { ...env, GRAMD_URL: gramd.url },
    { out: (line) => void out.push(line), err: (line) => void out.push(line) },
  )
  expect([code, out.join()]).toEqual([0, expect.stringContaining('task_id')])
  const { task_id: taskId } = z.object({ task_id: z.int() }).parse(JSON.parse(out.join()))
  const taskOf = async () => JSON.parse(await gramd.get(`/api/tasks/${taskId}`))
  await expect.poll(taskOf, { timeout: 10_000 }).toMatchObject({
    status: 'done',
    result: { mood: 'loud', cost_usd: expect.any(Number) },
  })
  const { rows: tunes } = await sql`select blog_id, mood from test_tunes`.execute(db)
  expect(tunes).toEqual([{ blog_id: blogId, mood: 'loud' }])
  expect(await db.selectFrom('notifications').select(['kind', 'title']).execute()).toEqual([
    { kind: 'toy_played', title: 'A toy played' },
  ])
  const metrics = await gramd.get('/metrics')
  expect(metrics).toContain('gramd_toy_plays_total{mood="loud"} 1')
  expect(metrics).toContain('gramd_toy_tunes 1')
  expect(metrics).toMatch(/gramd_openai_cost_usd_total\{kind="direct",model="[^"]+"\}/)

  await sql`
    insert into test_tunes (blog_id, tune, created_at)
    values (${blogId}, 'old', world_now() - interval '31 days')`.execute(db)
  const queue = createQueue([retireTasks], () => undefined)
  await queue.enqueue(db, retireTasks, {})
  const ended = db
    .selectFrom('scrape_tasks')
    .select('result')
    .where('task_type', '=', 'retire_tasks')
  await expect
    .poll(async () => (await ended.executeTakeFirst())?.result)
    .toMatchObject({ removed: { test_tunes: 1 } })

  const erased = await gramd.send('DELETE', `/api/blogs/${blogId}?erase=true`)
  expect(JSON.parse(erased)).toMatchObject({ removed: { test_tunes: 1 } })
  expect(await gramd.get('/metrics')).toContain('gramd_toy_tunes 0')
})

/** gramd in this process, with the toy among its features. */
async function startGramd(env: Record<string, string>) {
  const { log, lines } = aLog()
  const config = loadConfig(env, ALL_DECLARATIONS)
  const stop = new AbortController()
  const running = runDaemon(
    config,
    log,
    { stopped: stop.signal },
    {
      allowShiftedClock: false,
      logLoss: () => ({ dropped: 0, failing: null }),
      features: ALL_FEATURES,
    },
  )
  onTestFinished(async () => {
    stop.abort()
    await running
  })
  const port = () => lines.find(({ msg }) => msg === 'API listens')?.['port']
  await Promise.race([running, expect.poll(port).toBeDefined()])
  const url = `http://127.0.0.1:${String(port())}`
  const headers = { authorization: `Bearer ${config.apiKey}` }
  const send = async (method: string, path: string): Promise<string> =>
    await (await fetch(`${url}${path}`, { method, headers })).text()
  return { url, send, get: async (path: string) => await send('GET', path) }
}
