import { readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import { reportApp } from '../../accounts/app-profiles.ts'
import { TransientError } from '../../base/errors.ts'
import type { Db } from '../../db/database.ts'
import { PROJECT_FOLDERS } from '../../db/migrate.ts'
import { reportServer } from '../../db/server-version.ts'
import { appProfileOf } from '../../settings/core.ts'
import { unsafeSettings } from '../../settings/load.ts'
import { settingsOf } from '../declarations.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../http/router.ts'
import { within } from '../../http/within.ts'
import type { Services } from '../manifest.ts'
import { addSettingsRoutes } from './settings-routes.ts'
import { HealthReport, PublicHealth, reportHealth } from './health-report.ts'
import { readVitals } from './health-store.ts'

/** The database refused or was silent for too long. */
class DatabaseDownError extends TransientError {
  override readonly code = 'database_unavailable'
}

/** The process cannot serve yet, or not any more. */
class NotReadyError extends TransientError {
  override readonly code = 'not_ready'
}

/** No probe hangs longer than this (real time), whatever the database does. */
const TIMEOUT_MS = 2_000

const health = createRoute({
  method: 'get',
  path: '/api/health',
  access: { optional: 'system:read' },
  operationId: 'getHealth',
  summary: 'How gramd is doing',
  description:
    'Without a token the status only, and so without the scope `system:read`. 503 when it is down: as a problem when the database does not answer within 2 s, ' +
    'else with the report that says why.',
  responses: {
    200: json('ok or degraded', z.union([HealthReport, PublicHealth])),
    503: {
      description: 'gramd cannot work',
      content: {
        'application/json': { schema: z.union([HealthReport, PublicHealth]) },
        ...problem('').content,
      },
    },
  },
})

const alive = createRoute({
  method: 'get',
  path: '/livez',
  access: 'open',
  operationId: 'getLiveness',
  tags: ['health'],
  summary: 'Whether the process answers',
  responses: { 200: json('It does', z.object({ status: z.literal('alive') })) },
})

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  access: 'open',
  operationId: 'getReadiness',
  tags: ['health'],
  summary:
    'Whether the process can serve: the database answers and is migrated, and no shutdown has begun',
  responses: {
    200: json('It can', z.object({ status: z.literal('ready') })),
    503: problem('It cannot now; the detail says why'),
  },
})

type Parts = Pick<
  Services,
  'db' | 'config' | 'declarations' | 'queue' | 'openai' | 'logLoss' | 'clock'
>

export function healthRoutes(services: Parts): Router {
  const { db, config, queue } = services
  const startedAt = performance.now()
  const warnings = unsafeSettings(settingsOf(services.declarations), config)
  const vitals = sharedProbe(async () => await readVitals(db, TIMEOUT_MS))
  const readiness = sharedProbe(async () => await whyNotReady(db))
  const router = createRouter()
  const uptimeSeconds = () => Math.floor((performance.now() - startedAt) / 1_000)
  addSettingsRoutes(router, services, uptimeSeconds)

  router.openapi(health, async (c) => {
    const read = await vitals()
    const isExternal = config.databaseUrl !== undefined
    const report = reportHealth(read, {
      version: c.get('version'),
      uptimeSeconds: uptimeSeconds(),
      roles: config.roles,
      taskTypes: [...queue.types.keys()],
      openAiConfigured: services.openai !== null,
      logLoss: services.logLoss(),
      app: reportApp(appProfileOf(config), services.clock.now()),
      // Of gramd's own there may be nothing newer to install; its log and gramd doctor name the fault.
      faultyServer: isExternal ? reportServer(read.server, config) : null,
      warnings,
    })
    const isTrusted = c.get('principal').scopes.includes('system:read')
    const body = isTrusted ? report : { status: report.status }
    return c.json(body, report.status === 'down' ? 503 : 200)
  })
  router.openapi(alive, (c) => c.json({ status: 'alive' as const }, 200))
  router.openapi(ready, async (c) => {
    if (c.get('stopping')) throw new NotReadyError('gramd is stopping')
    const reason = await readiness()
    if (reason !== undefined) throw new NotReadyError(reason)
    return c.json({ status: 'ready' as const }, 200)
  })
  return router
}

/** Probes that come while one is under way share its answer: a crowd of them costs no more than one. */
function sharedProbe<T>(probe: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined
  return async () => {
    underWay ??= within(TIMEOUT_MS, 'the database', probe()).finally(() => {
      underWay = undefined
    })
    try {
      return await underWay
    } catch (thrown) {
      // One that refuses is as down as one that is silent; its own words are for the log.
      throw new DatabaseDownError('the database does not answer', { cause: thrown })
    }
  }
}

/** Why the process cannot serve yet, or undefined. Rejects when the database cannot be asked. */
async function whyNotReady(db: Db): Promise<string | undefined> {
  const { rows: tables } = await sql<{ known: boolean }>`
    select to_regclass('gramd_migrations') is not null as known`.execute(db)
  if (!tables[0]?.known) return 'the database has not been migrated'
  const rows = await db.selectFrom('gramd_migrations').select('name').execute()
  const applied = new Set(rows.map(({ name }) => name))
  const files = (await readdir(PROJECT_FOLDERS.migrations)).filter((name) => name.endsWith('.sql'))
  // A newer replica may have applied more: that is no reason to stop serving.
  return files.every((name) => applied.has(name)) ? undefined : 'the database is being migrated'
}
