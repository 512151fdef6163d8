import { z } from '../../../http/router.ts'

const count = z.int()

const Status = z.enum(['ok', 'degraded', 'down'])

const Full = z.object({
  status: Status,
  accounts: z.object({
    total: count,
    by_state: z.record(z.string(), count),
    in_service: count,
    free: count,
    need_you: z.array(
      z.object({
        account: z.string(),
        state: z.string(),
        reason: z.string(),
        next: z.string().nullable(),
      }),
    ),
  }),
  tasks: z.object({
    by_type: z.record(
      z.string(),
      z.object({
        pending: count,
        running: count,
        failed: count,
        capped: z.array(z.string()),
      }),
    ),
    oldest_waiting_seconds: count.nullable(),
  }),
  openai: z.object({ open_batches: count }),
  scheduler: z.array(z.object({ name: z.string(), at: z.string() })),
  alerts: z.array(
    z.object({ code: z.string(), message: z.string(), since: z.string().nullable() }),
  ),
})
export type Full = z.output<typeof Full>

/** What the overview reads of /api/health; without the scope system:read there is the status only. */
export const Report = z.union([Full, z.object({ status: Status })])

/** What it reads of /api/ai/costs. */
export const Costs = z.object({ total: z.object({ cost_usd: z.number() }) })
