import { z } from 'zod'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { computeBenchmarks } from '../store/benchmarks.ts'
import { refreshPercentiles } from '../store/blogs/percentiles.ts'

/**
 * The number of blogs that the first statement reads; the checkpoint is the last id. A changed
 * percentile is written into all indexes of a blog, which takes a hundred times its reading.
 */
const FIRST_PAGE = 250
const MAX_PAGE = 10_000
const MIN_PAGE = 10
/** Real time that a statement should take: others wait so long for the blogs that it writes. */
const STATEMENT_MS = 50

/** The number of blogs of the next statement, from the time of the last one. */
export function nextPage(page: number, tookMs: number): number {
  const factor = Math.min(2, STATEMENT_MS / Math.max(1, tookMs))
  return Math.round(Math.min(MAX_PAGE, Math.max(MIN_PAGE, page * factor)))
}

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
    let page = FIRST_PAGE
    for (;;) {
      signal.throwIfAborted()
      const startedAt = performance.now()
      const { last, updated } = await refreshPercentiles(db, state.after, page)
      page = nextPage(page, performance.now() - startedAt)
      state = { ...state, after: last, updated: state.updated + updated }
      if (last === null) break
      await checkpoint(state)
    }
    return { kind: 'done', result: { benchmarks: state.benchmarks, updated: state.updated } }
  },
})
