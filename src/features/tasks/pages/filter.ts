import { z } from '../../../http/router.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { STATUSES } from './task.ts'
import type { BulkBody, Context } from './kit.ts'

export const AGES = ['hour', 'day', 'week', 'older'] as const
const HOURS = { hour: 1, day: 24, week: 7 * 24, older: 7 * 24 } as const

const text = (longest: number) => z.string().trim().min(1).max(longest).optional().catch(undefined)
const time = z.iso.datetime().optional().catch(undefined)

/** The filter in the page's address; unknown values are ignored. */
const Filter = z.object({
  status: z.enum(STATUSES).optional().catch(undefined),
  task_type: text(100),
  error_code: text(100),
  error_message: text(1_000),
  /** A username. */
  creator: text(100).transform((name) => name?.replace(/^@/, '')),
  batch_id: z.uuid().optional().catch(undefined),
  job_id: z.uuid().optional().catch(undefined),
  age: z.enum(AGES).optional().catch(undefined),
  /** The limits of an age, at the moment when the user was asked to confirm. */
  created_after: time,
  created_before: time,
  has_failed_attempts: z.literal('true').optional().catch(undefined),
  text: text(100),
  cursor: text(500),
})
export type Filter = z.output<typeof Filter>
export type FilterName = keyof Filter

export const readFilter = (query: Record<string, string>): Filter => Filter.parse(query)

/** The address of the list with this filter. */
export const addressOf = (filter: Partial<Record<FilterName, string | undefined>>): string =>
  withQuery('/console/tasks', filter)

/** Tasks as the API is asked for them. */
type ApiFilter = Omit<Filter, 'status' | 'cursor' | 'creator' | 'age'> & { blog_id?: string }
type BulkFilter = BulkBody['filter']

/** The filter without state and place, in the API's words; null when there is no such creator. */
export async function toApi(page: Context, filter: Filter): Promise<ApiFilter | null> {
  const {
    status: _,
    cursor: _cursor,
    creator,
    age,
    created_after,
    created_before,
    ...rest
  } = filter
  const times = { created_after, created_before, ...timesOf(page.now, age) }
  if (creator === undefined) return { ...rest, ...times }
  const found = await refusable(page.api.call('getBlog', { params: { id: creator } }), [404, 422])
  return found.refusal ? null : { ...rest, ...times, blog_id: found.answer.id }
}

function timesOf(now: Date, age: Filter['age']) {
  if (age === undefined) return {}
  const at = new Date(now.getTime() - HOURS[age] * 3_600_000).toISOString()
  return age === 'older' ? { created_before: at } : { created_after: at }
}

/** The same in a JSON body. */
export const toBody = (source: ApiFilter, status: Filter['status']): BulkFilter => ({
  ...source,
  status: status && [status],
  task_type: source.task_type === undefined ? undefined : [source.task_type],
  error_code: source.error_code === undefined ? undefined : [source.error_code],
  has_failed_attempts: source.has_failed_attempts === undefined ? undefined : true,
})
