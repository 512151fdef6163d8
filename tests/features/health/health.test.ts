import { sql } from 'kysely'
import pg from 'pg'
import { createServer } from 'node:net'
import { z } from 'zod'
import { createClock } from '../../../src/base/clock.ts'
import { loadConfig } from '../../../src/config.ts'
import { createReadiness } from '../../../src/base/readiness.ts'
import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import { openDatabase } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import { createWriteProof } from '../../../src/db/server/write-proof.ts'
import { advanceWorldTime, setWorldTime } from '../../../src/db/world-clock.ts'
import { declarations, withCore } from '../../../src/features/declarations.ts'
import { operations } from '../../../src/features/health/operations/index.ts'
import { processFacts } from '../../../src/features/health/process.ts'
import type { Services } from '../../../src/features/services.ts'
import { createOpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { createPoolReaders } from '../../../src/pool/budget/pool-readers.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { defineTask } from '../../../src/queue/task-type.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { LIMITS } from '../../pool/pool-fixture.ts'
import { anApi, aToken, problemIn, type TestApi } from '../../http/kit.ts'

const config = loadConfig({
  SCRAPER_API_KEY: 'operator-key-of-the-tests',
  GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('test'),
})

/** Nobody asks it. */
const openai = createOpenAiGateway({
  apiKey: 'sk-test-0123456789',
  baseUrl: 'http://127.0.0.1:9/v1',
  timeoutMs: 1_000,
})

const discover = defineTask<Services, object, unknown>({
  name: 'discover',
  summary: 'Only waits.',
  access: { read: 'creators:read', write: 'creators:write' },
  payload: z.object({}),
  result: z.unknown(),
  priority: 10,
  attempts: 3,
  backoffMinutes: [5],
  leaseMs: 60_000,
  resource: 'none',
  dedupeKey: () => null,
})

function api(
  db: Db,
  {
    openai: gateway = null,
    logLoss = () => ({ dropped: 0, failing: null }),
    now = new Date(),
    settings = config,
    readiness = createReadiness(),
    ...options
  }: { stopping?: AbortSignal; now?: Date; settings?: typeof config } & Partial<
    Pick<Services, 'openai' | 'logLoss' | 'readiness'>
  > = {},
): TestApi {
  const queue = createQueue<Services>([discover], () => undefined)
  const clock = { ...createClock(), now: () => now }
  const all = withCore(declarations)
  const services = {
    db,
    config: settings,
    declarations: all,
    queue,
    openai: gateway,
    logLoss,
    clock,
    readiness,
    writing: createWriteProof(db, { freshMs: 0 }),
  }
  const routes = mountOperations(
    { ...services, ...createPoolReaders(db, LIMITS), ...processFacts(services) },
    operations,
  )
  return anApi(db, [routes], options)
}

async function anAccount(db: Db, username: string, state = 'active', proxy = 'active') {
  const { id } = await db
    .insertInto('proxies')
    .values({
      protocol: 'http',
      host: 'proxy',
      port: 1,
      identity_hash: Buffer.from(username),
      state: proxy,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('instagram_accounts')
    .values({
      username,
      state,
      proxy_id: id,
      device_seed: username,
      secrets: Buffer.from('x'),
      rest_until: state === 'resting' ? sql`world_now() + interval '1 hour'` : null,
    })
    .execute()
}

const Report = z.looseObject({
  status: z.string(),
  tasks: z.looseObject({ by_type: z.record(z.string(), z.looseObject({})) }),
  alerts: z.array(z.object({ code: z.string(), message: z.string() })),
})

async function report({ send }: TestApi): Promise<z.output<typeof Report> & { http: number }> {
  const response = await send('GET', '/api/health')
  return { http: response.status, ...Report.parse(await response.json()) }
}

const codes = ({ alerts }: { alerts: { code: string }[] }): string[] =>
  alerts.map(({ code }) => code)

describe('GET /api/health', () => {
  test('tells anybody the status and nothing else', async ({ db }) => {
    await anAccount(db, 'ada')

    const response = await api(db).send('GET', '/api/health', { token: null })

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'degraded' })
  })

  test('warns of a faulty PostgreSQL when it is an external one', async ({ db, databaseUrl }) => {
    await anAccount(db, 'ada')
    const external = { ...config, databaseUrl }

    const seen = await report(api(db, { openai, settings: external }))

    expect(seen).toMatchObject({ http: 200, status: 'degraded' })
    expect(seen.alerts).toEqual([
      expect.objectContaining({
        code: 'postgres_faulty',
        message: expect.stringMatching(
          /^PostgreSQL \S+ has a known fault: .*; update the server of DATABASE_URL to 18\.7 or newer/,
        ),
      }),
    ])
    expect(JSON.stringify(seen)).not.toContain(new URL(databaseUrl).password)
  })

  test('is ok when everything can work', async ({ db }) => {
    await anAccount(db, 'ada')
    expect(await report(api(db, { openai }))).toMatchObject({ http: 200, status: 'ok', alerts: [] })
  })

  test('counts accounts that publish, of the pool and connected', async ({ db }) => {
    await anAccount(db, 'ada')
    for (const [name, state] of [
      ['one', 'active'],
      ['two', 'resting'],
      ['three', 'suspended'],
    ] as const)
      await anAccount(db, name, state)
    await sql`update instagram_accounts set purpose = 'publish' where username <> 'ada'`.execute(db)
    await sql`insert into publishing_accounts (account_id) select id from instagram_accounts where purpose = 'publish'`.execute(
      db,
    )
    expect(await report(api(db, { openai }))).toMatchObject({
      status: 'ok',
      accounts: { total: 1, in_service: 1 },
      publishing: {
        total: 3,
        active: 1,
        cooling_down: 1,
        need_you: 1,
        by_state: { active: 1, cooldown: 1, banned: 1 },
      },
    })

    await sql`update instagram_accounts set state = 'suspended' where purpose = 'publish'`.execute(
      db,
    )
    const none = await report(api(db, { openai }))
    expect([none.status, codes(none)]).toEqual(['degraded', ['no_publisher_in_service']])

    // Who only publishes needs no account that reads.
    await sql`delete from instagram_accounts where purpose = 'read'`.execute(db)
    await sql`update instagram_accounts set state = 'active'`.execute(db)
    const only = await report(api(db, { openai }))
    expect([only.status, codes(only)]).toEqual(['degraded', ['no_accounts']])
  })

  test('says that log lines are dropped, why and what to do', async ({ db }) => {
    await anAccount(db, 'ada')
    const since = new Date('2026-03-02T09:00:00Z')
    const logLoss = () => ({ dropped: 7, failing: { since, code: 'ENOSPC' } })

    const { status, alerts } = await report(api(db, { openai, logLoss }))

    expect(status).toBe('degraded')
    expect(alerts).toEqual([
      {
        code: 'log_lines_dropped',
        message:
          'the log cannot be written (ENOSPC, the disk is full: make room): 7 lines were dropped since the start',
      },
    ])
  })

  test('tells who has a token about accounts, tasks, scheduler and database', async ({ db }) => {
    await setWorldTime(db, { worldAt: Date.now(), realAt: Date.now(), speed: 0 })
    await anAccount(db, 'ada')
    await anAccount(db, 'grace', 'needs_operator')
    await sql`insert into scrape_tasks_open (task_type, priority) values ('discover', 10), ('discover', 10)`.execute(
      db,
    )
    await sql`insert into scrape_tasks_ended (id, created_at, task_type, priority, status) values
      (101, world_now(), 'full_scrape', 3, 'done'), (102, world_now(), 'full_scrape', 3, 'failed')`.execute(
      db,
    )
    await sql`insert into scrape_tasks_open (task_type, priority, due_at) values
      ('ai_analysis', 3, world_now() + interval '2 hours')`.execute(db)
    await sql`insert into cron_ticks (name, last_slot, last_task_id) values
      ('poll_batches', '2026-03-02T09:00:00Z', 101), ('never_made', '2026-03-02T03:00:00Z', null)`.execute(
      db,
    )
    await advanceWorldTime(db, 90_000)
    const token = await aToken(db, ['system:read'])

    const response = await api(db).send('GET', '/api/health', { token })

    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      status: 'degraded',
      version: '1.2.3',
      uptime_seconds: expect.any(Number),
      roles: ['api', 'worker', 'scheduler'],
      database: { ok: true, latency_ms: expect.any(Number) },
      accounts: {
        total: 2,
        by_state: { active: 1, needs_operator: 1, resting: 0 },
        need_you: [
          {
            account: 'grace',
            state: 'needs_operator',
            reason: 'grace needs you (no reason was stored).',
            next: 'gramd accounts check grace',
          },
        ],
        in_service: 1,
        free: 1,
        next_free_at: null,
      },
      tasks: {
        by_type: {
          discover: { pending: 2, running: 0, done: 0, waiting_seconds: 90, capped: [] },
          full_scrape: { pending: 0, done: 1, failed: 1, cancelled: 0, waiting_seconds: null },
          ai_analysis: { pending: 1, waiting_seconds: null },
        },
        oldest_waiting_seconds: 90,
      },
      openai: { configured: false, open_batches: 0, oldest_batch_at: null },
      scheduler: [{ name: 'poll_batches', last_tick: '2026-03-02T09:00:00.000Z' }],
      alerts: [
        { code: 'accounts_needs_operator' },
        { code: 'openai_not_configured' },
        { code: 'unknown_task_type' },
      ],
    })
  })

  test('says why AI tasks wait: what OpenAI refuses, and what gramd itself holds', async ({
    db,
  }) => {
    await anAccount(db, 'ada')
    await sql`insert into ai_holds (code, model, message, nonce, key_hash)
      values ('openai_model_unavailable', 'gpt-5-nano', 'shut down', 'n', 'h')`.execute(db)
    await sql`update ai_sending set held = 'daily_budget', held_since = '2026-11-21T09:00:00Z'`.execute(
      db,
    )

    const answer = await report(api(db, { openai }))

    expect(answer).toMatchObject({
      status: 'degraded',
      openai: { held: 'daily_budget', held_since: '2026-11-21T09:00:00.000Z' },
    })
    expect(answer.alerts).toContainEqual({
      code: 'openai_refused',
      message:
        'AI tasks wait: OpenAI refuses what is sent for gpt-5-nano (openai_model_unavailable): shut down',
    })
    expect(codes(answer)).toContain('ai_budget_spent')
    await sql`update ai_sending set held = 'enqueued_tokens'`.execute(db)
    await sql`delete from ai_holds`.execute(db)
    const waiting = await report(api(db, { openai }))
    expect(waiting).toMatchObject({ openai: { held: 'enqueued_tokens' } })
    expect(codes(waiting)).toEqual([])
  })

  test('says nothing of what was held with a key that is gone', async ({ db }) => {
    await anAccount(db, 'ada')
    await sql`insert into ai_holds (code, model, message, nonce, key_hash)
      values ('openai_unauthorized', 'gpt-5-nano', 'refused', 'n', 'h')`.execute(db)
    await sql`update ai_sending set held = 'daily_budget', held_since = world_now()`.execute(db)

    const answer = await report(api(db))

    expect(answer).toMatchObject({ openai: { configured: false, held: null, held_since: null } })
    expect(codes(answer)).toEqual(['openai_not_configured'])
  })

  test('calls OpenAI down when it has been so for an hour', async ({ db }) => {
    await anAccount(db, 'ada')
    const downFor = async (time: string): Promise<string[]> => {
      await sql`
        update ai_sending set held = 'openai_down', held_since = world_now() - ${time}::interval`.execute(
        db,
      )
      return codes(await report(api(db, { openai })))
    }

    expect(await downFor('59 minutes')).toEqual([])
    expect(await downFor('1 hour')).toEqual(['openai_down'])
  })

  test('names the open tasks of types that this version does not know', async ({ db }) => {
    await anAccount(db, 'ada')
    await sql`insert into scrape_tasks_open (task_type, priority) values ('of_tomorrow', 1), ('of_tomorrow', 2), ('discover', 3)`.execute(
      db,
    )
    await sql`insert into scrape_tasks_ended (id, created_at, task_type, priority, status)
      values (101, world_now(), 'of_yesterday', 3, 'done')`.execute(db)

    const seen = await report(api(db))

    expect(seen).toMatchObject({ http: 200, status: 'degraded' })
    expect(seen.alerts.filter(({ code }) => code === 'unknown_task_type')).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/^2 open tasks .* of_tomorrow,/) }),
    ])
    expect(seen.tasks.by_type['of_tomorrow']).toMatchObject({ pending: 2 })
  })

  test('knows every type of task, even one that nobody has used', async ({ db }) => {
    const { tasks } = await report(api(db))

    expect(tasks.by_type).toEqual({
      discover: {
        pending: 0,
        running: 0,
        done: 0,
        failed: 0,
        cancelled: 0,
        capped: [],
        waiting_seconds: null,
      },
    })
  })

  test.for([
    ['an empty pool', [], 503, 'down', 'no_accounts'],
    [
      'accounts that all need a person',
      ['needs_login', 'suspended'],
      503,
      'down',
      'no_account_in_service',
    ],
    ['accounts that all rest', ['resting', 'resting'], 200, 'degraded', 'all_accounts_rest'],
  ] as const)('with %s', async ([, states, http, status, code], { db }) => {
    for (const [n, state] of states.entries()) await anAccount(db, `account_${n}`, state)

    const seen = await report(api(db))

    expect(seen).toMatchObject({ http, status })
    expect(codes(seen)).toContain(code)
  })

  test('counts accounts that wait for their login out of service, and says until when', async ({
    db,
  }) => {
    for (const name of ['ada', 'grace']) await anAccount(db, name, 'needs_login')
    const renewalAt = new Date(Date.now() + 3_600_000)
    const due = db.updateTable('instagram_accounts').set({ renewal_at: renewalAt })
    await due.where('username', '=', 'ada').execute()

    const seen = await report(api(db))

    expect(seen).toMatchObject({ http: 200, status: 'degraded' })
    const returns_at = renewalAt.toISOString()
    expect(seen['accounts']).toMatchObject({ in_service: 0, waiting_for_login: 1, returns_at })
    expect(codes(seen)).toEqual(
      expect.arrayContaining(['no_account_in_service', 'renewal_waiting', 'accounts_needs_login']),
    )
    for (const code of ['no_account_in_service', 'renewal_waiting'])
      expect(seen.alerts.find((alert) => alert.code === code)?.message).toContain(returns_at)
    expect(seen.alerts.find(({ code }) => code === 'accounts_needs_login')?.message).toMatch(/^1 /)
  })

  test('is down when no account has a living proxy', async ({ db }) => {
    await anAccount(db, 'ada', 'active', 'dead')

    expect(await report(api(db))).toMatchObject({ http: 503, status: 'down' })
  })

  test('tells of a stop of the pool while it lasts', async ({ db }) => {
    await anAccount(db, 'ada')
    await sql`insert into pool_stops (cause, stopped_until) values ('app_outdated', world_now() + interval '1 hour')`.execute(
      db,
    )
    const stopped = await report(api(db))
    await advanceWorldTime(db, 3_700_000)
    const later = await report(api(db))

    expect(codes(stopped)).toContain('pool_stopped')
    expect(codes(later)).not.toContain('pool_stopped')
  })

  test('names backfills under way, and a schema that a newer gramd has expanded', async ({
    db,
  }) => {
    expect(await report(api(db))).toMatchObject({ backfills: [], warnings: [] })

    await sql`insert into gramd_backfills (name, version, done, total, finished_at) values
      ('posts_like_count', '1.1.0', 20, 90, null), ('ended', '1.1.0', 90, 90, now())`.execute(db)
    await sql`insert into gramd_migrations (name, checksum, phase, version)
      values ('9001_a.sql', 'x', 'expand', '9.1.0')`.execute(db)

    expect(await report(api(db))).toMatchObject({
      backfills: [{ name: 'posts_like_count', done: 20, total: 90, task_id: null }],
      warnings: [
        {
          setting: 'schema',
          message: expect.stringContaining('gramd 9.1.0 has expanded the schema'),
        },
      ],
    })
  })

  test('tells the age of the app, and of logins that are refused for its version', async ({
    db,
  }) => {
    await anAccount(db, 'ada')
    await anAccount(db, 'eve')
    const at = (day: string) => ({ now: new Date(`${day}T00:00:00Z`) })
    const fresh = await report(api(db, at('2026-11-22')))
    const old = await report(api(db, at('2026-12-24')))
    expect(fresh['instagram_app']).toEqual({
      version: '449.0.0.52.84',
      released_by: '2026-10-05',
      age_days: 48,
      warnings: [],
    })
    expect(old['instagram_app']).toMatchObject({
      age_days: 80,
      warnings: [expect.stringMatching(/80 days old/), expect.any(String)],
    })
    expect(codes(fresh)).not.toContain('logins_refused')

    await sql`insert into app_login_refusals (account_id, app_version)
      select id, case username when 'ada' then '449.0.0.52.84' else '428.0.0.47.67' end from instagram_accounts`.execute(
      db,
    )
    const refused = await report(api(db, at('2026-11-22')))

    expect(refused).toMatchObject({ status: 'degraded' })
    expect(refused.alerts.find(({ code }) => code === 'logins_refused')).toMatchObject({
      message: expect.stringMatching(/the password logins of 1 accounts.*import a session/),
    })
  })

  test('says when it has not counted to the end', async ({ db }) => {
    await sql`insert into scrape_tasks_ended (id, created_at, task_type, priority, status)
      select n, world_now(), 'discover', 3, 'done' from generate_series(1, 2500) n`.execute(db)

    const { tasks } = await report(api(db))

    expect(tasks.by_type['discover']).toMatchObject({ done: 2_000, capped: ['done'] })
  })
})

