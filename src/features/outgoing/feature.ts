import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { outgoingDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { outgoingPages } from './pages/index.ts'
import { reportLinkColumn } from './store/reports.ts'
import { moveRows } from './store/rows.ts'
import { webhookSettingsColumn } from './store/webhooks.ts'
import { queueCampaignReports } from './tasks/queue-campaign-reports.ts'
import { queueOutgoingWebhooks } from './tasks/queue-outgoing-webhooks.ts'
import { sendCampaignReport } from './tasks/send-campaign-report.ts'
import { sendOutgoingRows } from './tasks/send-outgoing-rows.ts'

/** Weekly reports of campaigns, and rows for webhooks: they leave gramd by themselves. */
export const outgoing: Feature = {
  ...outgoingDeclaration,
  tasks: [queueCampaignReports, sendCampaignReport, queueOutgoingWebhooks, sendOutgoingRows],
  routes: (services) => mountOperations(services, operations),
  pages: outgoingPages,
  cron: () => [
    {
      name: 'queue_campaign_reports',
      pattern: '* * * * *',
      taskType: queueCampaignReports,
      payload: {},
    },
    {
      name: 'queue_outgoing_webhooks',
      pattern: '*/10 * * * *',
      taskType: queueOutgoingWebhooks,
      payload: {},
    },
  ],
  merge: moveRows,
  erasure: [
    { table: 'outgoing_rows', ids: { blog_id: 'blogId' } },
    { table: 'campaign_report_sends', words: { last_error: 'text' } },
    { table: 'outgoing_webhooks', words: { last_error: 'text' } },
  ],
  secrets: [reportLinkColumn, webhookSettingsColumn],
  retention: (config) => [
    {
      tables: ['campaign_report_sends'],
      keepMs: config.taskRetentionMs,
      olderBy: 'created_at',
    },
  ],
}
