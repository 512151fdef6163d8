import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { tabs } from '../../parts/tabs.ts'
import { sayIn } from '../../words.ts'
import { taskWords } from '../../words/tasks.ts'
import { addressOf, type Filter } from './filter.ts'
import { STATUSES, type Status } from './task.ts'
import { tasksWords } from './words.ts'

export const Counts = z.object({
  data: z.array(z.object({ status: z.enum(STATUSES), count: z.int(), capped: z.boolean() })),
  total: z.int(),
  capped: z.boolean(),
})
export type Counts = z.output<typeof Counts>

/** How many tasks have a status, also written: a capped count has a plus. */
export function countOf({ formats }: Page, { data }: Counts, status: Status) {
  const { count = 0, capped = false } = data.find((row) => row.status === status) ?? {}
  return { count, written: `${formats.number(count)}${capped ? '+' : ''}` }
}

/** The states of tasks beside each other, and their errors; `filter` is null there. */
export function views(page: Page, filter: Filter | null, counts: Counts | null) {
  const say = sayIn(page.language, tasksWords)
  const sayTask = sayIn(page.language, taskWords)
  const href = (status: Status | undefined) => addressOf({ ...filter, cursor: undefined, status })
  return tabs(say('states'), [
    { label: say('all'), href: href(undefined), isCurrent: filter !== null && !filter.status },
    ...STATUSES.map((status) => ({
      label: sayTask(status),
      href: href(status),
      isCurrent: filter?.status === status,
      sign: status,
      count: counts ? countOf(page, counts, status).written : undefined,
    })),
    { label: say('byError'), href: '/console/tasks/errors', isCurrent: filter === null },
  ])
}
