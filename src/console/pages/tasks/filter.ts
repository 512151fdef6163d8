import { z } from '../../../http/router.ts'
import { withQuery } from '../../parts/pager.ts'
import { STATUSES } from './task.ts'

/** The filter stands in the address alone; what it does not know is as if it was not there. */
const Filter = z.object({
  status: z.enum(STATUSES).optional().catch(undefined),
  task_type: z.string().min(1).max(100).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
export type Filter = z.output<typeof Filter>

export const readFilter = (query: Record<string, string>): Filter => Filter.parse(query)

/** The address of the list with this filter. */
export const addressOf = (filter: Partial<Record<keyof Filter, string | undefined>>): string =>
  withQuery('/console/tasks', filter)
