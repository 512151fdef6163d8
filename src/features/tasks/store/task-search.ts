import { sql, type RawBuilder } from 'kysely'
import { literalLike } from '../../../base/text.ts'
import { blogSubject } from '../../../creators/blog-subject.ts'
import type { Db } from '../../../db/handles.ts'
import type { TaskScope } from '../../../http/access/task-scope.ts'
import type { TaskFilter as RequestedFilter } from '../task-filter.ts'
import { TASK_STATUSES, type TaskStatus } from '../task-view.ts'

// A filter has two parts. What an index knows (status, type, creator, batch, age) chooses the
// candidates, newest first; the rest is compared with at most MAX_CANDIDATES of them per statement
// and source, so that no filter reads millions of rows. There is no index for the rest, because
// each would slow the queue down.

/**
 * The requested filter on tasks that the caller may see, or change; without `scope`, on all tasks.
 */
export type TaskFilter = RequestedFilter & { scope?: TaskScope | undefined }

/**
 * Returns a filter over the tasks that the caller may see; a caller who may see all gets the faster
 * queries without the condition.
 */
export const withinScope = (filter: RequestedFilter, scope: TaskScope): TaskFilter =>
  scope.condition('c') === undefined ? filter : { ...filter, scope }

/** The most candidates of one source that one page or count reads. */
export const MAX_CANDIDATES = 20_000

type Source = { candidates: RawBuilder<unknown>; isBounded: boolean }

const COLUMNS = sql.raw(
  't.id, t.status, t.task_type, t.subject, t.error_code, t.error_message, t.attempts, ' +
    't.created_at, t.completed_at, t.payload, t.result',
)

const ENDED = ['done', 'failed', 'cancelled'] as const

const includesAny = (statuses: readonly TaskStatus[], some: readonly TaskStatus[]): boolean =>
  some.some((status) => statuses.includes(status))

type Range = {
  before?: number | undefined
  from?: number | undefined
  most?: number
  columns?: RawBuilder<unknown>
}

/** The candidates of a filter in a range of ids, each source newest first. */
export function sourcesOf(
  filter: TaskFilter,
  { before, from, most = MAX_CANDIDATES, columns = COLUMNS }: Range = {},
): Source[] {
  const statuses = filter.status ?? TASK_STATUSES
  const within = sql`${indexed(filter)}
    ${before === undefined ? sql`` : sql`and t.id < ${before}`}
    ${from === undefined ? sql`` : sql`and t.id >= ${from}`}`
  const walk = (where: RawBuilder<unknown>): Source => ({
    candidates: sql`select ${columns} from shared.scrape_tasks t
      where ${where} ${within} order by t.id desc limit ${sql.lit(most)}`,
    isBounded: true,
  })
  const open = statuses.includes('pending')
    ? [walk(sql`t.status in ('pending', 'running')`)]
    : statuses.includes('running')
      ? running(within)
      : []
  return [...open, ...ended(filter, statuses).map(walk)]
}

/** Running tasks are few among open ones, and have an index each for workers and batches. */
const running = (within: RawBuilder<unknown>): Source[] =>
  [sql`t.batch_id is null`, sql`t.batch_id is not null`].map((half) => ({
    candidates: sql`select ${COLUMNS} from shared.scrape_tasks t where t.status = 'running' and ${half} ${within}`,
    isBounded: false,
  }))

/** One source for each walk along an index of ended tasks: by type, by status, or by both. */
function ended(
  { task_type, error_code, blog_id, batch_id, job_id }: TaskFilter,
  statuses: readonly TaskStatus[],
): RawBuilder<unknown>[] {
  if (!includesAny(statuses, ENDED)) return []
  // Few tasks are of one creator, batch or job.
  const isOfFew = [blog_id, batch_id, job_id].some((id) => id !== undefined)
  const types =
    !isOfFew && task_type !== undefined
      ? task_type.map((type) => sql`and t.task_type = ${type}`)
      : [sql``]
  if (statuses.includes('done'))
    return types.map((type) => sql`t.status in ('done', 'failed', 'cancelled') ${type}`)
  const code =
    error_code === undefined ? sql`` : sql`and t.error_code = any (${error_code}::text[])`
  return (['failed', 'cancelled'] as const)
    .filter((status) => statuses.includes(status))
    .flatMap((status) => types.map((type) => sql`t.status = ${sql.lit(status)} ${type} ${code}`))
}

const ofJob = (id: string): RawBuilder<unknown> =>
  sql`and t.id in (select task_id from shared.job_tasks where job_id = ${id}::uuid)`

/** Ids grow with the time of creation, but for an hour; a task ends after it was created. */
function indexed(filter: TaskFilter): RawBuilder<unknown> {
  const { blog_id, batch_id, job_id, created_after, created_before, ended_before } = filter
  const idAt = (time: string, hours: number): RawBuilder<unknown> =>
    sql`(select derived.task_id_at(${time}::timestamptz + make_interval(hours => ${sql.lit(hours)})))`
  return sql`
    ${blog_id === undefined ? sql`` : sql`and t.subject = ${blogSubject(blog_id)}`}
    ${batch_id === undefined ? sql`` : sql`and t.batch_id = ${batch_id}`}
    ${job_id === undefined ? sql`` : ofJob(job_id)}
    ${created_after === undefined ? sql`` : sql`and t.id >= ${idAt(created_after, -1)}`}
    ${created_before === undefined ? sql`` : sql`and t.id < ${idAt(created_before, 1)}`}
    ${ended_before === undefined ? sql`` : sql`and t.id < ${idAt(ended_before, 1)}`}`
}

