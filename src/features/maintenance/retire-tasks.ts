import { z } from 'zod'
import { defineTask } from '../../queue/task-type.ts'
import type { RetentionRule, Services } from '../manifest.ts'

const Payload = z.object({})
const Result = z.object({
  retired: z.number().int(),
  notifications_forgotten: z.number().int(),
  account_events_forgotten: z.number().int(),
  /** Rows that were older than they are kept, by table; without those of which nothing was. */
  removed: z.record(z.string(), z.number().int()).default({}),
})

/** Keeps every table for as long as the configuration says. */
export const retireTasks = defineTask<Services, z.output<typeof Payload>, z.output<typeof Result>>({
  name: 'retire_tasks',
  summary:
    'Forgets what is older than it is to be kept: ended tasks and notifications (GRAMD_TASK_RETENTION_DAYS), and whatever else has a retention time.',
  payload: Payload,
  result: Result,
  priority: 9,
  resource: 'none',
  dedupeKey: () => 'retire_tasks',
  async handle(_task, { services, signal }) {
    const removed = await enforce(services, services.retention, signal)
    return {
      kind: 'done',
      result: {
        retired: removed['scrape_tasks'] ?? 0,
        notifications_forgotten: removed['notifications'] ?? 0,
        account_events_forgotten: removed['account_events'] ?? 0,
        removed,
      },
    }
  },
})

/** One rule after the other, so that the database has time for others; what is left is the next night's. */
async function enforce(
  services: Services,
  rules: readonly RetentionRule[],
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const removed: Record<string, number> = {}
  for (const { tables, keepMs, remove } of rules) {
    if (keepMs === 0) continue
    signal.throwIfAborted()
    const rows = await remove(services, keepMs, signal)
    if (rows > 0) removed[tables[0]] = rows
  }
  return removed
}
