import { classify } from '../../base/classify.ts'
import type { Db } from '../../db/database.ts'
import { InterruptedError, LeaseLostError } from '../../base/errors.ts'
import type { Logger } from '../../base/log.ts'
import type { ClaimedTask } from '../claim.ts'
import { createKeyLimits, type KeyLimits } from './key-limits.ts'
import { forgetClaims, heldKey, leaveToLeases, renewLeases, returnUnbegun } from '../settle.ts'
import type { TaskType } from '../task-type.ts'

/**
 * A task in the hands of this process: it waits for a slot, its handler runs, or it is done and waits to be settled.
 * Its lease is renewed all the while.
 */
export type HeldTask<Services> = {
  readonly task: ClaimedTask
  readonly type: TaskType<Services>
  readonly claimedAt: number
  /** Real time (performance.now) after which the lease may have passed to somebody else. */
  safeUntil: number
  phase: 'waiting' | 'running' | 'done'
  readonly controller: AbortController
  finished: Promise<void>
}

/** Everything that is in the hands of this process. */
export type HeldTasks<Services> = {
  /** By `heldKey`: a handler that lost its lease may still be winding up when its task is claimed anew. */
  readonly all: ReadonlyMap<string, HeldTask<Services>>
  /** Those that wait for a slot, first ones first. */
  readonly waiting: readonly HeldTask<Services>[]
  readonly keys: KeyLimits
  /** Slots that are taken. */
  running: number
  add(one: HeldTask<Services>): void
  /** Takes the first one out of `waiting` that its key allows to begin. */
  next(): HeldTask<Services> | undefined
  /** `left`: the database still has it as ours, and is to until its lease ends; `kept`: until it is `parted` or left. */
  drop(one: HeldTask<Services>, how?: 'left' | 'kept'): void
  leave(tasks: readonly ClaimedTask[]): void
  /** Those that were left and are still in one claim with others; each is told once, unless it is left again. */
  takeLeft(): ClaimedTask[]
  /** The claims that they were in have them no more. */
  parted(tasks: readonly ClaimedTask[]): void
  /** Claims of which nothing is left here; each is told once, unless it is given back. */
  takeEnded(): number[]
  giveBackEnded(claimIds: readonly number[]): void
}

type Keeping = { db: Db; log: Logger }

/** Real time that a task may wait for a slot before it is given back for others to run. */
const LONGEST_WAIT_MS = 1_000

export function createHeldTasks<Services>(): HeldTasks<Services> {
  const all = new Map<string, HeldTask<Services>>()
  const keys = createKeyLimits()
  const waiting: HeldTask<Services>[] = []
  const tasksOfClaim = new Map<number, number>()
  let left: ClaimedTask[] = []
  let ended: number[] = []
  const takeOut = ({ claim_id }: ClaimedTask): void => {
    const others = (tasksOfClaim.get(claim_id) ?? 1) - 1
    if (others > 0) return void tasksOfClaim.set(claim_id, others)
    tasksOfClaim.delete(claim_id)
    ended.push(claim_id)
  }
  return {
    all,
    waiting,
    keys,
    running: 0,
    add(one) {
      const { task } = one
      all.set(heldKey(task), one)
      waiting.push(one)
      keys.hold(task)
      tasksOfClaim.set(task.claim_id, (tasksOfClaim.get(task.claim_id) ?? 0) + 1)
    },
    next() {
      const place = waiting.findIndex(({ task }) => keys.mayStart(task))
      return place < 0 ? undefined : waiting.splice(place, 1)[0]
    },
    drop(one, how) {
      const { task } = one
      if (!all.delete(heldKey(task))) return
      const place = waiting.indexOf(one)
      if (place >= 0) waiting.splice(place, 1)
      keys.drop(task)
      if (how === undefined) takeOut(task)
      if (how === 'left') left.push(task)
    },
    leave: (tasks) => void left.push(...tasks),
    takeLeft() {
      const taken = left
      left = []
      return taken
    },
    parted: (tasks) => tasks.forEach(takeOut),
    takeEnded() {
      const taken = ended
      ended = []
      return taken
    },
    giveBackEnded: (claimIds) => void ended.push(...claimIds),
  }
}

