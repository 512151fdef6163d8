import { z } from 'zod'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { storeAccountInsights } from '../store/account-insights.ts'
import { connectionSubject, findSync } from '../store/syncs.ts'
import { accountOwner } from '../store/task-owners.ts'
import { readerOf } from './reader.ts'
import { tried } from '../../../platforms/reading/tries.ts'

const Payload = z.object({
  connection_id: z.uuid(),
  /** UTC. */
  day: z.iso.date(),
  demographics: z.boolean(),
})
type Payload = z.output<typeof Payload>
const Result = z.object({ status: z.enum(['ok', 'gone']), metrics: z.int() })

/** Reads the numbers of an account for one day. */
export const readAccountInsights = defineTask<Services, Payload, z.output<typeof Result>>({
  name: 'read_account_insights',
  summary: 'Reads the numbers of a connected account for a day; weekly also who its audience is.',
  access: { read: 'own:read', write: 'own:write', owner: accountOwner },
  payload: Payload,
  result: Result,
  priority: 6,
  resource: 'graph',
  limit: { max: 1, key: ({ connection_id }) => connection_id },
  dedupeKey: ({ connection_id, day }) => `${connection_id} ${day}`,
  subject: ({ connection_id }) => connectionSubject(connection_id),
  async handle({ payload }, { services, signal }) {
    const { connection_id: connectionId, day, demographics } = payload
    const sync = await findSync(services.db, connectionId)
    if (!sync || sync.ended_at) return { kind: 'done', result: { status: 'gone', metrics: 0 } }
    const reader = readerOf(services)
    const call = { connectionId, isUrgent: false, signal }
    const request = { day: new Date(`${day}T00:00:00Z`), withDemographics: demographics }
    const insights = await tried(async () => await reader.accountInsights(call, request), {
      clock: services.clock,
      signal,
    })
    return {
      kind: 'done',
      result: { status: 'ok', metrics: Object.keys(insights.metrics).length },
      commit: async (tx) => await storeAccountInsights(tx, { connectionId, day }, insights),
    }
  },
})
