import { loadClock } from '../../src/db/world-clock.ts'
import { openDatabase } from '../../src/db/database.ts'
import { lockInstance } from '../../src/db/instance-lock.ts'
import { listen, type Listener } from '../../src/db/listen.ts'
import { createLogger } from '../../src/base/log/log.ts'
import { createWakeSignal } from '../../src/queue/worker/wake-signal.ts'
import { TASKS_CHANNEL } from '../../src/queue/channels.ts'
import { takeOver } from '../../src/queue/care/rescue.ts'
import { startRunner, type Runner } from '../../src/queue/worker/runner.ts'
import { RUNS } from './processes.ts'
import { createCrashQueue, plain, type Services } from './task-types.ts'

// A worker process as the daemon runs one. Arguments: database URL, owner, and `named` if it is the
// successor of every process with this owner. Prints events as JSON lines.

const [url = '', owner = '', kind = ''] = process.argv.slice(2)
const SLOTS = 8
const POLL_MS = 500
const STOP_MS = 10_000

const log = createLogger({ level: 'warn', destination: process.stdout })
const onError = (error: Error) => log.warn({ err: error }, 'connection lost')
const db = openDatabase({ url, max: SLOTS, onIdleError: onError })
const wakeSignal = createWakeSignal()
const queue = createCrashQueue(() => wakeSignal.notify())

async function succeed(): Promise<void> {
  const lock = await lockInstance({ url, name: owner, onError, settleMs: 0 })
  // The server has not noticed the end of the previous process: its tasks return when their leases
  // expire.
  if (!lock) return log.warn('instance still locked')
  const taken = await takeOver(db, queue.types, owner)
  for (const task of taken) log.warn({ task_id: task.id }, 'task taken over')
}

async function start(): Promise<{ runner: Runner; listener: Listener }> {
  if (kind === 'named') await succeed()
  const listener = await listen({
    url,
    channels: { [TASKS_CHANNEL]: () => wakeSignal.notify() },
    onReconnect: () => wakeSignal.notify(),
    onError,
  })
  const runner = startRunner<Services>({
    db,
    services: {
      enqueueChild: async (tx, payload) => void (await queue.enqueue(tx, plain, payload)),
    },
    clock: await loadClock(db),
    log,
    random: Math.random,
    types: queue.types,
    gauges: {},
    wakeSignal,
    owner,
    slots: SLOTS,
    pollMs: POLL_MS,
  })
  return { runner, listener }
}

try {
  const { runner, listener } = await start()
  process.once('SIGTERM', () => {
    void runner
      .stop(STOP_MS)
      .then(async () => await listener.close())
      .then(async () => await db.destroy())
      .then(() => process.exit(0))
  })
  log.warn(RUNS)
} catch (error) {
  log.warn({ err: error }, 'worker not started')
  process.exit(1)
}
