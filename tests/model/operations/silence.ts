import {
  rescueExpired,
  takeOver as takeOverOwner,
  type Rescued,
} from '../../../src/queue/care/rescue.ts'
import { endLeases as moveLeases, type LeaseKey } from '../engine-access.ts'
import { operation, type Mode, type Operation } from '../operation.ts'
import { change, heldUnder, taskOf, violated, type ModelTask, type State } from '../state.ts'
import { setTime } from '../system.ts'
import { typesByName } from '../task-types.ts'
import { loseLease } from './attempt.ts'

/** These leases run out. */
export function endLeases(leases: readonly LeaseKey[]): Operation<void> {
  return operation({
    label: `endLeases(${leases.join(', ')})`,
    run: async ({ db }) => await moveLeases(db, leases),
    step: (state) =>
      change(
        state,
        heldUnder(state, new Set(leases)).map((task) => ({ ...task, leaseEnded: true })),
      ),
  })
}

/** What silent workers held is brought back. */
export const rescue = (): Operation<readonly Rescued[]> =>
  operation({
    label: 'rescue()',
    run: async ({ db }) => await rescueExpired(db, typesByName),
    step: (state, answer, mode) => takeBack(state, answer, mode, (task) => task.leaseEnded),
  })

/** A worker that was started anew takes back what it held before. */
export const takeOver = (owner: string): Operation<readonly Rescued[]> =>
  operation({
    label: `takeOver(${owner})`,
    run: async ({ db }) => await takeOverOwner(db, typesByName, owner),
    step: (state, answer, mode) =>
      takeBack(state, answer, mode, (task) => task.lease !== null && task.owner === owner),
  })

function takeBack(
  state: State,
  answer: readonly Rescued[],
  mode: Mode,
  isLost: (task: ModelTask) => boolean,
): State {
  const lost = new Set([...state.tasks.values()].filter(isLost).map((task) => task.id))
  const wrong = answer.find(({ id }) => !lost.has(id))
  violated(wrong !== undefined, () => `task ${wrong?.id} was not lost, and was brought back`)
  violated(new Set(answer.map(({ id }) => id)).size < answer.length, () => 'brought back twice')
  violated(mode === 'alone' && answer.length < lost.size, () => 'not all that was lost came back')
  const changed = answer.map(({ id, status, lost_leases }) => {
    const task = loseLease(taskOf(state, id), state.now)
    violated(
      status !== task.status || lost_leases !== task.lostLeases,
      () => `task ${id} came back as ${status} with ${lost_leases} lost leases`,
    )
    return task
  })
  return change(state, changed)
}

/** World time moves on. */
export const advance = (ms: number, now: number): Operation<void> =>
  operation({
    label: `advance(${ms})`,
    run: async ({ db }) => await setTime(db, now + ms),
    step: (state) => ({ ...state, now: now + ms }),
  })
