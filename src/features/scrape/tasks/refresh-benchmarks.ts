import { z } from 'zod'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { computeBenchmarks } from '../store/benchmarks.ts'
import { refreshPercentiles } from '../store/blogs/percentiles.ts'

/** The number of blogs that one statement reads; the checkpoint is the last id. */
const PAGE = 10_000

const Checkpoint = z.object({
  benchmarks: z.number().int(),
  after: z.uuid().nullable(),
  updated: z.number().int(),
})
const Payload = z.object({})
const Result = z.object({
  benchmarks: z.number().int(),
  /** Creators whose percentile has changed. */
  updated: z.number().int(),
})

/**
 * Computes the benchmarks of tiers, and the percentiles of creators within their tier, from gramd's
 * own database.
 */
export const refreshBenchmarks = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'refresh_benchmarks',
  summary:
    'Computes what is usual in each follower tier, and how every creator compares with its own.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 9,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'refresh_benchmarks',
  // Every statement can be repeated and is independent of the others, so none needs the fence of
  // the task's transaction.
  async handle(task, { services: { db }, signal, checkpoint }) {
    let state =
      Checkpoint.safeParse(task.checkpoint).data ??
      ({ benchmarks: await computeBenchmarks(db), after: null, updated: 0 } as const)
    for (;;) {
      signal.throwIfAborted()
      const { last, updated } = await refreshPercentiles(db, state.after, PAGE)
      state = { ...state, after: last, updated: state.updated + updated }
      if (last === null) break
      await checkpoint(state)
    }
    return { kind: 'done', result: { benchmarks: state.benchmarks, updated: state.updated } }
  },
})
