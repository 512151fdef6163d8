import { errorFields } from '../../base/classify.ts'
import type { Db } from '../../db/handles.ts'
import { InterruptedError, LeaseLostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log/log.ts'
import type { ClaimedTask } from '../claim.ts'
import { leaseKey, renewLeases, returnUnstarted } from '../settle.ts'
import { WORKER_SHARES, type TaskType, type WorkerShare } from '../task-type.ts'

/** A claimed task: it waits for a slot, its handler runs, or it is done and waits to be settled. */
export type WorkerTask<Services> = {
  readonly task: ClaimedTask
  readonly type: TaskType<Services>
  readonly claimedAt: number
  /** Real time (performance.now) after which another worker may have the lease. */
  safeUntil: number
  phase: 'waiting' | 'running' | 'done'
  readonly controller: AbortController
  finished: Promise<void>
}

/** The claimed tasks of this process, whose leases it renews. */
export type WorkerTasks<Services> = {
  /**
   * One task may occur twice: the handler of a lost claim may still run when it is claimed again.
   */
  readonly all: ReadonlySet<WorkerTask<Services>>
  /** The tasks of a share that wait for a slot, in order. */
  waiting(share: WorkerShare): readonly WorkerTask<Services>[]
  /** The number of taken slots of a share, or of all shares. */
  running(share?: WorkerShare): number
  /** Takes a slot of the share. */
  take(share: WorkerShare): void
  free(share: WorkerShare): void
  add(one: WorkerTask<Services>): void
  /** Removes the first waiting task of the share and returns it. */
  next(share: WorkerShare): WorkerTask<Services> | undefined
  /** Stops renewing its lease. */
  drop(one: WorkerTask<Services>): void
}

/** A value for each share. */
export const byShare = <Value>(
  make: (share: WorkerShare) => Value,
): Record<WorkerShare, Value> => ({
  reading: make('reading'),
  publishing: make('publishing'),
  upkeep: make('upkeep'),
})

type Context = { db: Db; log: Logger }

/** Real time that a task may wait for a slot before it is given back to other workers. */
const LONGEST_WAIT_MS = 1_000

export function createWorkerTasks<Services>(): WorkerTasks<Services> {
  const all = new Set<WorkerTask<Services>>()
  const waiting = byShare((): WorkerTask<Services>[] => [])
  const running = byShare(() => 0)
  return {
    all,
    waiting: (share) => waiting[share],
    running: (share) =>
      share === undefined
        ? WORKER_SHARES.reduce((sum, each) => sum + running[each], 0)
        : running[share],
    take: (share) => void (running[share] += 1),
    free: (share) => void (running[share] -= 1),
    add(one) {
      all.add(one)
      waiting[one.type.share].push(one)
    },
    next: (share) => waiting[share].shift(),
    drop(one) {
      if (!all.delete(one) || one.phase !== 'waiting') return
      const ofShare = waiting[one.type.share]
      const place = ofShare.indexOf(one)
      if (place >= 0) ofShare.splice(place, 1)
    },
  }
}

export type Renewal = {
  /** Checks now which tasks this worker still has. */
  pollSoon(): void
  stop(): void
}

/** Renews all leases every `periodMs`; aborts handlers whose lease was lost or may have ended. */
export function startRenewal<Services>(
  context: Context,
  tasks: WorkerTasks<Services>,
  periodMs: number,
): Renewal {
  let busy = false
  let again = false
  const pollSoon = (): void => {
    busy = true
    again = false
    void renewAll(context, tasks).finally(() => {
      busy = false
      dropUnsafe(tasks, periodMs)
      if (again) pollSoon()
    })
  }
  // Ask the database first, since a late lease may still be ours; unless the database hangs.
  const timer = setInterval(() => (busy ? dropUnsafe(tasks, periodMs) : pollSoon()), periodMs)
  return {
    pollSoon() {
      if (busy) again = true
      else pollSoon()
    },
    stop: () => clearInterval(timer),
  }
}

/** Gives back tasks that waited too long for a slot, or all. On a failure their leases expire. */
export async function returnWaiting<Services>(
  { db, log }: Context,
  tasks: WorkerTasks<Services>,
  which: 'stale' | 'all',
): Promise<void> {
  const staleBefore = which === 'all' ? Infinity : performance.now() - LONGEST_WAIT_MS
  const stale = WORKER_SHARES.flatMap((share) =>
    tasks.waiting(share).filter(({ claimedAt }) => claimedAt < staleBefore),
  )
  if (stale.length === 0) return
  for (const each of stale) tasks.drop(each)
  try {
    await returnUnstarted(
      db,
      stale.map(({ task }) => task),
    )
  } catch (error) {
    log.warn({ ...errorFields(error), tasks: stale.length }, 'waiting tasks not given back')
  }
}

export function interruptAll<Services>(tasks: WorkerTasks<Services>): void {
  for (const { controller } of tasks.all)
    controller.abort(new InterruptedError('the process is stopping'))
}

/** Drops a waiting task and aborts a running one; one that is done only waits for the database. */
function lose<Services>(
  tasks: WorkerTasks<Services>,
  one: WorkerTask<Services>,
  reason: string,
): void {
  if (one.phase === 'waiting') tasks.drop(one)
  else if (one.phase === 'running') one.controller.abort(new LeaseLostError(reason))
}

/** Stops tasks whose leases may end before the next renewal, which may be a little late. */
function dropUnsafe<Services>(tasks: WorkerTasks<Services>, periodMs: number): void {
  const unsafeAt = performance.now() + 1.25 * periodMs
  for (const one of tasks.all)
    if (unsafeAt > one.safeUntil) lose(tasks, one, 'the lease could not be renewed')
}

async function renewAll<Services>(
  { db, log }: Context,
  tasks: WorkerTasks<Services>,
): Promise<void> {
  const ours = [...tasks.all]
  if (ours.length === 0) return
  const requestedAt = performance.now()
  try {
    const renewed = await renewLeases(
      db,
      ours.map(({ task }) => task),
    )
    for (const one of ours) {
      const key = leaseKey(one.task)
      if (renewed.get(key)) one.safeUntil = requestedAt + one.type.leaseMs
      else if (!renewed.has(key) && tasks.all.has(one)) lose(tasks, one, 'the task was taken away')
    }
  } catch (error) {
    log.warn(errorFields(error), 'leases not renewed')
  }
}
