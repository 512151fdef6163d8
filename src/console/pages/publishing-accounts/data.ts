import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { ACCOUNT_STATES } from '../../parts/publishing-state.ts'

/** What those who publish know of an account; nothing of how it is reached. */
const Publisher = z.object({
  id: z.string(),
  state: z.enum(ACCOUNT_STATES),
  language: z.string().nullable(),
  posts_limit_per_day: z.int(),
  posts_limit_now: z.int(),
  posts_today: z.int(),
  warmup_stage: z.int(),
  paused_until: z.string().nullable(),
  rest_until: z.string().nullable(),
  last_post_at: z.string().nullable(),
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  /** For those who may see accounts. */
  details: z.object({ failed_attempts: z.int(), last_login_at: z.string().nullable() }).nullable(),
})

export const FORMALITIES = ['default', 'formal', 'informal'] as const

/** One account by its id, with what only its own page says; `publishing` is null for one that reads creators. */
const One = z.object({
  id: z.string(),
  kind: z.enum(['pool', 'connection']),
  username: z.string(),
  purpose: z.enum(['read', 'publish']).optional(),
  publishing: Publisher.extend({
    formality: z.enum(FORMALITIES),
    account_age_days: z.int(),
    details: z
      .object({
        failed_attempts: z.int(),
        last_login_at: z.string().nullable(),
        warms_up_by_age: z.boolean(),
      })
      .nullable(),
  }).nullable(),
})
export type One = z.output<typeof One>

export const loadOne = async (page: Page): Promise<One> =>
  await page.ask(`GET /api/accounts/${encodeURIComponent(page.c.req.param('account') ?? '')}`, One)

const Account = z.object({
  id: z.string(),
  kind: z.enum(['pool', 'connection']),
  username: z.string(),
  publishing: Publisher.nullable(),
})
const Accounts = z.object({ data: z.array(Account), next_cursor: z.string().nullable() })

/** An account that posts are published on. */
export type Member = Omit<z.output<typeof Account>, 'publishing'> & {
  publishing: z.output<typeof Publisher>
}
export type State = (typeof ACCOUNT_STATES)[number]

export const Filter = z.object({
  state: z.enum(ACCOUNT_STATES).optional().catch(undefined),
  group: z.uuid().optional().catch(undefined),
  text: z.string().trim().min(1).max(100).optional().catch(undefined),
})
export type Filter = z.output<typeof Filter>

/** A page of accounts, and where the next one begins. */
export async function readMembers(
  page: Page,
  filter: Filter,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ members: Member[]; next: string | null }> {
  const { data, next_cursor: next } = await page.ask('GET /api/accounts', Accounts, {
    query: { ...filter, purpose: 'publish', cursor, limit },
  })
  const members = data.flatMap(({ publishing, ...account }) => {
    // Admins are also given those whose state in the pool is called so.
    const isMeant = filter.state === undefined || publishing?.state === filter.state
    return publishing !== null && isMeant ? [{ ...account, publishing }] : []
  })
  return { members, next }
}
