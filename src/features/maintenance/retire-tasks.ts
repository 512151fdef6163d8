import { z } from 'zod'
import { forgetNotifications } from '../../alerts/notifications-store.ts'
import { forgetAccountEvents } from '../../pool/account-history.ts'
import { retireEnded } from '../../queue/retire.ts'
import { defineTask } from '../../queue/task-type.ts'
import { tidyEndedTasks } from '../../queue/tidy.ts'
import type { Services } from '../manifest.ts'

const DAY_MS = 24 * 3_600_000

const Payload = z.object({})
const Result = z.object({
  retired: z.number().int(),
  notifications_forgotten: z.number().int(),
  account_events_forgotten: z.number().int(),
})

/** Keeps the tables of what is over from growing without end. */
export const retireTasks = defineTask<Services, z.output<typeof Payload>, z.output<typeof Result>>({
  name: 'retire_tasks',
  summary:
    'Forgets tasks that ended, and notifications, longer ago than TASK_RETENTION_DAYS, and what happened to accounts over 180 days ago.',
  payload: Payload,
  result: Result,
  priority: 9,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  resource: 'none',
  dedupeKey: () => 'retire_tasks',
  async handle(_task, { services: { db, config, queue }, signal }) {
    const keepMs = config.TASK_RETENTION_DAYS * DAY_MS
    const retired = await retireEnded(db, queue.types, keepMs, signal)
    if (retired > 0) await tidyEndedTasks(db)
    const forgotten = await forgetNotifications(db, keepMs, signal)
    const events = await forgetAccountEvents(db, signal)
    const result = {
      retired,
      notifications_forgotten: forgotten,
      account_events_forgotten: events,
    }
    return { kind: 'done', result }
  },
})
