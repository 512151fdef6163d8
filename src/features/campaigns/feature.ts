import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { campaignsDeclaration } from './declare.ts'
import { CAMPAIGN_ERASURE } from './erasure.ts'
import { operations } from './operations/index.ts'
import { recordMissed, recordReading } from './record.ts'
import { campaignPages } from './pages/index.ts'
import { recordScrape } from './record-scrape.ts'
import { involvementOf } from './store/candidates.ts'
import { moveAlerts } from './store/alerts.ts'
import { moveCodes } from './store/codes.ts'
import { moveNearMisses } from './store/near-misses.ts'
import { movePromises } from './store/promises.ts'
import { moveResults } from './store/results.ts'
import { notifyCampaigns } from './tasks/notify-campaigns.ts'
import { checkListWindow } from './set-up.ts'
import { tieStored } from './tie.ts'

/** Campaigns: the signs of their posts, the posts that were published, and the costs. */
export const campaigns: Feature = {
  ...campaignsDeclaration,
  tasks: [notifyCampaigns],
  routes: (services) => mountOperations(services, operations),
  pages: campaignPages,
  cron: () => [
    {
      name: 'notify_campaign_alerts',
      pattern: '*/15 * * * *',
      taskType: notifyCampaigns,
      payload: {},
    },
  ],
  on: {
    async 'creator.scraped'(tx, { blogId }, _queue, config) {
      const { has_results, takes_part } = await involvementOf(tx, blogId)
      const { postsPerScrape: posts, postRetentionMs: retainedMs } = config
      if (has_results) await recordScrape(tx, blogId, { posts, retainedMs })
      if (takes_part) await tieStored(tx, { authorId: blogId })
    },
    async 'creator.posts_read'(tx, { blogId, readAt, posts, oldestTakenAt }) {
      const { has_results, takes_part } = await involvementOf(tx, blogId)
      if (has_results) await recordReading(tx, { blogId, readAt, posts })
      if (has_results && oldestTakenAt !== null) {
        const platformIds = posts.map(({ platformId }) => platformId)
        await recordMissed(tx, { blogId, readAt, oldestTakenAt, platformIds })
      }
      if (takes_part) await tieStored(tx, { authorId: blogId })
    },
    'list.changed': async (tx, { listId }) => await checkListWindow(tx, listId),
    async 'list.members_moved'(tx, { listId, blogIds }) {
      await tieStored(tx, blogIds === null ? { listId } : { listId, blogIds })
    },
    async 'creator.stories_read'(tx, { blogId }) {
      await tieStored(tx, { authorId: blogId })
    },
  },
  async merge(tx, blogs) {
    await moveCodes(tx, blogs)
    await movePromises(tx, blogs)
    await moveResults(tx, blogs)
    await moveNearMisses(tx, blogs)
    await moveAlerts(tx, blogs)
  },
  erasure: CAMPAIGN_ERASURE,
}
