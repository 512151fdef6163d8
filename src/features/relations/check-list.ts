import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { NoSuchRecordError } from '../../errors.ts'
import type { MemberList } from '../../platforms/members.ts'
import type { CheckKind } from './check-kinds.ts'

export type ListRow = {
  kind: MemberList
  state: string
  reason: string | null
  collected: number
  expected: number | null
  expected_at_end: number | null
  pages: number
  requests: number
}

/** A check with its lists and what its task is about to do. Times are world time. */
export type CheckRow = {
  id: string
  status: string
  status_reason: string | null
  username: string | null
  platform_id: string | null
  blog_id: string | null
  kinds: CheckKind[]
  max_members: number | null
  requests: number
  accounts: string[]
  estimated_requests: number | null
  estimated_seconds: number | null
  task_id: number | null
  task_status: string | null
  task_error: string | null
  task_due: Date | null
  created_at: Date
  started_at: Date | null
  completed_at: Date | null
  now: Date
  lists: ListRow[]
}

export type CheckFilter = {
  username?: string | undefined
  status?: string | undefined
}

/** Checks, newest first; those before `before`. */
export async function listChecks(
  db: Db,
  filter: CheckFilter,
  page: { limit: number; offset?: number | undefined; before?: string | undefined },
): Promise<CheckRow[]> {
  const { username, status } = filter
  const { rows } = await checksQuery(sql`
    ${username === undefined ? sql`true` : sql`c.username = ${username}`}
    and ${status === undefined ? sql`true` : sql`c.status = ${status}`}
    and ${page.before === undefined ? sql`true` : sql`c.id < ${page.before}::uuid`}
    order by c.id desc limit ${sql.lit(page.limit)} offset ${sql.lit(page.offset ?? 0)}`).execute(
    db,
  )
  return rows
}

/** Throws NoSuchRecordError. */
export async function getCheck(db: Db, id: string): Promise<CheckRow> {
  const { rows } = await checksQuery(sql`c.id = ${id}::uuid`).execute(db)
  if (!rows[0]) throw new NoSuchRecordError(`no relation check ${id}`)
  return rows[0]
}

const checksQuery = (which: ReturnType<typeof sql>) => sql<CheckRow>`
  select c.id, c.status, c.status_reason, c.username, c.platform_id, c.blog_id, c.kinds, c.max_members, c.requests,
    c.accounts, c.estimated_requests, c.estimated_seconds, c.task_id, c.created_at, c.started_at, c.completed_at,
    t.status as task_status, t.error_code as task_error, t.next_retry_at as task_due, world_now() as now,
    (
      select coalesce(jsonb_agg(to_jsonb(l) - 'check_id' order by l.kind), '[]')
      from relation_lists l where l.check_id = c.id
    ) as lists
  from (select * from relation_checks c where ${which}) c
  left join lateral (
    select status, error_code, next_retry_at from scrape_tasks t where t.id = c.task_id
  ) t on c.status in ('pending', 'running')
  order by c.id desc`
