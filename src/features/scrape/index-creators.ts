import { z } from 'zod'
import { defineTask } from '../../queue/task-type.ts'
import type { Services } from '../manifest.ts'
import { fillSearch } from './search-store.ts'

/** Creators of one statement, which keeps them locked for about a second. */
const PAGE = 100

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

const Checkpoint = z.object({ after: z.uuid(), indexed: z.number().int() })
const Payload = z.object({})
const Result = z.object({ indexed: z.number().int() })

/** What creators say, for full-text search, where no scrape has written it: they were scraped before there was any. */
export const indexCreators = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'index_creators',
  summary: 'Makes creators that were scraped before there was full-text search known to it.',
  payload: Payload,
  result: Result,
  priority: 9,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  resource: 'none',
  dedupeKey: () => 'index_creators',
  // Every statement stands for itself and finds only what is left, so that none needs the fence of the task's transaction.
  async handle(task, { services: { db }, signal, checkpoint }) {
    let state = Checkpoint.safeParse(task.checkpoint).data ?? { after: FIRST_ID, indexed: 0 }
    for (;;) {
      signal.throwIfAborted()
      const { last, written } = await fillSearch(db, state.after, PAGE)
      state = { after: last ?? state.after, indexed: state.indexed + written }
      if (last === null) break
      await checkpoint(state)
    }
    return { kind: 'done', result: { indexed: state.indexed } }
  },
})
