import fc from 'fast-check'
import { aBatch, aClaim, anEnding, anOwner, nth } from './choices.ts'
import type { Operation } from './operation.ts'
import * as attempt from './operations/attempt.ts'
import * as batch from './operations/batch.ts'
import * as enqueue from './operations/enqueue.ts'
import * as operator from './operations/operator.ts'
import * as silence from './operations/silence.ts'
import { planClaim, planRenew } from './plans.ts'
import { pick, type ModelTask, type State } from './state.ts'

/** One side of a race, once it is known which task the race is about. */
export type Side = (state: State, task: ModelTask) => Operation | undefined

const attemptOf = (state: State, task: ModelTask, which: number) =>
  pick(
    [...state.attempts.values()].filter((each) => each.taskId === task.id),
    which,
  )

const anEnd: fc.Arbitrary<Side> = fc
  .tuple(nth, anEnding)
  .map(([which, ending]) => (state, task) => {
    const chosen = attemptOf(state, task, which)
    return chosen && attempt.end(chosen.lease, ending(state.now))
  })

const aCheckpoint: fc.Arbitrary<Side> = nth.map((which) => (state, task) => {
  const chosen = attemptOf(state, task, which)
  return chosen && attempt.checkpoint(chosen.lease, which)
})

const anEnqueueOfTheSame: Side = (state, task) =>
  enqueue.enqueue(
    { type: task.type, keys: [task.key], priority: null, dueInMs: null, transaction: 'none' },
    state.now,
  )

const aSettle: fc.Arbitrary<Side> = fc.boolean().map((isDone) => (_, task) => {
  if (task.batch === null) return undefined
  return isDone ? batch.settle(task.batch, [task.id], []) : batch.settle(task.batch, [], [task.id])
})

export const aSide: fc.Arbitrary<Side> = fc.oneof(
  { weight: 4, arbitrary: anEnd },
  { weight: 2, arbitrary: aCheckpoint },
  {
    weight: 2,
    arbitrary: anOwner.map(
      (owner): Side =>
        (state) =>
          planRenew(owner)(state),
    ),
  },
  { weight: 2, arbitrary: fc.constant<Side>((_, task) => operator.cancel(task.id)) },
  { weight: 2, arbitrary: fc.constant<Side>((_, task) => operator.retry(task.id)) },
  { weight: 2, arbitrary: fc.constant<Side>(() => silence.rescue()) },
  {
    weight: 1,
    arbitrary: anOwner.map(
      (owner): Side =>
        () =>
          silence.takeOver(owner),
    ),
  },
  {
    weight: 3,
    arbitrary: aClaim.map(
      (choice): Side =>
        (state) =>
          planClaim(choice)(state),
    ),
  },
  { weight: 2, arbitrary: fc.constant(anEnqueueOfTheSame) },
  { weight: 1, arbitrary: aSettle },
  {
    weight: 1,
    arbitrary: aBatch.map(
      (name): Side =>
        () =>
          batch.send(name),
    ),
  },
  {
    weight: 1,
    arbitrary: aBatch.map(
      (name): Side =>
        () =>
          batch.release(name, 'unfinished'),
    ),
  },
)

/** A race is about one task: mostly one that is in somebody's hands. */
export function taskOfRace(state: State, which: number): ModelTask | undefined {
  const tasks = [...state.tasks.values()]
  const attempted = new Set([...state.attempts.values()].map((each) => each.taskId))
  const busy = tasks.filter((task) => attempted.has(task.id) || task.batch !== null)
  return pick(which % 3 > 0 && busy.length > 0 ? busy : tasks, which)
}

/** The operations of a race; a handler can return but once. */
export function resolveRace(state: State, task: ModelTask, sides: readonly Side[]): Operation[] {
  const operations = new Map<string, Operation>()
  for (const side of sides) {
    const operation = side(state, task)
    if (!operation) continue
    const isEnd = operation.label.startsWith('end(')
    const name = isEnd ? operation.label.split(',', 1).join() : `${operations.size}`
    operations.set(name, operation)
  }
  return [...operations.values()]
}
