import { z } from '../../../http/router.ts'
import { endOfDay } from '../../../console/days.ts'
import type { Context } from './kit.ts'

export const TYPES = ['reels', 'videos', 'images', 'carousels', 'stories', 'posts'] as const

const Filter = z.object({
  account: z.uuid().optional().catch(undefined),
  type: z.enum(TYPES).catch('reels'),
  since: z.iso.date().optional().catch(undefined),
  until: z.iso.date().optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})
export type Filter = z.output<typeof Filter>

export const filterOf = (page: Context): Filter => Filter.parse(page.c.req.query())

/** Returns the filter in the form of the page's addresses. */
export const queryOf = ({ account, type, since, until }: Filter) => ({
  account,
  since,
  until,
  type: type === 'reels' ? undefined : type,
})

/** Returns the filter in the format of the API: days are those of the page's time zone. */
export const apiFilter = ({ type, since, until }: Filter, { timeZone }: Context) => ({
  type,
  since: since && afterDay(dayBefore(since), timeZone),
  until: until && afterDay(until, timeZone),
})

const afterDay = (day: string, timeZone: string): string =>
  new Date(Date.parse(endOfDay(day, timeZone)) + 1_000).toISOString()

const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
