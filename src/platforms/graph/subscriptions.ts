import { z } from 'zod'
import type { GraphSubscriptions } from '../graph-api.ts'
import type { GraphCall } from '../graph-call.ts'
import { readAnswer } from '../graph-answers.ts'
import type { GraphConnection } from './connection.ts'

const Done = z.object({ success: z.literal(true) })

/** Subscribes the page with Facebook Login, the account itself with Instagram Login. */
export function createSubscriptions({ change }: GraphConnection): GraphSubscriptions {
  const pathOf = ({ login }: GraphCall, pageId: string | null): string => {
    if (login === 'instagram') return 'me/subscribed_apps'
    if (pageId === null) throw new Error('an account of Facebook Login has no page')
    return `${pageId}/subscribed_apps`
  }
  return {
    async subscribe(call, pageId, fields) {
      const answer = await change(call, {
        method: 'POST',
        path: pathOf(call, pageId),
        form: { subscribed_fields: fields.join(',') },
        what: 'the subscription to webhooks',
      })
      readAnswer(Done, answer, 'answer to a subscription')
    },
    async unsubscribe(call, pageId) {
      await change(call, {
        method: 'DELETE',
        path: pathOf(call, pageId),
        what: 'the end of the subscription to webhooks',
      })
    },
  }
}
