import { pino } from 'pino'
import { Registry } from 'prom-client'
import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import { loadConfig } from '../../../src/config.ts'
import { openDatabase } from '../../../src/db/database.ts'
import { loadClock } from '../../../src/db/world-clock.ts'
import { features } from '../../../src/features/index.ts'
import { execute } from '../../../src/queue/worker/execute.ts'
import { takeOver } from '../../../src/queue/care/rescue.ts'
import { buildServices } from '../../../src/services.ts'
import { claimTasks } from '../../fixtures/claim-tasks.ts'
import { plantedFeature } from './planted.ts'

// A process of gramd with a planted backfill, which it enqueues and runs. Arguments: the URL of the database, and the
// seconds that a batch takes at least. It takes over what its predecessor of the same name ran.

const [url = '', pause = '0'] = process.argv.slice(2)
const db = openDatabase({ url, max: 4, onIdleError: () => undefined })
const clock = await loadClock(db)
const config = loadConfig({
  SCRAPER_API_KEY: 'a-key-for-the-tests-only',
  GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
})
const all = [...features, plantedFeature(Number(pause))]
const log = pino({ level: 'silent' })
const { services } = buildServices(config, all, {
  db,
  clock,
  log,
  logLoss: () => ({ dropped: 0, failing: null }),
  registry: new Registry(),
  instance: 'filler',
  random: Math.random,
})
await takeOver(db, services.queue.types, 'filler')
for (const { name, start } of all) if (name === 'maintenance') await start?.(services)
const type = services.queue.types.get('run_backfill')
if (!type) throw new Error('no task type')
const { resource, leaseMs } = type
const types = [{ name: type.name, resource, room: 1, leaseMs, keyLimit: 1 }]
const [task] = await claimTasks(db, { owner: 'filler', limit: 1, types, resources: {} })
if (!task) throw new Error('no backfill is due')
const { signal } = new AbortController()
await execute({ db, services, clock, log, random: Math.random }, type, task, { abort: { signal } })
await services.events.close()
await services.background.close()
await services.changes.close()
await db.destroy()
