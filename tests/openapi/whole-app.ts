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
import { loadConfig } from '../../src/config.ts'
import type { Db } from '../../src/db/database.ts'
import { withCore } from '../../src/features/declarations.ts'
import { features } from '../../src/features/index.ts'
import type { Services } from '../../src/features/manifest.ts'
import { createApp } from '../../src/http/app.ts'
import { describeApi, type Document } from '../../src/http/openapi.ts'
import type { Router } from '../../src/http/router.ts'
import { createQueue } from '../../src/queue/queue.ts'

/** The OpenAPI document of all features. Needs no database: routes are described, none is asked. */
export function describeWholeApi(): Document {
  const db: Db = new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  return describeApi(wholeApi({ db, apiKey: '' }), packageJson.version)
}

/** The API of all features. What its handlers need besides the database is missing: only the edge can be asked. */
export function wholeApi({ db, apiKey }: { db: Db; apiKey: string }): Router {
  const config = loadConfig({
    SCRAPER_API_KEY: randomBytes(12).toString('hex'),
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  })
  const log = pino({ level: 'silent' })
  const queue = createQueue<Services>([], () => undefined)
  const declarations = withCore(features)
  const core = { db, config, log, queue, declarations }
  const described: Partial<Services> = { ...core, openai: null, schedule: [] }
  // Routes ask for the rest when they answer.
  const services = { ...described, poolContext: {} } as Services
  const routers = features.flatMap(({ routes }) => (routes ? [routes(services)] : []))
  const { version } = packageJson
  const authenticators = features.flatMap((feature) => feature.authenticators?.(services) ?? [])
  const options = { db, log, apiKey, routers, version, authenticators }
  return createApp({ ...options, metrics: new Registry() })
}
