// A process with nothing but a courier: `node courier-process.ts DATABASE_URL RECEIVER_URL SECRET`.
import { createWebhook } from '../../src/alerts/webhook.ts'
import { startCourier } from '../../src/alerts/courier.ts'
import { createClock } from '../../src/base/clock.ts'
import { openDatabase } from '../../src/db/database.ts'
import { createLogger } from '../../src/base/log/log.ts'

const [databaseUrl = '', url = '', secret = ''] = process.argv.slice(2)

startCourier({
  db: openDatabase({ url: databaseUrl, max: 2, onIdleError: () => undefined }),
  clock: createClock(),
  log: createLogger({ level: 'debug', destination: process.stdout }),
  channels: [createWebhook({ url, secrets: [secret] })],
  kinds: ['pool_empty'],
  intervalMs: 3_600_000,
  random: Math.random,
  pollMs: 20,
})
