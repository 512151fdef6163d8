import { Timestamp, z } from '../../http/router.ts'
import { ListReference } from '../lists/index.ts'
import { MAX_TEMPLATE } from './webhooks/template.ts'
import { PLACEHOLDERS, WEBHOOK_ROWS } from './webhooks/rows.ts'

const MAX_BATCH = 500

const settings = {
  name: z.string().trim().min(1).max(100),
  url: z
    .string()
    .trim()
    .min(1)
    .max(2_000)
    .openapi({ description: 'https, of a host on the internet; only its host is shown again' }),
  authorization: z.string().trim().min(1).max(2_000).nullable().openapi({
    description: 'The header of this name, such as "Bearer …"; it is not shown again',
  }),
  template: z
    .string()
    .min(2)
    .max(MAX_TEMPLATE)
    .openapi({
      description:
        'A JSON object for each row, whose texts have placeholders: those of results are ' +
        `${PLACEHOLDERS.results.join(', ')}; those of members ${PLACEHOLDERS.members.join(', ')}`,
      example: '{"creator": "{{username}}", "views": "{{views}}"}',
    }),
  batch_size: z.int().min(1).max(MAX_BATCH).openapi({ description: 'Rows of one request' }),
  rows_field: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .nullable()
    .openapi({
      description:
        'The field of the body that has the rows; null: the body is an array of them, or the ' +
        'row by itself where batch_size is 1',
      example: 'inputs',
    }),
  is_active: z.boolean().openapi({ description: 'Whether rows are sent' }),
}

export const NewWebhook = z
  .strictObject({
    ...settings,
    list: ListReference,
    rows: z.enum(WEBHOOK_ROWS).openapi({
      description: 'The posts and stories of a campaign, or the members of a list',
    }),
    authorization: settings.authorization.default(null),
    batch_size: settings.batch_size.default(100),
    rows_field: settings.rows_field.default(null),
    is_active: settings.is_active.default(true),
  })
  .openapi('NewOutgoingWebhook')
export type NewWebhook = z.output<typeof NewWebhook>

/** Fields that are not sent stay. */
export const WebhookChange = z.strictObject(settings).partial().openapi('OutgoingWebhookChange')
export type WebhookChange = z.output<typeof WebhookChange>

export const WebhookView = z
  .object({
    id: z.uuid(),
    list_id: z.uuid(),
    list: z.string().openapi({ description: 'The name of the list or campaign' }),
    name: z.string(),
    rows: z.enum(WEBHOOK_ROWS),
    template: z.string(),
    batch_size: z.int(),
    rows_field: z.string().nullable(),
    host: z.string(),
    has_authorization: z.boolean(),
    is_active: z.boolean(),
    created_by: z.string().nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
    sent: z.int().openapi({ description: 'Rows that the receiver has' }),
    last_sent_at: Timestamp.nullable(),
    last_status: z.int().nullable(),
    last_error: z.string().nullable().openapi({ description: 'Null when the last one was taken' }),
    failed_at: Timestamp.nullable().openapi({
      description: 'When no attempt was left; gramd tries again every six hours',
    }),
  })
  .openapi('OutgoingWebhook')

export const WebhookMade = WebhookView.extend({
  secret: z.string().openapi({
    description: 'Signs the requests, as in docs/notifications.md; it is shown this once',
  }),
}).openapi('OutgoingWebhookMade')

export const WebhookTest = z
  .object({
    delivered: z.boolean(),
    status: z.int().nullable().openapi({ description: 'Of the answer; null without one' }),
    error: z.string().nullable(),
  })
  .openapi('OutgoingWebhookTest')
