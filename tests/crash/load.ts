import { setTimeout as delay } from 'node:timers/promises'
import { classify } from '../../src/base/classify.ts'
import { openDatabase } from '../../src/db/database.ts'
import { TransientError } from '../../src/base/errors.ts'
import { seededRandom } from './random.ts'
import { createCrashQueue } from './task-types.ts'

// Enqueues until SIGTERM. Arguments: database URL, seed. Each line on standard output is an array
// of the ids of accepted tasks.

const [url = '', seed = '0'] = process.argv.slice(2)
/** Enough for every worker, and few enough to finish soon after. */
const MAX_OPEN = 200
const PAUSE_MS = 20
const AGAIN_MS = 250

const random = seededRandom(Number(seed))
const db = openDatabase({ url, max: 2, onIdleError: () => undefined })
const queue = createCrashQueue(() => undefined)
const names = ['plain', 'plain', 'writeless', 'flaky', 'parent', 'stubborn', 'stubborn', 'slow']
const stopping = new AbortController()
process.once('SIGTERM', () => stopping.abort())

let made = 0
const payloads = (count: number) =>
  Array.from({ length: count }, () => ({ name: `task ${made++}` }))

/** One call of the queue in one of its forms. */
async function enqueueSome(): Promise<number[]> {
  const name = names[Math.floor(random() * names.length)] ?? 'plain'
  const type = queue.types.get(name)
  if (!type) throw new Error(`no task type ${name}`)
  const way = random()
  const given = payloads(way < 0.5 ? 1 : Math.ceil(random() * 30))
  return await untilAccepted(async () => {
    const accepted =
      way < 0.8
        ? await queue.enqueueMany(db, type, given)
        : await db.transaction().execute(async (tx) => await queue.enqueueMany(tx, type, given))
    return accepted.map((task) => task.id)
  })
}

/**
 * Waits for a server that is down. The call may have been accepted before: its key finds that task,
 * or there are two.
 */
async function untilAccepted(call: () => Promise<number[]>): Promise<number[]> {
  for (;;) {
    try {
      return await call()
    } catch (thrown) {
      const error = classify(thrown)
      if (!(error instanceof TransientError)) throw error
      await delay(AGAIN_MS)
    }
  }
}

async function countOpen(): Promise<number[]> {
  const { count } = await db
    .selectFrom('scrape_tasks')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('status', 'in', ['pending', 'running'])
    .executeTakeFirstOrThrow()
  return [count]
}

while (!stopping.signal.aborted) {
  const [open = 0] = await untilAccepted(countOpen)
  if (open < MAX_OPEN) process.stdout.write(`${JSON.stringify(await enqueueSome())}\n`)
  else await delay(PAUSE_MS)
}
await db.destroy()
