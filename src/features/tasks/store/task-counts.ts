import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { TASK_STATUSES, type TaskStatus } from '../task-view.ts'
import { matches, MAX_CANDIDATES, sourcesOf, union, type TaskFilter } from './task-search.ts'

/** The most candidates of one source that a count for a page reads. */
export const MAX_COUNTED = 10_000

export type TaskCount = { status: TaskStatus; count: number; capped: boolean }

/**
 * Returns how many tasks match, by status: those among the newest `most` of each source. `capped`
 * when there are more candidates: then `count` is a lower bound.
 */
export async function countTasks(
  db: Db,
  filter: TaskFilter,
  most = MAX_CANDIDATES,
): Promise<TaskCount[]> {
  return (await countQuery(filter, most).execute(db)).rows
}

/** Apart from `countTasks` so that a test can ask PostgreSQL to explain it. */
export const countQuery = (filter: TaskFilter, most = MAX_CANDIDATES) =>
  sql<TaskCount>`${union(
    TASK_STATUSES.filter((status) => filter.status?.includes(status) ?? true).map((status) => {
      const sources = canMatch(filter, status)
        ? sourcesOf({ ...filter, status: [status] }, { most })
        : []
      if (sources.length === 0)
        return sql`select ${sql.lit(status)} as status, 0 as count, false as capped`
      const sums = sources.map(
        ({ candidates, isBounded }) => sql`
          select sum(hits) ${alikeOnly(filter)} as hits,
            ${isBounded ? sql`sum(tasks) >= ${sql.lit(most)}` : sql`false`} as is_full
          from (${countedByMessage({ ...filter, status: [status] }, candidates)}) g`,
      )
      return sql`select ${sql.lit(status)} as status, coalesce(sum(hits), 0)::int as count,
          coalesce(bool_or(is_full), false) as capped
        from (${union(sums)}) sums`
    }),
  )}`

/** Returns whether tasks of a status can match: a done task has no error. */
const canMatch = ({ error_code, error_message }: TaskFilter, status: TaskStatus): boolean =>
  status !== 'done' || (error_code === undefined && error_message === undefined)

/**
 * Candidates and those that match, for each message where messages are compared: see `compared`.
 */
function countedByMessage(
  { error_message: message, ...others }: TaskFilter,
  candidates: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const byMessage = message !== undefined
  return sql`select count(*) as tasks, count(*) filter (where ${matches(others)}) as hits
      ${byMessage ? sql`, error_message` : sql``}
    from (${candidates}) c ${byMessage ? sql`group by error_message` : sql``}`
}

const alikeOnly = ({ error_message: message }: TaskFilter): RawBuilder<unknown> =>
  message === undefined
    ? sql``
    : sql`filter (where derived.normal_message(error_message) = ${message})`
