import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import { lockExclusive } from '../../../db/locks.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { z } from '../../../http/router.ts'
import { CampaignParams, getCampaign } from '../../campaigns/index.ts'
import type { Services } from '../../services.ts'
import { ReportChange, ReportView, tags } from '../report-view.ts'
import { endLink } from '../reports/link.ts'
import { getReport, setReport } from '../reports/set-report.ts'
import { findReport, removeReport } from '../store/reports.ts'
import { addSends } from '../store/sends.ts'
import { sendCampaignReport } from '../tasks/send-campaign-report.ts'

export type OutgoingParts = Pick<Services, 'db' | 'clock' | 'config' | 'queue'>

const operation = operationsFor<OutgoingParts>()

const refusals = { 404: 'No such list, or it is no campaign' }
const notSet = { 404: 'No such campaign, or it has no weekly report' }
const version = editedFields(ReportChange)

/** Weekly reports of campaigns. */
export const reportOperations = {
  getCampaignReport: operation.get({
    path: '/api/campaigns/{id}/report',
    access: 'lists:read',
    tags,
    summary: 'The weekly report of a campaign: when, through which channels, and what was sent',
    params: CampaignParams,
    answer: ReportView,
    success: 'The report, or how it would begin',
    refusals,
    version,
    run: async ({ params: { id } }, services) => await getReport(services.db, services, id),
  }),

  setCampaignReport: operation.update({
    method: 'put',
    path: '/api/campaigns/{id}/report',
    access: 'lists:write',
    tags,
    summary: 'Send a report of a campaign every week, or change how; what is not sent stays',
    description:
      'It is sent once through each channel, weekly while the campaign runs and a last time ' +
      'after its end. A channel that fails is tried again; one that fails for good is an alert. ' +
      'docs/sharing.md',
    params: CampaignParams,
    body: ReportChange,
    answer: ReportView,
    success: 'The report',
    refusals,
    version,
    async run({ params: { id }, body }, services, { principal, requireMatch }) {
      return await services.db.transaction().execute(async (tx) => {
        await lockExclusive(tx, 'campaign_reports')
        await requireMatch(async () => await getReport(tx, services, id))
        const userId = principal.user?.id ?? null
        await setReport(tx, services, { listId: id, change: body, userId })
        return await getReport(tx, services, id)
      })
    },
  }),

  removeCampaignReport: operation.remove({
    path: '/api/campaigns/{id}/report',
    access: 'lists:write',
    tags,
    summary: 'Send no weekly report any more; its link ends',
    params: CampaignParams,
    refusals: notSet,
    async run({ params: { id } }, { db }) {
      await db.transaction().execute(async (tx) => {
        await lockExclusive(tx, 'campaign_reports')
        const report = await findReport(tx, id)
        if (!report) throw new NoSuchRecordError(`the campaign ${id} has no weekly report`)
        await endLink(tx, report)
        await removeReport(tx, id)
      })
    },
  }),

  sendCampaignReportNow: operation.act({
    path: '/api/campaigns/{id}/report/send',
    access: 'lists:write',
    tags,
    summary: 'Send the report of a campaign now, besides the weekly ones',
    params: CampaignParams,
    status: 202,
    answer: z.object({ messages: z.int() }).openapi('CampaignReportSending'),
    success: 'How many messages are on their way',
    refusals: { ...notSet, 409: 'One was sent just now' },
    async run({ params: { id } }, { db, clock, queue }) {
      const { ends_at: endsAt } = await getCampaign(db, id)
      const ids = await db.transaction().execute(async (tx) => {
        const report = await findReport(tx, id)
        if (!report) throw new NoSuchRecordError(`the campaign ${id} has no weekly report`)
        // Two clicks within a minute are one report.
        const due_at = new Date(Math.floor(clock.now().getTime() / MINUTE_MS) * MINUTE_MS)
        const is_last = endsAt !== null && endsAt <= due_at
        const sends = await addSends(
          tx,
          report.channels.map((channel) => ({ list_id: id, channel, due_at, is_last })),
        )
        if (sends.length === 0) throw new ConflictError('it was sent within this minute')
        await queue.enqueueMany(
          tx,
          sendCampaignReport,
          sends.map((send_id) => ({ send_id })),
        )
        return sends
      })
      queue.wake()
      return { messages: ids.length }
    },
  }),
}

const MINUTE_MS = 60_000
