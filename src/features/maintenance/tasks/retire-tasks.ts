import { z } from 'zod'
import { deleteOlder } from '../../../db/delete-in-steps.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'

const Payload = z.object({})
const Result = z.object({
  retired: z.number().int(),
  /** Deleted rows by table. */
  removed: z.record(z.string(), z.number().int()),
})

/** Keeps every table for as long as the configuration says. */
export const retireTasks = defineTask<Services, z.output<typeof Payload>, z.output<typeof Result>>({
  name: 'retire_tasks',
  summary:
    'Deletes what is older than its retention time: ended tasks and notifications ' +
    '(GRAMD_TASK_RETENTION_DAYS), and everything else that has one.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 9,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'retire_tasks',
  async handle(_task, { services, signal }) {
    const removed = await enforce(services, signal)
    return { kind: 'done', result: { retired: removed['scrape_tasks'] ?? 0, removed } }
  },
})

/**
 * One rule after the other, so that the database has time for others; what is left is the next
 * night's.
 */
async function enforce(services: Services, signal: AbortSignal): Promise<Record<string, number>> {
  const removed: Record<string, number> = {}
  for (const rule of services.retention) {
    const { tables, keepMs } = rule
    if (keepMs === 0) continue
    signal.throwIfAborted()
    const rows =
      'remove' in rule
        ? await rule.remove(services, keepMs, signal)
        : await deleteOlder(services.db, { table: tables[0], column: rule.olderBy }, keepMs, signal)
    if (rows > 0) removed[tables[0]] = rows
  }
  return removed
}
