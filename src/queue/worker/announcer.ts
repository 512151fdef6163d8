import { sql } from 'kysely'
import { TASKS_CHANNEL } from '../channels.ts'
import type { Enqueuer } from '../task-type.ts'

/** Tells the workers of other processes of new tasks, without a notification for each of many. */
export type Announcer = {
  /** Whether the statement that is about to enqueue should notify by itself. */
  isDue(): boolean
  /** Notifies a moment later, once for all that were enqueued until then. */
  follow(db: Enqueuer): void
}

/** The server lets transactions that notify commit one at a time: a process does so once in this time (real) at most. */
const SPACING_MS = 10

export function createAnnouncer(sender: string): Announcer {
  let quietUntil = -Infinity
  let trailing: NodeJS.Timeout | undefined
  return {
    isDue() {
      const now = performance.now()
      if (now < quietUntil) return false
      quietUntil = now + SPACING_MS
      return true
    },
    follow(db) {
      trailing ??= setTimeout(() => {
        trailing = undefined
        quietUntil = performance.now() + SPACING_MS
        // Polling finds what was not told.
        sql`select pg_notify(${TASKS_CHANNEL}, ${sender})`.execute(db).catch(() => undefined)
      }, SPACING_MS).unref()
    },
  }
}
