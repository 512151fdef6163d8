import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { webhooksDeclaration } from './declare.ts'
import { endConnectionEvents } from './store/events.ts'
import { operations } from './operations/index.ts'
import { WEBHOOK_METRICS } from './metrics.ts'
import { processWebhooks } from './tasks/process-webhooks.ts'
import { planWebhookSubscriptions, subscribeWebhooks } from './tasks/subscribe-webhooks.ts'
import { removeSubscription } from './store/subscriptions.ts'

/** Receives what Meta sends by itself about connected accounts. */
export const webhooks: Feature = {
  ...webhooksDeclaration,
  tasks: [processWebhooks, subscribeWebhooks, planWebhookSubscriptions],
  routes: (services) => mountOperations(services, operations),
  cron: ({ webhookVerifyToken }) =>
    webhookVerifyToken === undefined
      ? []
      : [
          // Events that the task of the minute before did not see any more, and those to retry.
          {
            name: 'process_webhooks',
            pattern: '* * * * *',
            taskType: processWebhooks,
            payload: {},
          },
          {
            name: 'schedule_webhook_subscriptions',
            pattern: '41 * * * *',
            taskType: planWebhookSubscriptions,
            payload: {},
          },
        ],
  on: {
    async 'connection.ready'(tx, { connectionId }, queue, { webhookVerifyToken }) {
      if (webhookVerifyToken !== undefined)
        await queue.enqueue(tx, subscribeWebhooks, { connection_id: connectionId })
    },
    async 'connection.removed'(tx, event) {
      await removeSubscription(tx, event.connectionId)
      await endConnectionEvents(tx, event)
    },
  },
  // The author of a comment may be erased: the comment is deleted.
  erasure: [{ table: 'webhook_events', words: { payload: 'row' } }],
  metrics: WEBHOOK_METRICS,
  retention: (config) => [
    { tables: ['webhook_events'], keepMs: config.webhookRetentionMs, olderBy: 'received_at' },
  ],
}
