import { z } from 'zod'
import { defineTask } from '../../queue/task-type.ts'
import type { Services } from '../manifest.ts'

const Payload = z.object({})
const Result = z.object({
  checked: z.number().int(),
  renewed: z.number().int(),
  failed: z.number().int(),
  skipped: z.number().int(),
  expiring: z.number().int(),
  proxies_revived: z.number().int(),
  proxies_replaced: z.number().int(),
})

/** Looks after the accounts that nobody works on. */
export const keepSessions = defineTask<Services, z.output<typeof Payload>, z.output<typeof Result>>(
  {
    name: 'keep_sessions',
    summary:
      'Checks sessions that were not heard of for SESSION_CHECK_IDLE_HOURS, renews those near their end, and looks whether dead proxies are back.',
    payload: Payload,
    result: Result,
    priority: 2,
    attempts: 3,
    backoffMinutes: [5, 15, 45],
    leaseMs: 45_000,
    resource: 'none',
    dedupeKey: () => 'keep_sessions',
    async handle(_task, { services: { pool }, signal }) {
      return { kind: 'done', result: await pool.keepSessions(signal) }
    },
  },
)
