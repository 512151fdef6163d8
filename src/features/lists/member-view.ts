import { fault } from '../../http/fault.ts'
import { describeReference } from '../../http/references.ts'
import { CREATOR } from '../scrape/index.ts'
import { isCurrency } from '../../base/currency.ts'
import { FOLLOWER_TIERS } from '../../creators/fields.ts'
import { MEMBER_STATUSES } from '../../creators/member-status.ts'
import { OptionalMoneyInput } from '../../http/money.ts'
import { Timestamp, z } from '../../http/router.ts'
import { ListParams, ListView, Money } from './list-view.ts'

const MAX_BLOGS = 10_000

/** Names a creator; `findCreators` finds it, and says why it is none. */
export const creatorName = z.string().min(1).max(2_000).openapi(describeReference(CREATOR))

/** Creators as people name them. */
export const References = z
  .array(creatorName)
  .min(1)
  .max(MAX_BLOGS)
  .openapi({
    description: 'Ids, usernames or addresses of profiles',
    example: ['natgeo', '@nasa', 'https://www.instagram.com/esa/'],
  })

/** Names a member in a path. */
export const MemberParams = ListParams.extend({ blog: creatorName })

const Owner = z.object({ login: z.string(), name: z.string() })

/** The team's data about a creator in a list. */
const Membership = z.object({
  status: z.enum(MEMBER_STATUSES).openapi({ description: 'How far the team is with the creator' }),
  status_since: Timestamp,
  note: z.string().nullable(),
  owner: z.union([Owner, z.null()]).openapi({ description: 'The user who talks to the creator' }),
  price: z.union([Money, z.null()]),
  currency: z
    .string()
    .nullable()
    .openapi({ description: 'Of the price (ISO 4217)', example: 'KZT' }),
  due_on: z.iso.date().nullable(),
  added_at: Timestamp,
})

/** A creator of a list. */
export const MemberView = Membership.extend({
  blog_id: z.uuid(),
  username: z.string(),
  full_name: z.string().nullable(),
  avatar_hash: z.string().nullable().openapi({
    description: 'Of the stored picture, which is GET /api/media/{hash}',
  }),
  follower_count: z.int().nullable(),
  follower_tier: z.enum(FOLLOWER_TIERS).nullable(),
  er: z.number().nullable(),
  er_percentile: z.int().nullable(),
  scrape_status: z.string(),
}).openapi('ListMember')
export type MemberView = z.output<typeof MemberView>

/** A list that a creator is in. */
export const ListOfCreator = Membership.extend({
  list: ListView.pick({ id: true, name: true, is_campaign: true, is_running: true }),
}).openapi('ListOfCreator')

/** The fields of a member that may be changed; fields that are left out stay unchanged. */
export const MemberChange = z
  .strictObject({
    status: z.enum(MEMBER_STATUSES),
    note: z.string().trim().max(2_000).nullable(),
    owner: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .nullable()
      .openapi({ description: 'The login or id of an active user', example: 'aigerim' }),
    price: OptionalMoneyInput.openapi({ description: 'Null takes the currency away, too' }),
    currency: z
      .string()
      .trim()
      .toUpperCase()
      .refine(isCurrency, fault('not_a_currency', 'expected a currency, such as KZT, USD or EUR'))
      .openapi({ type: 'string', description: 'Of the price (ISO 4217)', example: 'KZT' }),
    due_on: z.iso.date('expected a day, such as 2026-12-31').nullable(),
  })
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('ListMemberChange')
export type MemberChange = z.output<typeof MemberChange>

/** Which members a page, a file or a move is about. */
export const memberFilter = {
  status: z.enum(MEMBER_STATUSES).optional(),
  owner: z.string().min(1).max(100).optional().openapi({
    description: 'Login or id of the user who talks to them; `none` for those without one',
  }),
}
export type MemberFilter = z.output<z.ZodObject<typeof memberFilter>>
