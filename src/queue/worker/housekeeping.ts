import { errorFields } from '../../base/classify.ts'
import { rescueExpired } from '../care/rescue.ts'
import type { Work } from './slots.ts'
import { tidyOpenTasks } from '../care/tidy.ts'

/** How often (real) a worker that is never idle looks for expired leases. */
const RESCUE_MS = 5_000
const TIDY_MS = 2_000

/**
 * Starts the shared upkeep that each worker does from time to time. Returns a function that stops
 * it.
 */
export function startHousekeeping<Services>(work: Work<Services>): () => void {
  let tidying = false
  const tidy = async (): Promise<void> => {
    if (tidying) return
    tidying = true
    try {
      await tidyOpenTasks(work.db)
    } catch (error) {
      work.log.warn(errorFields(error), 'open tasks not vacuumed')
    }
    tidying = false
  }
  const timers = [
    setInterval(() => void rescue(work), RESCUE_MS),
    setInterval(() => void tidy(), TIDY_MS),
  ]
  return () => timers.forEach((timer) => clearInterval(timer))
}

/** Requeues the tasks of dead workers, and wakes this one to claim them. */
export async function rescue<Services>(work: Work<Services>): Promise<void> {
  const { db, log, types, wakeSignal } = work
  try {
    const rescued = await rescueExpired(db, types)
    for (const { id, task_type, lost_leases, status } of rescued)
      log.warn({ task_id: id, task_type, lost_leases, status }, 'task rescued')
    if (rescued.length > 0) wakeSignal.notify()
  } catch (error) {
    log.warn(errorFields(error), 'expired leases not checked')
  }
}