export type Upkeep = {
  /** Finds out now what is still ours. */
  look(): void
  stop(): void
}

/** Renews all leases every `periodMs`; what was lost, or could not be renewed in time, is told to stop. */
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
  // The database is asked first, because what is late may still be ours; unless it hangs.
  const timer = setInterval(() => (busy ? dropUnsafe(held, periodMs) : look()), periodMs)
  return {
    look() {
      if (busy) again = true
      else look()
    },
    stop: () => clearInterval(timer),
  }
}

/**
 * Gives back what has waited too long for a slot, or all that waits. Those that cannot be given back run out of their
 * leases.
 */
export async function returnWaiting<Services>(
  { db, log }: Keeping,
  held: HeldTasks<Services>,
  which: 'stale' | 'all',
): Promise<void> {
  const staleBefore = which === 'all' ? Infinity : performance.now() - LONGEST_WAIT_MS
  const stale = held.waiting.filter(({ claimedAt }) => claimedAt < staleBefore)
  if (stale.length === 0) return
  const tasks = stale.map(({ task }) => task)
  for (const each of stale) held.drop(each, 'kept')
  try {
    await returnUnbegun(db, tasks)
    held.parted(tasks)
  } catch (thrown) {
    held.leave(tasks)
    const error = classify(thrown)
    log.warn({ err: error, code: error.code, tasks: stale.length }, 'waiting tasks not given back')
  }
}

/** Forgets the claims of which nothing is left; what the database refuses now is tried again. */
export async function forgetEnded<Services>(
  { db, log }: Keeping,
  held: HeldTasks<Services>,
): Promise<void> {
  const ended = held.takeEnded()
  if (ended.length === 0) return
  try {
    await forgetClaims(db, ended)
  } catch (thrown) {
    held.giveBackEnded(ended)
    const error = classify(thrown)
    log.warn({ err: error, code: error.code, claims: ended.length }, 'ended claims not forgotten')
  }
}

/** Tells every handler that the process is stopping. */
export function interruptAll<Services>(held: HeldTasks<Services>): void {
  for (const { controller } of held.all.values())
    controller.abort(new InterruptedError('the process is stopping'))
}

/** What has not begun is dropped, what runs is stopped; what is done only waits for the database. */
function lose<Services>(held: HeldTasks<Services>, one: HeldTask<Services>, reason: string): void {
  if (one.phase === 'waiting') held.drop(one, 'left')
  else if (one.phase === 'running') one.controller.abort(new LeaseLostError(reason))
}

/** Stops what might be without a lease before the next beat, which may be a little late. */
function dropUnsafe<Services>(held: HeldTasks<Services>, periodMs: number): void {
  const unsafeAt = performance.now() + 1.25 * periodMs
  for (const one of held.all.values())
    if (unsafeAt > one.safeUntil) lose(held, one, 'the lease could not be renewed')
}

/** What was left must not have its lease renewed with those of the tasks that it was claimed with. */
async function partLeft<Services>({ db, log }: Keeping, held: HeldTasks<Services>): Promise<void> {
  const left = held.takeLeft()
  if (left.length === 0) return
  try {
    await leaveToLeases(db, left)
    held.parted(left)
  } catch (thrown) {
    held.leave(left)
    const error = classify(thrown)
    log.warn({ err: error, code: error.code, tasks: left.length }, 'tasks not left to their leases')
  }
}

async function keepLeases<Services>(keeping: Keeping, held: HeldTasks<Services>): Promise<void> {
  const ours = [...held.all.values()]
  await partLeft(keeping, held)
  await forgetEnded(keeping, held)
  if (ours.length === 0) return
  const askedAt = performance.now()
  try {
    const renewed = await renewLeases(
      keeping.db,
      ours.map(({ task }) => task),
    )
    for (const one of ours) {
      const key = heldKey(one.task)
      if (renewed.has(key)) one.safeUntil = askedAt + one.type.leaseMs
      else if (held.all.has(key)) lose(held, one, 'the task was taken away')
    }
  } catch (thrown) {
    const error = classify(thrown)
    keeping.log.warn({ err: error, code: error.code }, 'leases not renewed')
  }
}
