import { z } from 'zod'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { computeBenchmarks } from '../store/benchmarks.ts'
import { findMovedPercentiles, writePercentiles } from '../store/blogs/percentiles.ts'

/** Blogs that are read at once; reading locks nothing. */
const PAGE = 10_000
/**
 * Blogs of the first statement that writes. A changed percentile is written into all indexes of a
 * blog, which takes a hundred times its reading.
 */
const FIRST_WRITE = 2
const MAX_WRITE = 1_000
/**
 * Real time that a statement should take: others wait so long for the blogs that it writes. On a
 * machine with six times as much work as processors one takes up to four times as long.
 */
const STATEMENT_MS = 30

/** The number of blogs that the next statement writes, from what the last one took. */
export function nextWrite(written: number, tookMs: number): number {
  const factor = Math.min(2, STATEMENT_MS / Math.max(1, tookMs))
  return Math.min(MAX_WRITE, Math.max(1, Math.floor(written * factor)))
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
    let size = FIRST_WRITE
    for (;;) {
      const { last, ids } = await findMovedPercentiles(db, state.after, PAGE)
      for (let at = 0; at < ids.length;) {
        signal.throwIfAborted()
        const some = ids.slice(at, at + size)
        const startedAt = performance.now()
        const updated = await writePercentiles(db, some)
        size = nextWrite(some.length, performance.now() - startedAt)
        at += some.length
        state = { ...state, after: some.at(-1) ?? state.after, updated: state.updated + updated }
        await checkpoint(state)
      }
      signal.throwIfAborted()
      if (last === null) break
      state = { ...state, after: last }
      await checkpoint(state)
    }
    return { kind: 'done', result: { benchmarks: state.benchmarks, updated: state.updated } }
  },
})
