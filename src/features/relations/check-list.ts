import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'
import { NoSuchRecordError } from '../../base/errors.ts'
import type { MemberList } from '../../platforms/member-reader.ts'
import {
  type ChecksPage,
  oneCheck,
  pageOfChecks,
  type ShownCheck,
  shownColumns,
} from '../checks/index.ts'
import type { CheckKind } from './checks-store.ts'

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

/** A check with its lists, in the state that its task gives it. Times are world time. */
export type CheckRow = ShownCheck & {
  username: string | null
  platform_id: string | null
  blog_id: string | null
  kinds: CheckKind[]
  max_members: number | null
  now: Date
  lists: ListRow[]
}

export type CheckFilter = {
  username?: string | undefined
  /** As it is shown. */
  status?: string | undefined
}

const CHECKS = { table: 'relation_checks', taskType: 'relation_check' } as const

/** Checks, newest first. */
export async function listChecks(
  db: Db,
  { username, status }: CheckFilter,
  page: ChecksPage,
): Promise<CheckRow[]> {
  const which = username === undefined ? sql`true` : sql`c.username = ${username}`
  const { rows } = await checksQuery(pageOfChecks(CHECKS, { status, which }, page)).execute(db)
  return rows
}

/** Throws NoSuchRecordError. */
export async function getCheck(db: Db, id: string): Promise<CheckRow> {
  const { rows } = await checksQuery(oneCheck(CHECKS, id)).execute(db)
  if (!rows[0]) throw new NoSuchRecordError(`no relation check ${id}`)
  return rows[0]
}

const checksQuery = (chosen: RawBuilder<unknown>) => sql<CheckRow>`
  with ${chosen}
  select ${shownColumns}, c.username, c.platform_id, c.blog_id, c.kinds, c.max_members, c.now,
    (
      select coalesce(jsonb_agg(to_jsonb(l) - '{check_id,reading}'::text[] order by l.kind), '[]')
      from relation_lists l where l.check_id = c.id
    ) as lists
  from chosen c
  order by c.id desc`
