import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { ownBuild } from '../../../base/build.ts'
import { fillBatch, type Backfill } from '../../../db/backfills/backfill.ts'
import {
  assignBackfill,
  beginBackfill,
  readBackfills,
  type BackfillState,
} from '../../../db/backfills/backfill-store.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask, type TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'

/** World time after which an older gramd has another look whether a newer one took the task. */
const SNOOZE_MS = 60_000

const Payload = z.object({ name: z.string() })
const Result = z.object({ rows: z.int() })

/** Fills the rows of one backfill, batch by batch. */
export const runBackfill = defineTask<Services, z.output<typeof Payload>, z.output<typeof Result>>({
  name: 'run_backfill',
  summary: 'Fills a column that a new release added, for the rows that were there before.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 9,
  attempts: 10,
  resource: 'none',
  share: 'upkeep',
  limit: { max: 1, key: () => 'backfill' },
  dedupeKey: ({ name }) => name,
  didNothing: () => false,
  async handle({ payload: { name } }, context) {
    const { backfills, clock } = context.services
    const backfill = backfills.find((each) => each.name === name)
    if (!backfill) {
      const until = new Date(clock.now().getTime() + SNOOZE_MS)
      const message = `this gramd does not know the backfill ${name}: a newer one does it`
      return { kind: 'snooze', until, code: 'newer_gramd_needed', message }
    }
    for (;;) {
      const startedAt = performance.now()
      const { done, total, finished_at: end } = await fillNext(context, backfill)
      await context.progress({ done, total: Math.max(done, total ?? 0) })
      if (end !== null) return { kind: 'done', result: { rows: done } }
      // Half of the time the rows are free for others.
      await delay(performance.now() - startedAt, undefined, { signal: context.signal })
    }
  },
})

/** The checkpoint, the cursor in the table and the rows are of one transaction. */
async function fillNext(
  context: TaskContext<Services>,
  backfill: Backfill,
): Promise<BackfillState> {
  let state: BackfillState | undefined
  await context.checkpoint(
    { cursor: null },
    async (tx) => {
      state = await fillBatch(tx, backfill)
    },
    () => ({ cursor: state?.cursor ?? null }),
  )
  if (!state) throw new Error('a checkpoint without its writes')
  return state
}

/** Enqueues the backfills of this release that are not finished, unless their tasks are open. */
export async function enqueueBackfills({ db, queue, backfills }: Services): Promise<void> {
  if (backfills.length === 0) return
  const states = await readBackfills(db)
  const ended = new Set(states.flatMap((state) => (state.finished_at ? [state.name] : [])))
  for (const backfill of backfills) {
    if (ended.has(backfill.name)) continue
    await db.transaction().execute(async (tx) => {
      await beginBackfill(tx, backfill, ownBuild().version)
      const { id } = await queue.enqueue(tx, runBackfill, { name: backfill.name })
      await assignBackfill(tx, backfill.name, id)
    })
  }
}
