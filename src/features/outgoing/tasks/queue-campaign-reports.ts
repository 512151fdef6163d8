import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { nextReport } from '../reports/next-report.ts'
import {
  dueReportsQuery,
  movedReportsQuery,
  storePlans,
  type Plan,
  type PlannedReport,
} from '../store/reports.ts'
import { addSends } from '../store/sends.ts'
import { sendCampaignReport } from './send-campaign-report.ts'

/** Reports of one transaction. */
const BATCH = 200

const Nothing = z.object({})
const Result = z.object({ campaigns: z.int(), messages: z.int() })

/** Queues the weekly reports that are due, each once. */
export const queueCampaignReports = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Result>
>({
  name: 'queue_campaign_reports',
  summary: 'Queues the weekly reports of campaigns that are due.',
  access: UPKEEP,
  payload: Nothing,
  result: Result,
  priority: 4,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'queue_campaign_reports',
  async handle(_task, { services, signal }) {
    const result = { campaigns: 0, messages: 0 }
    for (;;) {
      signal.throwIfAborted()
      const queued = await services.db
        .transaction()
        .execute(async (tx) => await queueDue(tx, services))
      result.campaigns += queued.campaigns
      result.messages += queued.messages
      if (!queued.isMore) break
    }
    if (result.messages > 0) services.queue.wake()
    return { kind: 'done', result }
  },
})

type Parts = Pick<Services, 'clock' | 'queue'>

const planOf = (report: PlannedReport, now: Date): Plan => ({
  list_id: report.list_id,
  next_at: nextReport(report, { endsAt: report.ends_at, timeZone: report.time_zone }, now),
  ends_at: report.ends_at,
  zone: report.time_zone,
})

/**
 * Plans reports whose campaign has another window, then stores and enqueues those that are due, and
 * plans their next one.
 */
async function queueDue(
  tx: Tx,
  { clock, queue }: Parts,
): Promise<{ campaigns: number; messages: number; isMore: boolean }> {
  const now = clock.now()
  const { rows: moved } = await movedReportsQuery(BATCH).execute(tx)
  await storePlans(
    tx,
    moved.map((report) => planOf(report, now)),
  )
  const { rows: due } = await dueReportsQuery(BATCH).execute(tx)
  const sends = await addSends(
    tx,
    due.flatMap(({ list_id, channels, next_at, ends_at }) =>
      channels.map((channel) => ({
        list_id,
        channel,
        due_at: next_at,
        is_last: ends_at !== null && ends_at <= now,
      })),
    ),
  )
  await queue.enqueueMany(
    tx,
    sendCampaignReport,
    sends.map((id) => ({ send_id: id })),
  )
  await storePlans(
    tx,
    due.map((report) => planOf(report, now)),
  )
  const isMore = due.length === BATCH || moved.length === BATCH
  return { campaigns: due.length, messages: sends.length, isMore }
}
