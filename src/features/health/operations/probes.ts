import { readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import { classify } from '../../../base/classify.ts'
import { refusal } from '../../../base/database-faults.ts'
import { codeOf, TransientError } from '../../../base/errors.ts'
import type { Db } from '../../../db/database.ts'
import { PROJECT_FOLDERS } from '../../../db/migrate.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../../http/router.ts'
import { within } from '../../../http/within.ts'
import type { Services } from '../../manifest.ts'

/** The database refused or was silent for too long. */
class DatabaseDownError extends TransientError {
  override readonly code = 'database_unavailable'
}

/** The process cannot serve yet, or not any more. */
class NotReadyError extends TransientError {
  override readonly code = 'not_ready'
}

/** No probe hangs longer than this (real time), whatever the database does. */
export const PROBE_MS = 2_000

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
  summary: 'Whether the process does its work',
  description:
    'It does while the database answers, is migrated and takes writes, a worker claims tasks, notifications arrive, and no shutdown has begun.',
  responses: {
    200: json('It does', z.object({ status: z.literal('ready') })),
    503: problem('It does not; the detail says why'),
  },
})

type Parts = Pick<Services, 'db' | 'readiness' | 'writing'>

/** What orchestrators and load balancers ask; every process serves it, whatever its roles. */
export function probeRoutes({ db, readiness, writing }: Parts): Router {
  const router = createRouter()
  const migration = sharedProbe(async () => await whyNotMigrated(db))
  const proof = sharedProbe(async () => await writing.fault())
  router.openapi(alive, (c) => c.json({ status: 'alive' as const }, 200))
  router.openapi(ready, async (c) => {
    if (c.get('stopping')) throw new NotReadyError('gramd is stopping')
    const reason = (await migration()) ?? (await proof())?.message ?? readiness.faults()[0]?.message
    if (reason !== undefined) throw new NotReadyError(reason)
    return c.json({ status: 'ready' as const }, 200)
  })
  return router
}

/** Probes that come while one is under way share its answer: a crowd of them costs no more than one. */
export function sharedProbe<T>(probe: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined
  return async () => {
    underWay ??= within(PROBE_MS, 'the database', probe()).finally(() => {
      underWay = undefined
    })
    try {
      return await underWay
    } catch (thrown) {
      throw new DatabaseDownError(reasonOf(thrown), { cause: thrown })
    }
  }
}

/** Why the database cannot be asked; its own words, which may name users and hosts, are for the log. */
function reasonOf(thrown: unknown): string {
  const refused = refusal(codeOf(thrown) ?? '')
  if (refused !== undefined) return `the database does not answer: ${refused}`
  const error = classify(thrown)
  return error instanceof TransientError
    ? `the database does not answer: ${error.message}`
    : 'the database does not answer'
}

/** Why the process cannot serve yet, or undefined. Rejects when the database cannot be asked. */
async function whyNotMigrated(db: Db): Promise<string | undefined> {
  const { rows: tables } = await sql<{ known: boolean }>`
    select to_regclass('gramd_migrations') is not null as known`.execute(db)
  if (!tables[0]?.known) return 'the database has not been migrated'
  const rows = await db.selectFrom('gramd_migrations').select('name').execute()
  const applied = new Set(rows.map(({ name }) => name))
  const files = (await readdir(PROJECT_FOLDERS.migrations)).filter((name) => name.endsWith('.sql'))
  // A newer replica may have applied more: that is no reason to stop serving.
  return files.every((name) => applied.has(name)) ? undefined : 'the database is being migrated'
}
