import { MAX_LOST_LEASES } from '../../../src/queue/care/rescue.ts'
import { LeaseLostError } from '../../../src/base/errors.ts'
import { renew as renewLeases, type LeaseKey } from '../engine-access.ts'
import { operation, type Operation } from '../operation.ts'
import { change, heldBy, released, violated, type ModelTask } from '../state.ts'
import { handlerOf } from '../system.ts'
import { leaveTrace, RESULT, typeNamed, type Ending } from '../task-types.ts'

const MINUTE_MS = 60_000

/** A worker's heartbeat for all that it believes to hold. */
export function renew(leases: readonly LeaseKey[]): Operation<ReadonlyMap<LeaseKey, boolean>> {
  return operation({
    label: `renew(${leases.join(', ')})`,
    async run(system) {
      const held = leases.map((lease) => handlerOf(system, lease).task)
      return await renewLeases(system.db, held)
    },
    step(state, answer, mode) {
      const held = leases.flatMap((lease) => heldBy(state, lease) ?? [])
      violated(
        held.length !== answer.size || held.some(({ lease }) => !answer.has(lease ?? '')),
        () => `still held: ${[...answer.keys()].join(', ')}`,
      )
      // Renewing skips a row that another statement has locked; its lease stays as it is.
      const renewed = held.filter(({ lease }) => answer.get(lease ?? ''))
      violated(mode === 'alone' && renewed.length < held.length, () => 'not all were renewed')
      return change(
        state,
        renewed.map((task) => ({ ...task, leaseEnded: false })),
      )
    },
  })
}

/** A handler stores how far it is, with a row in the same transaction. */
export function checkpoint(lease: LeaseKey, value: number): Operation<'stored' | 'lost'> {
  return operation({
    label: `checkpoint(${lease}, ${value})`,
    async run(system) {
      const { context, task } = handlerOf(system, lease)
      try {
        await context.checkpoint({ value }, async (tx) => await leaveTrace(tx, [task.id], 'note'))
        return 'stored'
      } catch (error) {
        if (error instanceof LeaseLostError) return 'lost'
        throw error
      }
    },
    step(state, answer) {
      const task = heldBy(state, lease)
      violated((answer === 'stored') !== (task !== undefined), () => `the checkpoint was ${answer}`)
      if (!task) return state
      return change(state, [{ ...task, checkpoint: { value }, notes: task.notes + 1 }])
    },
  })
}

/** A handler returns or throws. Under a lease that was lost, nothing may change. */
export function end(lease: LeaseKey, ending: Ending): Operation<void> {
  return operation({
    label: `end(${lease}, ${JSON.stringify(ending)})`,
    run: async (system) => await handlerOf(system, lease).end(ending),
    step(state) {
      const task = heldBy(state, lease)
      const attempts = new Map(state.attempts)
      attempts.delete(lease)
      const next = { ...state, attempts }
      return task ? change(next, [{ ...settled(task, ending, state.now), ...released }]) : next
    },
  })
}

function settled(task: ModelTask, ending: Ending, now: number): ModelTask {
  switch (ending.kind) {
    case 'done':
      return {
        ...task,
        status: 'done',
        completedAt: now,
        result: RESULT,
        errorCode: null,
        checkpoint: null,
        effects: task.effects + (ending.writes ? 1 : 0),
      }
    case 'failed_commit':
    case 'transient':
      return failedAttempt(task, 'transient', now)
    case 'defect':
      return failedAttempt(task, 'defect', now)
    case 'final':
      return departed({ ...failed(task, 'invalid_input', now), attempts: task.attempts + 1 })
    case 'interrupted':
      return snoozed(task, 'interrupted', now)
    case 'upstream_down':
      return snoozed(task, 'upstream_down', now + ending.delayMs)
    case 'snooze':
      return snoozed(task, 'resting', Math.max(ending.until, now + 1_000))
  }
}

const departed = (task: ModelTask): ModelTask => ({ ...task, departures: task.departures + 1 })

const failed = (task: ModelTask, errorCode: string, now: number): ModelTask => ({
  ...task,
  status: 'failed',
  completedAt: now,
  errorCode,
})

const snoozed = (task: ModelTask, errorCode: string, retryAt: number): ModelTask =>
  departed({ ...task, status: 'pending', errorCode, retryAt })

/** An attempt that counts: the task comes back after the backoff of its type, until its attempts are spent. */
export function failedAttempt(task: ModelTask, errorCode: string, now: number): ModelTask {
  const attempts = task.attempts + 1
  if (attempts >= task.maxAttempts) return departed({ ...failed(task, errorCode, now), attempts })
  const steps = typeNamed(task.type).backoffMinutes
  const minutes = steps[Math.min(attempts, steps.length) - 1] ?? steps[0]
  return { ...snoozed(task, errorCode, now + minutes * MINUTE_MS), attempts }
}

/** The leases of a worker that died or fell silent are taken from it. */
export function loseLease(task: ModelTask, now: number): ModelTask {
  const lost = { ...task, ...released, lostLeases: task.lostLeases + 1 }
  return lost.lostLeases >= MAX_LOST_LEASES
    ? departed(failed(lost, 'worker_lost', now))
    : departed({ ...lost, status: 'pending' })
}
