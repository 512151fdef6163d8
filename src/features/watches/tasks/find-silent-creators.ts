import { z } from 'zod'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { storeSilences } from '../store/news.ts'
import { silenceWatches } from '../store/watches.ts'

const Nothing = z.object({})
const Result = z.object({ lists: z.int() })

/** Finds creators of watched lists who have published nothing for as long as the list says. */
export const findSilentCreators = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Result>
>({
  name: 'find_silent_creators',
  summary: 'Finds creators of watched lists who have published nothing for days.',
  access: UPKEEP,
  payload: Nothing,
  result: Result,
  priority: 5,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'find_silent_creators',
  didNothing: ({ lists }) => lists === 0,
  async handle(_task, { services: { db }, signal }) {
    const watches = await silenceWatches(db)
    for (const watch of watches) await storeSilences(db, watch, signal)
    return { kind: 'done', result: { lists: watches.length } }
  },
})
