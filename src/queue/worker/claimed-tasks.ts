import { classify } from '../../base/classify.ts'
import type { Db } from '../../db/database.ts'
import { InterruptedError, LeaseLostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import type { ClaimedTask } from '../claim.ts'
import { heldKey, renewLeases, returnUnbegun } from '../settle.ts'
import type { TaskType } from '../task-type.ts'

/**
 * A task that this process has claimed: it waits for a slot, its handler runs, or it is done and waits to be settled.
 * Its lease is renewed all the while.
 */
export type HeldTask<Services> = {
  readonly task: ClaimedTask
  readonly type: TaskType<Services>
  readonly claimedAt: number
  /** Real time (performance.now) after which another worker may have the lease. */
  safeUntil: number
  phase: 'waiting' | 'running' | 'done'
  readonly controller: AbortController
  finished: Promise<void>
}

/** Everything that this process has claimed. */
export type HeldTasks<Services> = {
  /** By `heldKey`: a handler that lost its lease may still be winding up when its task is claimed again. */
  readonly all: ReadonlyMap<string, HeldTask<Services>>
  /** Those that wait for a slot, first ones first. */
  readonly waiting: readonly HeldTask<Services>[]
  /** Slots that are taken. */
  running: number
  add(one: HeldTask<Services>): void
  /** Takes the first one out of `waiting`. */
  next(): HeldTask<Services> | undefined
  /** Its lease is renewed no more. */
  drop(one: HeldTask<Services>): void
}

type Keeping = { db: Db; log: Logger }

/** Real time that a task may wait for a slot before it is given back for others to run. */
const LONGEST_WAIT_MS = 1_000

export function createHeldTasks<Services>(): HeldTasks<Services> {
  const all = new Map<string, HeldTask<Services>>()
  const waiting: HeldTask<Services>[] = []
  return {
    all,
    waiting,
    running: 0,
    add(one) {
      all.set(heldKey(one.task), one)
      waiting.push(one)
    },
    next: () => waiting.shift(),
    drop(one) {
      if (!all.delete(heldKey(one.task))) return
      const place = waiting.indexOf(one)
      if (place >= 0) waiting.splice(place, 1)
    },
  }
}

export type Upkeep = {
  /** Finds out now which tasks are still this worker's. */
  look(): void
  stop(): void
}

/** Renews all leases every `periodMs`; a handler whose lease was lost, or could not be renewed in time, is aborted. */
export function startUpkeep<Services>(
  keeping: Keeping,
  held: HeldTasks<Services>,
  periodMs: number,
): Upkeep {
  let busy = false
  let again = false
  const look = (): void => {
    busy = true
    again = false
    void keepLeases(keeping, held).finally(() => {
      busy = false
      dropUnsafe(held, periodMs)
      if (again) look()
    })
  }
  // The database is asked first, because a late lease may still be ours; unless the database hangs.
  const timer = setInterval(() => (busy ? dropUnsafe(held, periodMs) : look()), periodMs)
  return {
    look() {
      if (busy) again = true
      else look()
    },
    stop: () => clearInterval(timer),
  }
}

/** Gives back tasks that have waited too long for a slot, or all that wait. What cannot be given back loses its lease. */
export async function returnWaiting<Services>(
  { db, log }: Keeping,
  held: HeldTasks<Services>,
  which: 'stale' | 'all',
): Promise<void> {
  const staleBefore = which === 'all' ? Infinity : performance.now() - LONGEST_WAIT_MS
  const stale = held.waiting.filter(({ claimedAt }) => claimedAt < staleBefore)
  if (stale.length === 0) return
  for (const each of stale) held.drop(each)
  try {
    await returnUnbegun(
      db,
      stale.map(({ task }) => task),
    )
  } catch (thrown) {
    const error = classify(thrown)
    log.warn({ err: error, code: error.code, tasks: stale.length }, 'waiting tasks not given back')
  }
}

/** Aborts every handler because the process is stopping. */
export function interruptAll<Services>(held: HeldTasks<Services>): void {
  for (const { controller } of held.all.values())
    controller.abort(new InterruptedError('the process is stopping'))
}

/** A task that has not begun is dropped, a running one is aborted; one that is done only waits for the database. */
function lose<Services>(held: HeldTasks<Services>, one: HeldTask<Services>, reason: string): void {
  if (one.phase === 'waiting') held.drop(one)
  else if (one.phase === 'running') one.controller.abort(new LeaseLostError(reason))
}

/** Stops what might be without a lease before the next beat, which may be a little late. */
function dropUnsafe<Services>(held: HeldTasks<Services>, periodMs: number): void {
  const unsafeAt = performance.now() + 1.25 * periodMs
  for (const one of held.all.values())
    if (unsafeAt > one.safeUntil) lose(held, one, 'the lease could not be renewed')
}

async function keepLeases<Services>(keeping: Keeping, held: HeldTasks<Services>): Promise<void> {
  const ours = [...held.all.values()]
  if (ours.length === 0) return
  const askedAt = performance.now()
  try {
    const renewed = await renewLeases(
      keeping.db,
      ours.map(({ task }) => task),
    )
    for (const one of ours) {
      const key = heldKey(one.task)
      if (renewed.get(key)) one.safeUntil = askedAt + one.type.leaseMs
      else if (!renewed.has(key) && held.all.has(key)) lose(held, one, 'the task was taken away')
    }
  } catch (thrown) {
    const error = classify(thrown)
    keeping.log.warn({ err: error, code: error.code }, 'leases not renewed')
  }
}
