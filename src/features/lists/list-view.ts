import { fault } from '../../http/fault.ts'
import { ListReference } from './list-reference.ts'
import { isUuid } from '../../base/text.ts'
import { MEMBER_STATUSES } from '../../creators/member-status.ts'
import { Timestamp, z } from '../../http/router.ts'

export const ListView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    is_campaign: z.boolean().openapi({
      description: 'Its creators are kept fresher while it runs',
    }),
    ends_at: Timestamp.nullable().openapi({
      description: 'When the campaign ends; null of one without an end, and of no campaign',
    }),
    is_running: z.boolean().openapi({ description: 'A campaign that has not ended' }),
    members: z.int().openapi({ description: 'How many creators are in it' }),
    created_at: Timestamp,
    updated_at: Timestamp.openapi({
      description: 'When it, its members or their notes were last written',
    }),
  })
  .openapi('List')

/**
 * An amount in units of its currency. It is text, because fractions of floating point are inexact.
 */
export const Money = z.string().openapi({ example: '150000.00' })

type StatusCounts = Record<(typeof MEMBER_STATUSES)[number], z.ZodInt>

const counts = z.record(z.string(), z.int())

const ListCounts = z.object({
  by_status: counts.openapi({ example: { active: 40, pending: 2 } }),
  by_tier: counts.openapi({ example: { '10k_50k': 30, unknown: 12 } }),
  with_metrics: z.int().openapi({ description: 'Members whose ER is known' }),
  with_insights: z.int().openapi({ description: 'Members that a model has looked at' }),
  by_member_status: z
    .object(Object.fromEntries(MEMBER_STATUSES.map((status) => [status, z.int()])) as StatusCounts)
    .openapi({ description: 'How far the team is with its creators' }),
  money_by_status: z
    .array(
      z.object({
        status: z.enum(MEMBER_STATUSES),
        currency: z.string().openapi({ example: 'KZT' }),
        members: z.int(),
        total: Money,
      }),
    )
    .openapi({ description: 'Prices of the creators of each status, by currency' }),
  totals: z
    .object({
      followers: z.int().openapi({ description: 'Somebody may follow several creators' }),
      followers_of: z.int().openapi({ description: 'So many creators have known followers' }),
      median_er: z.number().nullable(),
      median_er_of: z.int().openapi({ description: 'So many creators have a known ER' }),
      money: z
        .array(
          z.object({
            currency: z.string().openapi({ example: 'KZT' }),
            members: z.int(),
            total: Money,
            agreed: Money.openapi({ description: 'Of those agreed or published' }),
          }),
        )
        .openapi({ description: 'Prices by currency' }),
    })
    .openapi({ description: 'Without rejected creators' }),
  counted_at: Timestamp.nullable().openapi({
    description:
      'When followers, ER, tiers and `by_status` of a large list were counted; null: for this ' +
      'answer, as prices and `by_member_status` always are',
  }),
})
export type ListCounts = z.output<typeof ListCounts>

/** How far a list is, without what gramd reads of its creators. */
const ListProgress = z.object({
  by_member_status: ListCounts.shape.by_member_status,
  money: z
    .array(
      z.object({
        currency: z.string().openapi({ example: 'KZT' }),
        total: Money,
        agreed: Money.openapi({ description: 'Of those agreed or published' }),
      }),
    )
    .openapi({ description: 'Prices by currency, without rejected creators' }),
  next_due_on: z.iso
    .date()
    .nullable()
    .openapi({ description: 'The next day on which something of its creators is due' }),
  overdue: z.int().openapi({ description: 'Creators whose day has passed' }),
  counted_at: Timestamp.nullable().openapi({
    description: 'When a large list was counted; null: for this answer',
  }),
})
export type ListProgress = z.output<typeof ListProgress>

export const ListOverview = ListView.extend(ListProgress.shape).openapi('ListOverview')

/** A list with what its creators are; they themselves are GET /api/blogs?list=. */
export const ListDetail = ListView.extend(ListCounts.shape).openapi('ListDetail')

/** A valid name of a list. */
export const ListName = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .refine(
    (text) => /^\P{Cc}{1,100}$/u.test(text),
    fault('not_a_line', 'expected 1 to 100 characters on one line', { max: 100 }),
  )
  .refine((text) => !isUuid(text), fault('looks_like_id', 'must not have the form of an id'))
  .openapi({ type: 'string', minLength: 1, maxLength: 100, example: 'Spring campaign' })

/** Names a list in a path. */
export const ListParams = z.strictObject({
  id: ListReference,
})
