import { z } from 'zod'
import { UpstreamDownError } from '../../../base/errors.ts'
import type { GraphLogin } from '../../../platforms/graph-call.ts'
import { GraphError } from '../../../platforms/graph-error.ts'
import { connectionOwner } from '../../../connections/connection-owner.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask, type Outcome } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import {
  findToSubscribe,
  findUnsubscribed,
  storeSubscription,
  type ToSubscribe,
} from '../store/subscriptions.ts'

const HOUR_MS = 3_600_000
/** Connections that one plan takes; the next comes within the hour. */
const MAX_PLANNED = 5_000

/**
 * Meta then sends all fields that the app itself has subscribed to (docs/own-accounts.md). Events
 * of Instagram come with any field of the page.
 */
const FIELDS: Readonly<Record<GraphLogin, readonly string[]>> = {
  facebook: ['feed'],
  instagram: ['comments'],
}
const PAGE_RIGHT = 'pages_manage_metadata'

const Payload = z.object({ connection_id: z.uuid() })
const Result = z.object({ status: z.enum(['subscribed', 'refused', 'gone']) })
type Result = z.output<typeof Result>

/** Subscribes to Meta's events about an account. */
export const subscribeWebhooks = defineTask<Services, z.output<typeof Payload>, Result>({
  name: 'subscribe_webhooks',
  summary: 'Asks Meta to send what happens on a connected account.',
  access: { read: 'own:read', write: 'own:write', owner: connectionOwner },
  payload: Payload,
  result: Result,
  priority: 3,
  resource: 'graph',
  share: 'upkeep',
  limit: { max: 1, key: ({ connection_id }) => connection_id },
  dedupeKey: ({ connection_id }) => connection_id,
  subject: ({ connection_id }) => `connection:${connection_id}`,
  async handle({ payload: { connection_id: id } }, { services: { db, connections }, signal }) {
    if (!connections)
      throw new UpstreamDownError('no app of Meta’s is configured any more', HOUR_MS)
    const connection = await findToSubscribe(db, id)
    if (!connection) return { kind: 'done', result: { status: 'gone' } }
    const fields = FIELDS[connection.login]
    const outcomeWith = (error: string | null): Outcome<Result> => ({
      kind: 'done',
      result: { status: error === null ? 'subscribed' : 'refused' },
      commit: async (tx) => await storeSubscription(tx, id, { fields, error }),
    })
    const missing = missingRight(connection)
    if (missing !== null) return outcomeWith(missing)
    try {
      const own = { connectionId: id, area: 'upkeep' as const, isUrgent: false, signal }
      const { api } = connections
      await connections.use(
        own,
        async (call) => await api.subscribe(call, connection.page_id, fields),
      )
      return outcomeWith(null)
    } catch (error) {
      if (!(error instanceof GraphError) || error.disposition.action !== 'final') throw error
      return outcomeWith(error.message)
    }
  },
})

/** Returns the reason why Meta would refuse; null when it would not. */
function missingRight({ login, page_id, rights_granted }: ToSubscribe): string | null {
  if (login === 'instagram') return null
  if (page_id === null) return 'the account has no Facebook page: authorize it again'
  if (rights_granted.includes(PAGE_RIGHT)) return null
  return `the right ${PAGE_RIGHT} is missing: add it to META_EXTRA_RIGHTS and authorize the account again`
}

const Nothing = z.object({})
const Planned = z.object({ connections: z.int() })

/**
 * Queues subscriptions that are missing: of accounts that were connected before there was a verify
 * token, or refused.
 */
export const planWebhookSubscriptions = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Planned>
>({
  name: 'schedule_webhook_subscriptions',
  summary: 'Queues subscriptions to webhooks of connected accounts that have none.',
  access: UPKEEP,
  payload: Nothing,
  result: Planned,
  priority: 3,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'schedule_webhook_subscriptions',
  async handle(_task, { services: { db, queue } }) {
    const ids = await findUnsubscribed(db, MAX_PLANNED)
    await queue.enqueueMany(
      db,
      subscribeWebhooks,
      ids.map((connection_id) => ({ connection_id })),
    )
    return { kind: 'done', result: { connections: ids.length } }
  },
})
