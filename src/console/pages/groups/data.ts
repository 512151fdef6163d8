import { z } from '../../../http/router.ts'
import { ACCOUNT_STATES } from '../../parts/publishing-state.ts'

export const Group = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  accounts: z.int(),
  updated_at: z.string(),
})
export type Group = z.output<typeof Group>
export const Groups = z.object({ data: z.array(Group), next_cursor: z.string().nullable() })

/** An account that posts are published on. */
export const Publisher = z.object({
  id: z.string(),
  kind: z.enum(['pool', 'connection']),
  username: z.string(),
  state: z.enum(ACCOUNT_STATES),
  language: z.string().nullable(),
  posts_limit_per_day: z.int(),
  paused_until: z.string().nullable(),
  rest_until: z.string().nullable(),
  quota: z.object({ used: z.int(), total: z.int() }).nullable(),
  last_post_at: z.string().nullable(),
  groups: z.array(z.object({ id: z.string() })),
  details: z
    .object({ account_id: z.string().nullable(), connection_id: z.string().nullable() })
    .nullable(),
})
export type Publisher = z.output<typeof Publisher>
export const Publishers = z.object({ data: z.array(Publisher), next_cursor: z.string().nullable() })

/** Accounts of both kinds, with what makes them accounts that are published on. */
export const Accounts = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['pool', 'connection']),
      username: z.string(),
      publishing: Publisher.nullable(),
    }),
  ),
  next_cursor: z.string().nullable(),
})

/** Connected accounts, whether they are published on or not. */
export const Connections = z.object({
  data: z.array(z.object({ id: z.string(), username: z.string() })),
})
