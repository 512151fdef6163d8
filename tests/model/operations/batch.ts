import type { Tx } from '../../../src/db/handles.ts'
import {
  markSent,
  releaseFromBatch,
  reserveForBatch,
  settleBatch,
  type BatchEnd,
} from '../../../src/queue/batch.ts'
import { ENGINE } from '../engine-access.ts'
import { operation, type Operation } from '../operation.ts'
import {
  change,
  compareTasks,
  dueOf,
  isOpen,
  taskOf,
  violated,
  type ModelTask,
  type State,
} from '../state.ts'
import type { System } from '../system.ts'
import { GATHERED, RESULT, typeNamed } from '../task-types.ts'
import { failedAttempt } from './attempt.ts'

const inTransaction = async <T>({ db }: System, work: (tx: Tx) => Promise<T>): Promise<T> =>
  await db.transaction().execute(work)

const sameIds = (a: readonly number[], b: readonly number[]): boolean =>
  a.toSorted((x, y) => x - y).join() === b.toSorted((x, y) => x - y).join()

/** Tasks that wait are put into a batch that has not been sent yet. */
export const reserve = (batch: string, limit: number): Operation<readonly number[]> =>
  operation({
    label: `reserve(${batch}, ${limit})`,
    async run(system) {
      return await inTransaction(system, async (tx) => {
        await tx
          .insertInto('ai_batches')
          .values({ id: batch, kind: 'creator_insights', model: 'model', request_count: 1 })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        const tasks = await reserveForBatch(tx, { taskType: GATHERED, batchId: batch, limit })
        return tasks.map((task) => task.id)
      })
    },
    step(state, answer) {
      const first = [...state.tasks.values()]
        .filter((task) => task.type === GATHERED && task.status === 'pending')
        .filter((task) => task.batch === null && dueOf(task) <= state.now)
        .sort(compareTasks)
        .slice(0, limit)
      violated(
        !sameIds(
          answer,
          first.map((task) => task.id),
        ),
        () => `reserved ${answer.join()}`,
      )
      return change(
        state,
        first.map((task) => ({ ...task, batch })),
      )
    },
  })

export const send = (batch: string): Operation<number> =>
  operation({
    label: `send(${batch})`,
    run: async (system) => await inTransaction(system, async (tx) => await markSent(tx, batch)),
    step(state, answer) {
      const sent = inBatch(state, batch).filter((task) => task.status === 'pending')
      violated(answer !== sent.length, () => `${answer} were sent, not ${sent.length}`)
      return change(
        state,
        sent.map((task) => ({
          ...task,
          status: 'running',
          errorCode: null,
          retryAt: ENGINE.sendingForgetsRetryTime ? null : task.retryAt,
        })),
      )
    },
  })

/** Results are read; they may name tasks that the batch does not hold any more, and may be read twice. */
export const settle = (batch: string, done: readonly number[], failed: readonly number[]) =>
  operation({
    label: `settle(${batch}, done ${done.join()}, failed ${failed.join()})`,
    async run(system) {
      const ends: BatchEnd[] = [
        ...done.map((taskId) => ({ taskId, end: { kind: 'done', result: RESULT } as const })),
        ...failed.map((taskId) => ({
          taskId,
          end: { kind: 'failed_attempt', code: 'refused', message: 'refused' } as const,
        })),
      ]
      return await inTransaction(
        system,
        async (tx) => await settleBatch(tx, typeNamed(GATHERED), batch, ends),
      )
    },
    step(state, answer) {
      const held = (ids: readonly number[]): ModelTask[] =>
        ids
          .map((id) => taskOf(state, id))
          .filter((task) => task.batch === batch && task.status === 'running')
      const ended = held(done).map((task): ModelTask => ({
        ...task,
        status: 'done',
        completedAt: state.now,
        result: RESULT,
        checkpoint: null,
      }))
      const back = held(failed).map((task): ModelTask => {
        const next = failedAttempt(task, 'refused', state.now)
        return { ...next, batch: next.status === 'failed' ? task.batch : null }
      })
      const idsOf = (tasks: readonly ModelTask[], status: string): number[] =>
        tasks.filter((task) => task.status === status).map((task) => task.id)
      violated(
        !sameIds(answer.done, idsOf(ended, 'done')) ||
          !sameIds(answer.retried, idsOf(back, 'pending')) ||
          !sameIds(answer.failed, idsOf(back, 'failed')),
        () => `settled ${JSON.stringify(answer)}`,
      )
      return change(state, [...ended, ...back])
    },
  })

export const release = (batch: string, ids: readonly number[] | 'unfinished'): Operation<number> =>
  operation({
    label: `release(${batch}, ${ids === 'unfinished' ? ids : ids.join()})`,
    run: async (system) =>
      await inTransaction(system, async (tx) => await releaseFromBatch(tx, batch, ids)),
    step(state, answer) {
      const open = inBatch(state, batch).filter(
        (task) => isOpen(task) && (ids === 'unfinished' || ids.includes(task.id)),
      )
      violated(answer !== open.length, () => `${answer} were released, not ${open.length}`)
      return change(
        state,
        open.map((task) => ({ ...task, status: 'pending', batch: null })),
      )
    },
  })

export const inBatch = (state: State, batch: string): ModelTask[] =>
  [...state.tasks.values()].filter((task) => task.batch === batch)
