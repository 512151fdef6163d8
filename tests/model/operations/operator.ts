import { ConflictError } from '../../../src/base/errors.ts'
import { operation, type Operation } from '../operation.ts'
import { change, isOpen, released, taskOf, violated, type ModelTask, type State } from '../state.ts'

type Answer = 'done' | 'refused'

async function unlessRefused(work: Promise<void>): Promise<Answer> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof ConflictError) return 'refused'
    throw error
  }
}

export const cancel = (id: number): Operation<Answer> =>
  operation({
    label: `cancel(${id})`,
    run: async ({ db, queue }) => await unlessRefused(queue.cancel(db, id)),
    step(state, answer) {
      const task = taskOf(state, id)
      violated(
        (answer === 'done') !== isOpen(task),
        () => `cancelling ${task.status} was ${answer}`,
      )
      if (answer === 'refused') return state
      const cancelled: ModelTask = {
        ...task,
        ...released,
        status: 'cancelled',
        completedAt: state.now,
        departures: task.departures + 1,
      }
      return change(state, [cancelled])
    },
  })

/** From now on nobody claims tasks of the type; or they do again. */
export const pause = (type: string, pauses: boolean): Operation<void> =>
  operation({
    label: pauses ? `pause(${type})` : `resume(${type})`,
    run: async ({ db, queue }) =>
      pauses ? await queue.pause(db, type) : await queue.resume(db, type),
    step(state) {
      const paused = new Set(state.paused)
      if (pauses) paused.add(type)
      else paused.delete(type)
      return { ...state, paused }
    },
  })

export const retry = (id: number): Operation<Answer> =>
  operation({
    label: `retry(${id})`,
    run: async ({ db, queue }) => await unlessRefused(queue.retry(db, id)),
    step(state, answer) {
      const task = taskOf(state, id)
      violated(
        (answer === 'done') !== canRetry(state, task),
        () => `retrying a task that is ${task.status} was ${answer}`,
      )
      if (answer === 'refused') return state
      const reopened: ModelTask = {
        ...task,
        status: 'pending',
        attempts: 0,
        lostLeases: 0,
        retryAt: state.now,
        completedAt: null,
        batch: null,
        errorCode: null,
      }
      return change(state, [reopened])
    },
  })

function canRetry(state: State, task: ModelTask): boolean {
  if (task.status !== 'failed' && task.status !== 'cancelled') return false
  return ![...state.tasks.values()].some(
    (other) =>
      isOpen(other) && other.type === task.type && other.key !== null && other.key === task.key,
  )
}
