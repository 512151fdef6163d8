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
import { features } from '../../src/features/index.ts'
import type { Services } from '../../src/features/manifest.ts'
import { createApp } from '../../src/http/app.ts'
import { describeApi, type Document } from '../../src/http/openapi.ts'
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
  const config = loadConfig({
    SCRAPER_API_KEY: randomBytes(12).toString('hex'),
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  })
  const log = pino({ level: 'silent' })
  const queue = createQueue<Services>([], () => undefined)
  const described: Partial<Services> = { db, config, log, queue, openai: null, schedule: [] }
  // Routes ask for the rest when they answer.
  const services = { ...described, poolParts: {} } as Services
  const routers = features.flatMap(({ routes }) => (routes ? [routes(services)] : []))
  const { version } = packageJson
  const app = createApp({ db, log, apiKey: '', routers, version, metrics: new Registry() })
  return describeApi(app, version)
}
