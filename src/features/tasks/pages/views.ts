import { tabs } from '../../../console/parts/tabs.ts'
import { addressOf, type Filter } from './filter.ts'
import { STATUSES, type Status } from './task.ts'
import type { Context, Counts } from './kit.ts'

/** Returns how many tasks have a status, also as text: a capped count has a plus. */
export function countOf({ formats }: Context, { data }: Counts, status: Status) {
  const { count = 0, capped = false } = data.find((row) => row.status === status) ?? {}
  return { count, written: `${formats.number(count)}${capped ? '+' : ''}` }
}

/** The states of tasks beside each other, and their errors; `filter` is null there. */
export function views(page: Context, filter: Filter | null, counts: Counts | null) {
  const { t } = page
  const href = (status: Status | undefined) => addressOf({ ...filter, cursor: undefined, status })
  return tabs(t('states'), [
    { label: t('all'), href: href(undefined), isCurrent: filter !== null && !filter.status },
    ...STATUSES.map((status) => ({
      label: t(`task.${status}`),
      href: href(status),
      isCurrent: filter?.status === status,
      sign: status,
      count: counts ? countOf(page, counts, status).written : undefined,
    })),
    { label: t('byError'), href: '/console/tasks/errors', isCurrent: filter === null },
  ])
}
