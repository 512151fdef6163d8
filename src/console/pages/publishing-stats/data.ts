import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { ACCOUNT_STATES, POST_STATES } from '../../parts/publishing-state.ts'

const ends = {
  success: z.int(),
  failed: z.int(),
  unknown: z.int(),
  skipped: z.int(),
}
const rate = z.number().nullable()
const id = z.string()

export const Overview = z.object({
  ...ends,
  success_rate: rate,
  waiting: z.int(),
  posting: z.int(),
  mean_seconds: z.number().nullable(),
  by_day: z.array(z.object({ day: z.string(), ...ends })),
  by_group: z.array(z.object({ id, name: z.string(), ...ends, success_rate: rate })),
  accounts: z.array(z.object({ state: z.enum(ACCOUNT_STATES), count: z.int() })),
  troubled: z.array(
    z.object({ id, username: z.string(), ...ends, last_error: z.string().nullable() }),
  ),
})
export type Overview = z.output<typeof Overview>

export const AccountStats = z.object({
  data: z.array(
    z.object({
      id,
      username: z.string(),
      ...ends,
      success_rate: rate,
      posts_today: z.int(),
      last_post_at: z.string().nullable(),
    }),
  ),
  next_cursor: z.string().nullable(),
})

export const PostStats = z.object({
  data: z.array(
    z.object({
      id,
      caption: z.string(),
      status: z.enum(POST_STATES),
      ...ends,
      success_rate: rate,
      begun_at: z.string(),
      completed_at: z.string().nullable(),
    }),
  ),
  next_cursor: z.string().nullable(),
})

export type Ends = { success: number; failed: number; unknown: number; skipped: number }

/** Ways to look at the same publications. */
export const VIEWS = ['overview', 'accounts', 'posts'] as const
export type View = (typeof VIEWS)[number]

const PATH = '/console/publishing-stats'
export const addressOfView = (view: View): string =>
  view === 'overview' ? PATH : `${PATH}/${view}`

export const PERIODS = [7, 30, 90, 365] as const

/** The days that are asked for; 30 for anything else. */
export function daysOf({ c }: Page): number {
  const asked = Number(c.req.query('days'))
  return PERIODS.find((each) => each === asked) ?? 30
}
