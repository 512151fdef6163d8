import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import { z } from '../../../http/router.ts'

/** What these pages read of a list. */
export const List = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  is_campaign: z.boolean(),
  is_running: z.boolean(),
  ends_at: z.string().nullable(),
  members: z.int(),
  updated_at: z.string(),
})
export type List = z.output<typeof List>

export const Lists = z.object({ data: z.array(List), next_cursor: z.string().nullable() })

export const ListDetail = List.extend({
  by_member_status: z.record(z.enum(MEMBER_STATUSES), z.int()),
  totals: z.object({
    followers: z.int(),
    followers_of: z.int(),
    median_er: z.number().nullable(),
    median_er_of: z.int(),
    money: z.array(
      z.object({ currency: z.string(), members: z.int(), total: z.string(), agreed: z.string() }),
    ),
  }),
})
export type ListDetail = z.output<typeof ListDetail>

export const Member = z.object({
  blog_id: z.string(),
  username: z.string(),
  full_name: z.string().nullable(),
  avatar_hash: z.string().nullable(),
  follower_count: z.int().nullable(),
  er: z.number().nullable(),
  er_percentile: z.int().nullable(),
  status: z.enum(MEMBER_STATUSES),
  status_since: z.string(),
  note: z.string().nullable(),
  owner: z.object({ login: z.string(), name: z.string() }).nullable(),
  price: z.string().nullable(),
  currency: z.string().nullable(),
  due_on: z.string().nullable(),
})
export type Member = z.output<typeof Member>

export const Members = z.object({ data: z.array(Member), next_cursor: z.string().nullable() })

export const Team = z.object({
  data: z.array(z.object({ login: z.string(), name: z.string() })),
})
export type Team = z.output<typeof Team>
