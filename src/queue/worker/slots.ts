import type { Announcer } from './announcer.ts'
import type { Bell } from './wake-signal.ts'
import type { ClaimedTask } from '../claim.ts'
import type { Claimer } from './claimer.ts'
import type { Completer } from './completer.ts'
import { execute, type Execution } from './execute.ts'
import type { FinishRate } from './finish-rate.ts'
import type { HeldTask, HeldTasks } from './claimed-tasks.ts'
import type { LocalWorker } from '../queue.ts'
import { MOST_AHEAD, type ResourceGauges } from './room.ts'
import type { TaskType } from '../task-type.ts'

export type RunnerOptions<Services> = Execution<Services> & {
  types: ReadonlyMap<string, TaskType<Services>>
  gauges: ResourceGauges
  bell: Bell
  /** Names this process in its claims; no two that run may have the same. */
  owner: string
  /** Tasks at once in this process. */
  slots: number
  /** What this process's notifications say, so that it can tell them from others'. */
  sender?: string
  /** Real time between looks when nothing rings. */
  pollMs: number
  /** World time after which a task that waits gets its turn whatever its priority; an hour by default. */
  maxWaitMs?: number
}

/** What the parts of a worker share. */
export type Work<Services> = RunnerOptions<Services> & {
  held: HeldTasks<Services>
  claimer: Claimer
  completer: Completer
  announcer: Announcer
  rate: FinishRate
  stopping: AbortSignal
  /** How often the bell had rung before the last look, if that found nothing more to claim; null if there was more. */
  quietAt: number | null
  /** How often in a row there was something due that could not be had. */
  misses: number
  /** Tasks that are being enqueued for a slot that is kept for them. */
  reserved: Set<Promise<void>>
}

/** Keeps a slot for a task that is about to be enqueued, if it would be the next one to run in any case. */
export function reserve<Services>(
  work: Work<Services>,
  typeName: string,
): ReturnType<LocalWorker['reserve']> {
  const { held, owner, stopping, slots } = work
  // Whatever has rung since, while the look went on as well, may be about tasks that come first.
  const quiet = work.quietAt === work.bell.rings
  const type = work.types.get(typeName)
  const isFree = quiet && !stopping.aborted && held.waiting.length === 0 && held.running < slots
  if (!isFree || !type?.handle || type.resource !== 'none') return undefined
  if (type.limit) return undefined
  const { promise, resolve } = Promise.withResolvers<void>()
  const askedAt = performance.now()
  held.running += 1
  work.reserved.add(promise)
  return {
    owner,
    leaseMs: type.leaseMs,
    take(task) {
      held.running -= 1
      if (task) hold(work, task, askedAt)
      startWaiting(work)
      work.reserved.delete(promise)
      resolve()
    },
  }
}

/** Takes a task that was claimed at `askedAt` (performance.now) into our hands. */
export function hold<Services>(work: Work<Services>, task: ClaimedTask, askedAt: number): void {
  const type = work.types.get(task.task_type)
  if (!type) return
  work.held.add({
    task,
    type,
    claimedAt: askedAt,
    safeUntil: askedAt + type.leaseMs,
    phase: 'waiting',
    controller: new AbortController(),
    finished: Promise.resolve(),
  })
}

/**
 * Begins what waits, as far as there are slots. A task whose lease may have ended already, because the claim took long or
 * the process hung, is left to whoever has it by now.
 */
export function startWaiting<Services>(work: Work<Services>): void {
  const { held } = work
  while (held.running < work.slots && !work.stopping.aborted) {
    const one = held.next()
    if (!one) return
    if (performance.now() < one.safeUntil) start(work, one)
    else held.drop(one)
  }
}

function start<Services>(work: Work<Services>, one: HeldTask<Services>): void {
  const { held, completer } = work
  const { task, type, controller } = one
  one.phase = 'running'
  held.running += 1
  let hasSlot = true
  const freeSlot = (): void => {
    if (!hasSlot) return
    hasSlot = false
    held.running -= 1
    work.rate.count(type.name)
    startWaiting(work)
  }
  const complete = async (_: ClaimedTask, result: unknown): Promise<void> => {
    one.phase = 'done'
    freeSlot()
    ringWhenLow(work)
    await completer.complete(task, result)
  }
  const run = async (): Promise<void> => {
    await execute(work, type, task, controller.signal, complete)
    held.drop(one)
    freeSlot()
    ringWhenLow(work)
    if (type.limit) work.announcer.follow(work.db)
  }
  one.finished = run()
}

/** There may be room for more. Other processes are told of that apart, where limits keep them waiting for it. */
function ringWhenLow<Services>({ held, bell }: Work<Services>): void {
  if (held.waiting.length <= MOST_AHEAD / 2) bell.ring()
}
