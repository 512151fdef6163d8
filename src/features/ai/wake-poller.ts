import type { Db } from '../../db/handles.ts'
import type { BatchServices } from './services.ts'
import { pollBatches } from './tasks/poll-batches.ts'

/** World time in which several wakes are joined: OpenAI reports each batch separately. */
const GATHER_MS = 2_000

/**
 * Makes the poller run soon, once for many calls, and once more if it is running: it may have
 * passed the batch of this call already.
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
    .selectFrom('shared.scrape_tasks')
    .select('status')
    .where('id', '=', id)
    .executeTakeFirst()
  return task?.status === 'running'
}