/**
 * Candidates with what they are compared by. Few messages differ among many tasks, and reading what
 * is alike about one takes nine regular expressions: so each message is read once, not each task.
 */
const compared = ({ error_message: message }: TaskFilter, candidates: RawBuilder<unknown>) =>
  message === undefined
    ? candidates
    : sql`
      with found as materialized (${candidates}),
      -- Materialized, or PostgreSQL compares before it looks for what differs.
      messages as materialized (select distinct error_message from found),
      alike as materialized (select error_message from messages
        where derived.normal_message(error_message) = ${message})
      select found.*, error_message in (select error_message from alike) as is_alike from found`

const inScope = ({ scope }: TaskFilter): RawBuilder<unknown>[] =>
  [scope?.condition('c')].filter((condition) => condition !== undefined)

/** Returns the conditions on a candidate `c` of `compared`. */
export function matches(filter: TaskFilter): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = inScope(filter)
  const { status, task_type, error_code, error_message, text } = filter
  if (status) conditions.push(sql`c.status = any (${status}::text[])`)
  if (task_type) conditions.push(sql`c.task_type = any (${task_type}::text[])`)
  if (error_code) conditions.push(sql`c.error_code = any (${error_code}::text[])`)
  if (filter.created_after) conditions.push(sql`c.created_at >= ${filter.created_after}`)
  if (filter.created_before) conditions.push(sql`c.created_at < ${filter.created_before}`)
  if (filter.ended_after) conditions.push(sql`c.completed_at >= ${filter.ended_after}`)
  if (filter.ended_before) conditions.push(sql`c.completed_at < ${filter.ended_before}`)
  if (filter.has_failed_attempts !== undefined)
    conditions.push(sql`(c.attempts > 0) = ${filter.has_failed_attempts}`)
  if (error_message !== undefined) conditions.push(sql`c.is_alike`)
  if (text !== undefined) {
    const pattern = `%${literalLike(text)}%`
    conditions.push(
      sql`(c.error_message ilike ${pattern} or c.payload::text ilike ${pattern} or c.result::text ilike ${pattern})`,
    )
  }
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

/** The rows of all statements; each may have an order and a limit of its own. */
export const union = (parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql.join(
    parts.map((part) => sql`(${part})`),
    sql` union all `,
  )

/** Whether every candidate matches: then a page needs no more of them than it shows. */
const isExact = ({ status, task_type, ...rest }: TaskFilter): boolean =>
  Object.values(rest).every((value) => value === undefined) &&
  (status === undefined
    ? task_type === undefined
    : status.every((one) => one === 'failed' || one === 'cancelled'))

/** Candidates of one source that are enough for most pages. */
const FIRST_LOOK = 1_000

type Page = {
  limit: number
  offset?: number | undefined
  before?: number | undefined
  /** The most candidates of a source that are read besides those of the offset. */
  most?: number
}

/** The ids of a page. Apart from `findPage` so that a test can ask PostgreSQL to explain it. */
export function idsQuery(
  filter: TaskFilter,
  { limit, offset = 0, before, most = MAX_CANDIDATES }: Page,
) {
  // Ids alone can be read from an index without the rows.
  const sources = isExact(filter)
    ? sourcesOf(filter, { before, most: offset + limit, columns: sql`t.id` })
    : sourcesOf(filter, { before, most: offset + most })
  return sql<{ id: number }>`
    select c.id from (${compared(filter, union(sources.map(({ candidates }) => candidates)))}) c
    where ${isExact(filter) ? sql`true` : matches(filter)}
    order by c.id desc limit ${sql.lit(limit)} offset ${sql.lit(offset)}`
}

/**
 * Returns the highest id of `from` or above below which a source has candidates that a page did not
 * read; null when there is none.
 */
async function edgeOf(
  db: Db,
  filter: TaskFilter,
  { offset = 0, before, most: looked = MAX_CANDIDATES }: Page,
  from: number | undefined,
): Promise<number | null> {
  const most = looked + offset
  const bounded = sourcesOf(filter, { before, from, most }).filter(({ isBounded }) => isBounded)
  if (bounded.length === 0) return null
  const edges = bounded.map(
    ({ candidates }) =>
      sql`select min(s.id) as id from (${candidates}) s having count(*) >= ${sql.lit(most)}`,
  )
  const { rows } = await sql<{ id: number | null }>`
    select max(id) as id from (${union(edges)}) edges`.execute(db)
  return rows[0]?.id ?? null
}

/**
 * Ids of a page, and the id before which the next one begins; null when there is none. A page ends
 * where its statement stopped looking, and then it may be short, or empty, although there are more.
 */
export async function findPage(
  db: Db,
  filter: TaskFilter,
  page: Page,
): Promise<{ ids: number[]; next: number | null }> {
  const first = await lookForPage(db, filter, { ...page, most: FIRST_LOOK })
  const { ids, next } =
    isExact(filter) || first.isWhole ? first : await lookForPage(db, filter, page)
  return { ids, next }
}

/**
 * `isWhole` when the page is full, and nothing was left out because the statement stopped looking.
 */
async function lookForPage(
  db: Db,
  filter: TaskFilter,
  page: Page,
): Promise<{ ids: number[]; next: number | null; isWhole: boolean }> {
  const { rows } = await idsQuery(filter, { ...page, limit: page.limit + 1 }).execute(db)
  const found = rows.map(({ id }) => id)
  const ids = found.slice(0, page.limit)
  const last = found.length > page.limit ? ids.at(-1) : undefined
  const edge = isExact(filter) ? null : await edgeOf(db, filter, page, last)
  if (edge === null) return { ids, next: last ?? null, isWhole: true }
  return { ids: ids.filter((id) => id >= edge), next: edge, isWhole: false }
}
