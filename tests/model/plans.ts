import type { Operation } from './operation.ts'
import * as attempt from './operations/attempt.ts'
import * as batch from './operations/batch.ts'
import * as claim from './operations/claim.ts'
import * as enqueue from './operations/enqueue.ts'
import * as operator from './operations/operator.ts'
import * as silence from './operations/silence.ts'
import { claimAny } from './choices.ts'
import { pick, type ModelAttempt, type ModelTask, type State } from './state.ts'
import type { Ending } from './task-types.ts'

/** Chooses an operation in the state that a history has come to; undefined when there is nothing to do it to. */
export type Plan = (state: State) => Operation | undefined

const attemptsOf = (state: State): ModelAttempt[] => [...state.attempts.values()]
const tasksOf = (state: State): ModelTask[] => [...state.tasks.values()]

export const planEnqueue =
  (choice: enqueue.EnqueueChoice): Plan =>
  (state) =>
    enqueue.enqueue(choice, state.now)

export const planClaim =
  (choice: claim.ClaimChoice): Plan =>
  () =>
    claim.claim(choice)

/** All that a worker believes to hold. */
export const planRenew =
  (owner: string): Plan =>
  (state) => {
    const held = attemptsOf(state).filter((each) => each.owner === owner)
    return held.length === 0 ? undefined : attempt.renew(held.map(({ lease }) => lease))
  }

export const planCheckpoint =
  (which: number, value: number): Plan =>
  (state) => {
    const chosen = pick(attemptsOf(state), which)
    return chosen && attempt.checkpoint(chosen.lease, value)
  }

export const planEnd =
  (which: number, ending: (now: number) => Ending): Plan =>
  (state) => {
    const chosen = pick(attemptsOf(state), which)
    return chosen && attempt.end(chosen.lease, ending(state.now))
  }

export const planCancel =
  (which: number): Plan =>
  (state) => {
    const task = pick(tasksOf(state), which)
    return task && operator.cancel(task.id)
  }

/** Mostly of what can be tried again. */
export const planRetry =
  (which: number): Plan =>
  (state) => {
    const unhappy = tasksOf(state).filter(
      ({ status }) => status === 'failed' || status === 'cancelled',
    )
    const task = pick(which % 4 === 0 ? tasksOf(state) : unhappy, which)
    return task && operator.retry(task.id)
  }

export const planEndLease =
  (which: number): Plan =>
  (state) => {
    const task = pick(
      tasksOf(state).filter(({ lease }) => lease !== null),
      which,
    )
    return task?.lease ? silence.endLeases([task.lease]) : undefined
  }

export const planEndLeasesOf =
  (owner: string): Plan =>
  (state) => {
    const leases = tasksOf(state).flatMap((task) =>
      task.owner === owner ? (task.lease ?? []) : [],
    )
    return leases.length === 0 ? undefined : silence.endLeases(leases)
  }

export const planPause =
  (type: string, pauses: boolean): Plan =>
  () =>
    operator.pause(type, pauses)

export const planRescue: Plan = () => silence.rescue()

export const planTakeOver =
  (owner: string): Plan =>
  () =>
    silence.takeOver(owner)

export const planAdvance =
  (ms: number): Plan =>
  (state) =>
    silence.advance(ms, state.now)

export const planReserve =
  (name: string, limit: number): Plan =>
  () =>
    batch.reserve(name, limit)

export const planSend =
  (name: string): Plan =>
  () =>
    batch.send(name)

/** Some of the batch's tasks are done, some failed; now and then a task is named that is not the batch's. */
export const planSettle =
  (name: string, which: readonly number[], failing: number): Plan =>
  (state) => {
    const own = batch.inBatch(state, name)
    const named = which.flatMap((n) => pick(n % 7 === 0 ? tasksOf(state) : own, n) ?? [])
    const ids = [...new Set(named.map((task) => task.id))]
    const failed = ids.filter((_, place) => place % 3 < failing)
    const done = ids.filter((id) => !failed.includes(id))
    return ids.length === 0 ? undefined : batch.settle(name, done, failed)
  }

export const planRelease =
  (name: string, which: readonly number[] | 'unfinished'): Plan =>
  (state) => {
    if (which === 'unfinished') return batch.release(name, which)
    const ids = which.flatMap((n) => pick(tasksOf(state), n)?.id ?? [])
    return batch.release(name, ids)
  }

/** A worker stalls; another takes its task; then the first one wakes and goes on as if nothing had been. */
export function planStall(which: number, other: string, waking: (lease: string) => Plan): Plan[] {
  let stalled: ModelAttempt | undefined
  return [
    (state) => {
      stalled = pick(
        attemptsOf(state).filter((each) => state.tasks.get(each.taskId)?.lease === each.lease),
        which,
      )
      return stalled && silence.endLeases([stalled.lease])
    },
    () => stalled && silence.rescue(),
    () => stalled && claim.claim(claimAny(other, 8)),
    (state) => stalled && waking(stalled.lease)(state),
  ]
}

/** A task that kills every worker that takes it. */
export const planCrashLoop = (owner: string, times: number): Plan[] =>
  Array.from({ length: times }, () => [
    planClaim(claimAny(owner, 1)),
    planEndLeasesOf(owner),
    planRescue,
  ]).flat()
