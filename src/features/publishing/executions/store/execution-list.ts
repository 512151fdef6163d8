import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import { avatarHashOf } from '../../../../media/subject-pictures.ts'
import type { GroupMark } from '../../groups/group-marks.ts'
import type { ExecutionStatus, Step } from '../life.ts'
import type { WaitReason } from '../waits.ts'
import type { SentRequest } from '../../../../platforms/sent-request.ts'
import type { Action } from './log.ts'

export type ExecutionRow = {
  id: string
  account_id: string | null
  username: string
  /** The group by which people know its account: one that chose it, else its oldest one. */
  group: (GroupMark & { name: string }) | null
  /** The hash of the stored profile picture of its account. */
  picture_hash: string | null
  route: 'official' | 'private'
  /** The language of the caption, as it was published. */
  language: string | null
  caption: string
  /** The first comment. */
  comment: string | null
  status: ExecutionStatus
  due_at: Date
  waits_for: WaitReason['code'] | null
  waits_message: string | null
  retry_count: number
  instagram_media_id: string | null
  permalink: string | null
  begun_at: Date | null
  sent_at: Date | null
  posted_at: Date | null
  ended_at: Date | null
  step: Step
  /** State of the publisher during an upload. */
  progress: unknown
  file_count: number
  warnings: string[]
  uninvited: string[]
  error: { class: string; code: string | null; message: string } | null
  removed_at: Date | null
  /** The last attempt to delete it at its platform. */
  removal: { status: string; message: string | null } | null
}

/** Returns a page of executions, in the order in which they were created. */
export async function listExecutions(
  db: Db,
  postId: string,
  {
    status,
    after,
    limit,
  }: { status?: ExecutionStatus | undefined; after?: string | undefined; limit: number },
): Promise<ExecutionRow[]> {
  const { rows } = await sql<ExecutionRow>`
    select e.id, e.publishing_account_id as account_id, e.username, e.route, e.language, e.caption, e.comment,
      e.status, e.due_at, ${avatarHashOf(sql`e.username`)} as picture_hash,
      (select jsonb_build_object('name', g.name, 'colour', g.colour, 'shape', g.shape)
        from (select coalesce(e.group_ids[1], (
          select m.group_id from group_members m where m.publishing_account_id = e.publishing_account_id
          order by 1 limit 1)) as id offset 0) known
        join groups g on g.id = known.id) as "group",
      e.waits_for, e.waits_message, e.retry_count, e.media_id as instagram_media_id, e.permalink, e.begun_at,
      e.commit_sent_at as sent_at, e.posted_at, e.ended_at, e.step, e.warnings, e.uninvited, e.removed_at,
      case when e.step = 'upload' and e.status = 'posting' then e.progress end as progress,
      (select count(*)::int from post_media m where m.post_id = ${postId}::uuid) as file_count,
      case when e.error_class is not null then jsonb_build_object('class', e.error_class, 'code', e.error_code,
        'message', coalesce(e.error_message, '')) end as error, case when e.status = 'success' then (
        select jsonb_build_object('status', l.status, 'message', l.details ->> 'message') from publication_log l
        where l.execution_id = e.id and l.action = 'remove' order by l.id desc limit 1
      ) end as removal
    from (
      select * from executions where post_id = ${postId}::uuid offset 0 -- all of the post, not in the order of ids
    ) e
    where ${status === undefined ? sql`true` : sql`e.status = ${status}`}
      ${after === undefined ? sql`` : sql`and e.id > ${after}::uuid`}
    order by e.id limit ${limit}`.execute(db)
  return rows
}

export type LogRow = {
  id: string
  at: Date
  execution_id: string | null
  username: string | null
  proxy: string | null
  route: 'official' | 'private'
  action: Action
  status: string
  duration_ms: number
  details: Record<string, unknown>
  requests: SentRequest[]
}

export type LogFilter = {
  accountId?: string | undefined
  executionId?: string | undefined
  postId?: string | undefined
  /** The range of times: from `from` on, and before `until`. */
  from?: Date | undefined
  until?: Date | undefined
  action?: Action | undefined
  status?: string | undefined
  /** Whether checks of proxies are included. */
  withProxies: boolean
}

/** The newest first. */
export async function listLog(
  db: Db,
  filter: LogFilter,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<LogRow[]> {
  const { accountId, executionId, postId, from, until, action, status, withProxies } = filter
  const { rows } = await sql<LogRow>`
    select id, at, execution_id, username, proxy, route, action, status, duration_ms, details, requests
    from publication_log
    where ${after === undefined ? sql`true` : sql`id < ${after}::uuid`}
      ${
        accountId === undefined
          ? sql``
          : sql`and publishing_account_id = (
        select id from publishing_accounts where ${accountId}::uuid in (id, account_id, connection_id))`
      }
      ${executionId === undefined ? sql`` : sql`and execution_id = ${executionId}::uuid`}
      ${
        postId === undefined
          ? sql``
          : sql`and execution_id = any (array(select id from executions
        where post_id = ${postId}::uuid))`
      }
      ${from === undefined ? sql`` : sql`and at >= ${from}`}
      ${until === undefined ? sql`` : sql`and at < ${until}`}
      ${action === undefined ? sql`` : sql`and action = ${action}`}
      ${status === undefined ? sql`` : sql`and status = ${status}`}
      ${withProxies ? sql`` : sql`and action <> 'check_proxy'`}
    order by id desc limit ${limit}`.execute(db)
  return rows
}
