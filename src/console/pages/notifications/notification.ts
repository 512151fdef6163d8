import { z } from '../../../http/router.ts'
import { Alert } from '../../parts/alert.ts'

const Channel = z.enum(['webhook', 'telegram', 'own_webhook', 'own_telegram'])

export const Channels = z.object({ data: z.array(z.object({ name: Channel })) })

/** What these pages read of a notification. */
export const Notification = Alert.extend({
  cause: z.string(),
  send_at: z.string(),
  sent_at: z.string().nullable(),
  delivered_at: z.string().nullable(),
})
export type Notification = z.output<typeof Notification>

export const Delivery = z.object({
  channel: Channel,
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  last_error: z.string().nullable(),
  created_at: z.string(),
  ended_at: z.string().nullable(),
})
