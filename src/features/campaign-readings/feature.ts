import { sql } from 'kysely'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { campaignReadingsDeclaration } from './declare.ts'
import { REQUESTS_PLANNED } from './metrics.ts'
import { operations } from './operations/index.ts'
import { mergeReadings, storeScrapedReadings } from './store/readings.ts'
import { planCampaignReadings } from './tasks/plan-campaign-readings.ts'
import { readCampaignCreator } from './tasks/read-campaign-creator.ts'

/** A day's budget needs no older hours; a month shows how it was spent. */
const SPENDING_MS = 31 * 86_400_000

/** Planned readings of creators of running campaigns. */
export const campaignReadings: Feature = {
  ...campaignReadingsDeclaration,
  tasks: [planCampaignReadings, readCampaignCreator],
  routes: (services) => mountOperations(services, operations),
  cron: (config) => [
    {
      name: 'plan_campaign_readings',
      pattern: config.cronPlanReadings,
      taskType: planCampaignReadings,
      payload: {},
    },
  ],
  on: {
    'creator.scraped': async (tx, { blogId }) => await storeScrapedReadings(tx, blogId),
  },
  erasure: [
    { table: 'post_readings', ids: { blog_id: 'blogId' } },
    { table: 'reading_schedule', ids: { blog_id: 'blogId' } },
    {
      table: 'post_readings',
      names: { caption: 'text' },
      find: (usernames) =>
        sql`caption is not null and mentioned_names(caption) && ${usernames}::text[]`,
    },
  ],
  merge: mergeReadings,
  metrics: [REQUESTS_PLANNED],
  retention: (config) => [
    { tables: ['post_readings'], keepMs: config.postReadingRetentionMs, olderBy: 'read_at' },
    { tables: ['reading_spending'], keepMs: SPENDING_MS, olderBy: 'hour' },
  ],
}
