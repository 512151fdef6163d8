import { LANGUAGES } from '../../base/languages.ts'
import { Timestamp, z } from '../../http/router.ts'
import { ListReference } from '../lists/index.ts'
import { CSV_ROWS, MAX_CREATORS, SHARE_KINDS, SUBJECTS } from './fields/share.ts'

export const tags = ['shares']

/** A link as people manage it: the secret in its address is nowhere. */
export const ShareView = z
  .object({
    id: z.uuid(),
    kind: z.enum(SHARE_KINDS).openapi({ description: 'A page, or a CSV for spreadsheets' }),
    rows: z.enum(CSV_ROWS).openapi({ description: 'Of a CSV: creators, or posts and stories' }),
    subject: z.enum(SUBJECTS),
    name: z.string().nullable().openapi({ description: 'What it shows; null when that is gone' }),
    list_id: z.uuid().nullable(),
    creators: z.int().openapi({ description: 'Named in the link; 0 for a list or a view' }),
    show_prices: z.boolean(),
    language: z.string().nullable().openapi({
      description: 'In which it opens; null for that of the reader',
    }),
    has_password: z.boolean(),
    state: z.enum(['open', 'ended', 'revoked']),
    ends_at: Timestamp,
    revoked_at: Timestamp.nullable(),
    created_by: z.string().nullable().openapi({ description: 'A name; null for the service' }),
    created_at: Timestamp,
    visits: z.int().openapi({ description: 'Times that it was opened; nothing is known of whom' }),
    last_visit_at: Timestamp.nullable(),
  })
  .openapi('Share')

export const NewShare = ShareView.extend({
  path: z.string().openapi({ description: 'With the secret, which is shown this once' }),
  url: z.string(),
}).openapi('NewShare')

/** A request for a link. */
export const ShareRequest = z
  .strictObject({
    subject: z.enum(SUBJECTS),
    creators: z
      .array(z.string().min(1).max(2_000))
      .max(MAX_CREATORS)
      .default([])
      .openapi({
        description: 'Ids, usernames or addresses of profiles; one for a creator',
        example: ['natgeo'],
      }),
    list: ListReference.optional(),
    view: z.uuid().optional().openapi({ description: 'A saved view of creators' }),
    kind: z.enum(SHARE_KINDS).default('page'),
    rows: z.enum(CSV_ROWS).default('members').openapi({
      description: "Of a campaign's CSV: its creators, or its posts and stories",
    }),
    ends_at: z.iso
      .datetime({ offset: true, error: 'expected a time with its zone, as 2026-12-31T00:00:00Z' })
      .transform((text) => new Date(text))
      .optional()
      .openapi({ type: 'string', description: 'Within a year; in 30 days when left out' }),
    password: z.string().min(6).max(200).optional(),
    show_prices: z.boolean().default(false),
    language: z.enum(LANGUAGES).optional(),
  })
  .openapi('ShareRequest')

export const TeamProfileView = z
  .object({
    name: z.string().nullable().openapi({ description: 'As reports show it' }),
    has_logo: z.boolean(),
    updated_at: Timestamp.nullable(),
  })
  .openapi('TeamProfile')
