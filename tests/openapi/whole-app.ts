import { randomBytes } from 'node:crypto'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import packageJson from '../../package.json' with { type: 'json' }
import { createClock } from '../../src/base/clock.ts'
import { loadConfig } from '../../src/config.ts'
import type { Db } from '../../src/db/handles.ts'
import { features } from '../../src/features/index.ts'
import { createApp } from '../../src/http/app.ts'
import { describeApi } from '../../src/http/description/openapi.ts'
import type { Document } from '../../src/http/description/document.ts'
import type { Router } from '../../src/http/router.ts'
import { buildServices } from '../../src/services.ts'

/** The OpenAPI document of all features. Needs no database: routes are described, none is asked. */
export const describeWholeApi = (): Document =>
  describeApi(wholeApi({ db: noDatabase(), apiKey: '' }), packageJson.version)

/** For what is built and never asked. */
export const noDatabase = (): Db =>
  new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })

/** The API of all features. Nothing is started: without a database, only the edge can be asked. */
export function wholeApi({
  db,
  apiKey,
  metrics = new Registry(),
}: {
  db: Db
  apiKey: string
  metrics?: Registry
}): Router {
  const config = loadConfig({
    SCRAPER_API_KEY: randomBytes(12).toString('hex'),
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  })
  const log = pino({ level: 'silent' })
  const { services } = buildServices(config, features, {
    db,
    clock: createClock(),
    log,
    logLoss: () => ({ dropped: 0, failing: null }),
    registry: metrics,
    instance: 'test',
    random: Math.random,
  })
  const routers = features.flatMap(({ routes }) => routes?.(services) ?? [])
  const { version } = packageJson
  const authenticators = features.flatMap((feature) => feature.authenticators?.(services) ?? [])
  return createApp({ db, log, apiKey, routers, version, authenticators, metrics })
}
