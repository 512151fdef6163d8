import { z } from 'zod'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'

const Payload = z.object({})
const Result = z.object({
  checked: z.number().int(),
  renewed: z.number().int(),
  failed: z.number().int(),
  skipped: z.number().int(),
  expiring: z.number().int(),
  proxies: z.object({
    checked: z.number().int(),
    revived: z.number().int(),
    replaced: z.number().int(),
  }),
})

export const maintainSessions = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'maintain_sessions',
  summary:
    'Checks sessions that were not heard of for six hours, renews those that are near their ' +
    'end, and checks dead proxies.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 2,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'maintain_sessions',
  async handle(_task, { services: { pool }, signal }) {
    // First, so that accounts that come back with a proxy are looked after as well.
    const proxies = await pool.reviveProxies(signal)
    return { kind: 'done', result: { ...(await pool.maintainSessions(signal)), proxies } }
  },
})
