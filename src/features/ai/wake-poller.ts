import type { Db } from '../../db/database.ts'
import type { BatchServices } from './services.ts'
import { pollBatches } from './poll-batches.ts'

/** World time that a wake waits for others to join it: OpenAI tells of each batch apart. */
const GATHER_MS = 2_000

/**
 * Has the poller look soon, whatever it does now: however many ask, it looks once, and once more
 * when it was at it already, because it may have passed what this is about.
 */
export async function wakePoller(
  { db, clock, queue }: Pick<BatchServices, 'db' | 'clock' | 'queue'>,
  { delayMs = GATHER_MS }: { delayMs?: number } = {},
): Promise<void> {
  const due = delayMs > 0 ? { dueAt: new Date(clock.now().getTime() + delayMs) } : {}
  const { id, created } = await queue.enqueue(db, pollBatches, {}, due)
  if (created || !(await isRunning(db, id))) return
  await queue.enqueue(db, pollBatches, { again: true }, due)
}

async function isRunning(db: Db, id: number): Promise<boolean> {
  const task = await db
    .selectFrom('scrape_tasks')
    .select('status')
    .where('id', '=', id)
    .executeTakeFirst()
  return task?.status === 'running'
}
