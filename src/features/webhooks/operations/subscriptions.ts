import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { listSubscriptions } from '../store/subscriptions.ts'

const SubscriptionView = z
  .object({
    connection_id: z.uuid(),
    username: z.string(),
    fields: z.array(z.string()).openapi({ description: 'That gramd asked for' }),
    subscribed_at: Timestamp.nullable(),
    error: z
      .string()
      .nullable()
      .openapi({ description: 'Why Meta sends nothing, with the remedy' }),
  })
  .openapi('WebhookSubscription')
const operation = operationsFor<Pick<Services, 'db'>>()

export const subscriptionOperations = {
  listWebhookSubscriptions: operation.list({
    path: '/api/webhooks/instagram/subscriptions',
    access: 'own:read',
    tags: ['own accounts'],
    summary: 'Of which connected accounts Meta sends events',
    answer: pageOf(SubscriptionView),
    success: 'A page of accounts',
    key: z.tuple([z.uuid()]),
    async run({ page }, { db }, { principal }) {
      const range = { after: page.after?.[0], limit: page.take }
      const rows = await listSubscriptions(db, ownerScopeOf(principal), range)
      return page.cut(rows, ({ connection_id }) => [connection_id])
    },
  }),
}