describe('a database that is gone', () => {
  /** A server that takes connections and never says a word. */
  async function silentDatabase(): Promise<{ db: Db; close: () => Promise<void> }> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const url = `postgres://nobody@127.0.0.1:${port}/none`
    const db = openDatabase({ url, max: 1, onIdleError: () => undefined })
    return { db, close: async () => void server.close() }
  }

  test.for(['/api/health', '/readyz'])('makes %s a problem within two seconds', async (path) => {
    const { db, close } = await silentDatabase()

    const startedAt = performance.now()
    const response = await api(db).send('GET', path, { token: null })

    expect(response.status).toBe(503)
    expect(await problemIn(response)).toMatchObject({ code: 'database_unavailable' })
    expect(performance.now() - startedAt).toBeLessThan(4_000)
    await close()
  })

  test('does not hold up /livez', async () => {
    const { db, close } = await silentDatabase()

    const response = await api(db).send('GET', '/livez', { token: null })

    expect(await response.json()).toEqual({ status: 'alive' })
    await close()
  })

  test('that hangs in the middle of a check is a problem within two seconds', async ({
    db,
    databaseUrl,
  }) => {
    const blocker = new pg.Client({ connectionString: databaseUrl })
    await blocker.connect()
    await blocker.query('begin; lock table scrape_tasks_open in access exclusive mode')

    const response = await api(db).send('GET', '/api/health')

    expect(response.status).toBe(503)
    expect((await problemIn(response)).code).toBe('database_unavailable')
    await blocker.end()
  })
})

