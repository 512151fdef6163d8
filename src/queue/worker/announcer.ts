import { sql } from 'kysely'
import { TASKS_CHANNEL } from '../channels.ts'
import type { Enqueuer } from '../task-type.ts'

/** Notifies the workers of other processes of new tasks, once for many. */
export type Announcer = {
  /** Whether the statement that is about to enqueue should notify. */
  isDue(): boolean
  /** Notifies within `SPACING_MS`, once for all calls until then. */
  follow(db: Enqueuer): void
}

/**
 * Shortest time (real) between two notifications of a process. PostgreSQL lets transactions that
 * notify commit one at a time, which would cost ten concurrent enqueuers their concurrency.
 */
const SPACING_MS = 10

export function createAnnouncer(sender: string): Announcer {
  let quietUntil = -Infinity
  let timer: NodeJS.Timeout | undefined
  return {
    isDue() {
      const now = performance.now()
      if (now < quietUntil) return false
      quietUntil = now + SPACING_MS
      return true
    },
    follow(db) {
      timer ??= setTimeout(() => {
        timer = undefined
        quietUntil = performance.now() + SPACING_MS
        // Polling finds the tasks of a notification that failed.
        sql`select pg_notify(${TASKS_CHANNEL}, ${sender})`.execute(db).catch(() => undefined)
      }, SPACING_MS).unref()
    },
  }
}
