import type { Announcer } from './announcer.ts'
import type { WakeSignal } from './wake-signal.ts'
import type { ClaimedTask } from '../claim.ts'
import type { Claimer } from './claimer.ts'
import type { Completer } from './completer.ts'
import { execute, type Execution } from './execute.ts'
import type { WorkerTask, WorkerTasks } from './claimed-tasks.ts'
import type { LocalWorker } from '../queue.ts'
import { MAX_AHEAD, type FinishRate, type ResourceGauges } from './claim-size.ts'
import { WORKER_SHARES, type TaskType, type WorkerShare } from '../task-type.ts'

export type RunnerOptions<Services> = Execution<Services> & {
  types: ReadonlyMap<string, TaskType<Services>>
  gauges: ResourceGauges
  wakeSignal: WakeSignal
  /** Identifies this process in its claims; unique among running ones. */
  owner: string
  /**
   * The maximum of tasks at once in this process, of each share; a number applies to each of them.
   */
  slots: number | Readonly<Record<WorkerShare, number>>
  /** The payload of this process's notifications, which it uses to ignore its own. */
  sender?: string
  /** Real time between claims without notifications. */
  pollMs: number
  /** Whether this process may start tasks now; always by default. */
  mayClaim?: () => boolean
  /** World time after which a due task is claimed whatever its priority; 1 h by default. */
  maxWaitMs?: number
}

/** The state shared by the parts of a worker. */
export type Work<Services> = RunnerOptions<Services> & {
  slots: Readonly<Record<WorkerShare, number>>
  tasks: WorkerTasks<Services>
  /** Each share has a place of its own in the queue. */
  claimers: Readonly<Record<WorkerShare, Claimer>>
  completer: Completer
  announcer: Announcer
  rate: FinishRate
  stopping: AbortSignal
  /**
   * Notifications before the last claim of each share, if it found no more to claim; null if it
   * did.
   */
  quietAt: Record<WorkerShare, number | null>
  /** Claims in a row that got nothing although something was due. */
  misses: number
  /** Tasks that are being enqueued for a reserved slot. */
  reserved: Set<Promise<void>>
  /** See `Runner`. */
  claimedAt: number
}

/**
 * Reserves a slot for a task that is about to be enqueued, if it would be the next to run. This
 * makes the pickup in the same process twice as fast as a claim (bench:queue, "pickup").
 */
export function reserve<Services>(
  work: Work<Services>,
  typeName: string,
): ReturnType<LocalWorker['reserve']> {
  const { tasks, owner, stopping, slots } = work
  const type = work.types.get(typeName)
  if (!type?.handle || type.resource !== 'none' || type.limit) return undefined
  const { share } = type
  // A later notification may be about tasks that come first.
  const isQuiet = work.quietAt[share] === work.wakeSignal.count
  const hasSlot = tasks.waiting(share).length === 0 && tasks.running(share) < slots[share]
  if (!isQuiet || stopping.aborted || !hasSlot || work.mayClaim?.() === false) return undefined
  const { promise, resolve } = Promise.withResolvers<void>()
  const requestedAt = performance.now()
  tasks.take(share)
  work.reserved.add(promise)
  return {
    owner,
    leaseMs: type.leaseMs,
    take(task) {
      tasks.free(share)
      if (task) accept(work, task, requestedAt)
      startWaiting(work)
      work.reserved.delete(promise)
      resolve()
    },
  }
}

/** Adds a task that was claimed at `askedAt` (performance.now). */
export function accept<Services>(
  work: Work<Services>,
  task: ClaimedTask,
  requestedAt: number,
): void {
  const type = work.types.get(task.task_type)
  if (!type) return
  work.tasks.add({
    task,
    type,
    claimedAt: requestedAt,
    safeUntil: requestedAt + type.leaseMs,
    phase: 'waiting',
    controller: new AbortController(),
    finished: Promise.resolve(),
  })
}

/**
 * Starts waiting tasks while there are free slots. Drops a task whose lease may have ended, because
 * the claim took long or the process hung.
 */
export function startWaiting<Services>(work: Work<Services>): void {
  const { tasks } = work
  for (const share of WORKER_SHARES)
    while (tasks.running(share) < work.slots[share] && !work.stopping.aborted) {
      const one = tasks.next(share)
      if (!one) break
      if (performance.now() < one.safeUntil) start(work, one)
      else tasks.drop(one)
    }
}

function start<Services>(work: Work<Services>, one: WorkerTask<Services>): void {
  const { tasks, completer } = work
  const { task, type, controller } = one
  one.phase = 'running'
  tasks.take(type.share)
  let hasSlot = true
  const freeSlot = (): void => {
    if (!hasSlot) return
    hasSlot = false
    tasks.free(type.share)
    work.rate.count(type.name)
    startWaiting(work)
  }
  const complete = async (_: ClaimedTask, result: unknown): Promise<void> => {
    one.phase = 'done'
    freeSlot()
    notifyWhenLow(work)
    await completer.complete(task, result)
  }
  const run = async (): Promise<void> => {
    await execute(work, type, task, { abort: controller, complete })
    tasks.drop(one)
    freeSlot()
    notifyWhenLow(work)
    // Other processes may wait for the limit of its key.
    if (type.limit) work.announcer.follow(work.db)
  }
  one.finished = run()
}

function notifyWhenLow<Services>({ tasks, wakeSignal }: Work<Services>): void {
  const waiting = WORKER_SHARES.reduce((sum, share) => sum + tasks.waiting(share).length, 0)
  if (waiting <= MAX_AHEAD / 2) wakeSignal.notify()
}