describe('/readyz', () => {
  test('is ready when the database is migrated', async ({ db }) => {
    expect((await api(db).send('GET', '/readyz', { token: null })).status).toBe(200)
  })

  test('is not ready while a migration is missing', async ({ db }) => {
    await sql`delete from gramd_migrations where name like '0004%'`.execute(db)

    const response = await api(db).send('GET', '/readyz')

    expect(await problemIn(response)).toMatchObject({ status: 503, code: 'not_ready' })
  })

  test('is not ready any more once the process stops', async ({ db }) => {
    const response = await api(db, { stopping: AbortSignal.abort() }).send('GET', '/readyz')

    expect(await problemIn(response)).toMatchObject({
      code: 'not_ready',
      detail: 'gramd is stopping',
    })
  })

  test('is not ready while nothing can be written, and health is down with the reason', async ({
    db,
  }) => {
    await anAccount(db, 'ada')
    await sql`create or replace function derived.prove_writing() returns timestamptz language plpgsql
      as $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$`.execute(
      db,
    )

    const response = await api(db).send('GET', '/readyz', { token: null })

    expect(await problemIn(response)).toMatchObject({
      status: 503,
      code: 'not_ready',
      detail: "nothing can be written: the database's disk is full",
    })
    const seen = await report(api(db, { openai }))
    expect(seen).toMatchObject({ http: 503, status: 'down' })
    expect(codes(seen)).toEqual(['database_full'])
  })

  test('is not ready while a part of the process does not work, and health says which', async ({
    db,
  }) => {
    await anAccount(db, 'ada')
    const readiness = createReadiness()
    readiness.watch(() => undefined)
    readiness.watch(() => ({ code: 'worker_not_claiming', message: 'the worker does nothing' }))

    const response = await api(db, { readiness }).send('GET', '/readyz', { token: null })

    expect(await problemIn(response)).toMatchObject({ detail: 'the worker does nothing' })
    const seen = await report(api(db, { openai, readiness }))
    expect([seen.status, codes(seen)]).toEqual(['degraded', ['worker_not_claiming']])
  })

  test('keeps the reason for which the database cannot be asked', async ({ db }) => {
    await sql`create or replace function derived.prove_writing() returns timestamptz language plpgsql
      as $$ begin raise exception 'sorry' using errcode = '53300'; end $$`.execute(db)

    const response = await api(db).send('GET', '/readyz', { token: null })

    expect(await problemIn(response)).toMatchObject({
      code: 'database_unavailable',
      detail: 'the database does not answer: the database has too many connections',
    })
  })
})
