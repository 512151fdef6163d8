import { sql } from 'kysely'
import { z } from 'zod'
import { jsonb, type Db, type Tx } from '../../../../db/database.ts'
import type { PublishFailure } from '../../../../platforms/publish-failures.ts'

export const EXECUTION_STATES = [
  'queued',
  'waiting',
  'posting',
  'success',
  'failed',
  'unknown',
  'cancelled',
  'skipped',
] as const
export type ExecutionState = (typeof EXECUTION_STATES)[number]

export type Step = 'upload' | 'commit' | 'look_up' | 'read_back' | 'comment' | 'done'

const Ids = z.object({ post: z.string(), items: z.array(z.string()) })

/** What a run of an execution works with. */
export type Execution = {
  id: string
  post_id: string
  publishing_account_id: string | null
  account_id: string | null
  connection_id: string | null
  username: string
  route: 'official' | 'private'
  caption: string
  /** The first comment, as this account gets it. */
  comment: string | null
  status: ExecutionState
  step: Step
  due_at: Date
  gap_ms: number
  round: number
  ids: z.output<typeof Ids> | null
  progress: unknown
  commit_sent_at: Date | null
  /** Of those with the same ids. */
  first_sent_at: Date | null
  /** A person said that it is not there: it begins anew unless a look finds it. */
  disowned_at: Date | null
  commits: number
  looks: number
  not_ready_ms: number
  comment_sent_at: Date | null
  retry_count: number
  /** Its pictures are sent encoded anew: the platform has refused them as they are. */
  is_reencoded: boolean
  media_id: string | null
  permalink: string | null
  warnings: string[]
  /** Of the last failure; of the publication that was sent last, if its answer left open whether it is there. */
  error_class: string | null
  error_code: string | null
  error_message: string | null
}

/** Undefined when it is gone. */
export async function findExecution(db: Db, id: string): Promise<Execution | undefined> {
  const { rows } = await sql<Execution>`
    select e.id, e.post_id, e.publishing_account_id, p.account_id, p.connection_id, coalesce(a.username, e.username)
      as username, e.route, e.caption, e.comment, e.status, e.step, e.due_at, e.gap_ms, e.round, e.ids, e.progress,
      e.commit_sent_at, e.first_sent_at, e.disowned_at, e.commits, e.looks, e.not_ready_ms, e.comment_sent_at, e.retry_count,
      e.is_reencoded, e.media_id, e.permalink, e.warnings,
      e.error_class, e.error_code, e.error_message
    from executions e
    left join publishing_accounts p on p.id = e.publishing_account_id
    left join shared.instagram_accounts a on a.id = p.account_id
    where e.id = ${id}::uuid`.execute(db)
  const [row] = rows
  return row && { ...row, ids: row.ids === null ? null : Ids.parse(row.ids) }
}

/** What changes in an execution on its way; a step that is named is stored with it. */
export type Change = Partial<
  Pick<
    Execution,
    | 'step'
    | 'progress'
    | 'commit_sent_at'
    | 'first_sent_at'
    | 'disowned_at'
    | 'commits'
    | 'looks'
    | 'not_ready_ms'
    | 'comment_sent_at'
    | 'media_id'
    | 'permalink'
    | 'warnings'
    | 'ids'
    | 'error_class'
    | 'error_code'
    | 'error_message'
  >
>

/** A person or another task has taken the execution over: this task stores nothing of it any more, and sends nothing. */
export class SupersededError extends Error {}

/** An execution as one task has it: each task has a round of its own. */
export type Own = Pick<Execution, 'id' | 'round'>

const isOwn = ({ id, round }: Own) => sql`id = ${id}::uuid and round = ${round}`

/** Throws SupersededError. */
export async function changeExecution(tx: Tx, { id, round }: Own, change: Change): Promise<void> {
  const { progress, ids, ...columns } = change
  const { numUpdatedRows } = await tx
    .updateTable('executions')
    .set({
      ...columns,
      ...('progress' in change && { progress: progress === null ? null : jsonb(progress) }),
      ...(ids !== undefined && { ids: ids === null ? null : jsonb(ids) }),
      updated_at: sql<Date>`world_now()`,
    })
    .where('id', '=', id)
    .where('round', '=', round)
    .where('status', 'in', ['posting', 'success'])
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new SupersededError()
}

/** It waits, until this time, and says for what. */
export async function storeWait(
  tx: Tx,
  own: Own,
  { until, why }: { until: Date; why: string },
): Promise<void> {
  await sql`
    update executions set status = case when step = 'upload' and progress is null then 'waiting' else status end,
      due_at = ${until}, waits_for = ${why}, updated_at = world_now()
    where ${isOwn(own)} and status in ('queued', 'waiting', 'posting')`.execute(tx)
}

/** The post is held. Throws SupersededError. */
export async function storePublished(
  tx: Tx,
  execution: Own & Pick<Execution, 'publishing_account_id'>,
  { mediaId, permalink }: { mediaId: string | null; permalink: string | null },
): Promise<void> {
  await sql`
    update publishing_accounts set last_post_at = world_now(), errors_in_row = 0, paused_until = null,
      updated_at = world_now()
    where id = ${execution.publishing_account_id}::uuid`.execute(tx)
  const { rows } = await sql`
    update executions set status = 'success', step = 'read_back', looks = 0, media_id = ${mediaId}, permalink = ${permalink},
      posted_at = world_now(), ended_at = world_now(), waits_for = null, error_class = null, error_code = null,
      error_message = null, updated_at = world_now()
    where ${isOwn(execution)} and status = 'posting' returning id`.execute(tx)
  if (rows.length === 0) throw new SupersededError()
}

/** Whether an execution is still this task's, while the post is held. */
export async function isStillOwn(tx: Tx, own: Own): Promise<boolean> {
  const { rows } = await sql`
    select from executions where ${isOwn(own)} and status in ('queued', 'waiting', 'posting')`.execute(
    tx,
  )
  return rows.length > 0
}

/** Ends it without a post. The post is held. */
export async function storeFailed(
  tx: Tx,
  own: Own,
  {
    class: kind,
    code,
    message,
  }: Pick<PublishFailure, 'code' | 'message'> & { class: PublishFailure['class'] | 'missed' },
): Promise<void> {
  await sql`
    update executions set status = 'failed', ended_at = world_now(), waits_for = null, error_class = ${kind},
      error_code = ${code}, error_message = ${message}, updated_at = world_now()
    where ${isOwn(own)}`.execute(tx)
}

/** Nobody knows whether the post is there: a person decides. The post is held. */
export async function storeUnknown(tx: Tx, own: Own, message: string): Promise<void> {
  await sql`
    update executions set status = 'unknown', waits_for = null, error_class = 'unknown_outcome',
      error_message = ${message}, updated_at = world_now()
    where ${isOwn(own)}`.execute(tx)
}

/** It is tried again from this time on, by a task of the round that it gives; with `isAnew` under new ids. The post is held. */
export async function storeRetry(
  tx: Tx,
  own: Own,
  retry: { until: Date; isAnew: boolean; failure: PublishFailure },
): Promise<number> {
  const { until, isAnew, failure } = retry
  const { rows } = await sql<{ round: number }>`
    update executions set status = 'waiting', due_at = ${until}, waits_for = ${failure.message},
      retry_count = retry_count + 1, round = round + 1, commit_sent_at = null, looks = 0, not_ready_ms = 0,
      step = case when ${isAnew} or step <> 'commit' then 'upload' else step end,
      commits = case when ${isAnew} then 0 else commits end, disowned_at = null,
      first_sent_at = case when ${isAnew} then null else first_sent_at end,
      is_reencoded = is_reencoded or ${failure.remedy === 'reencode'},
      ids = case when ${isAnew} then null else ids end, progress = case when ${isAnew} then null else progress end,
      error_class = ${failure.class}, error_code = ${failure.code}, error_message = ${failure.message},
      updated_at = world_now()
    where ${isOwn(own)} returning round`.execute(tx)
  const [row] = rows
  if (!row) throw new SupersededError()
  return row.round
}

/** Another task takes it up where it is, so much later. The post is held. */
export async function storeGoOn(
  tx: Tx,
  id: string,
  delayMs: number,
): Promise<{ round: number; dueAt: Date }> {
  const { rows } = await sql<{ round: number; due_at: Date }>`
    update executions set due_at = world_now() + ${delayMs} * interval '1 ms', retry_count = retry_count + 1,
      round = round + 1, looks = 0, updated_at = world_now()
    where id = ${id}::uuid returning round, due_at`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('an execution is gone')
  return { round: row.round, dueAt: row.due_at }
}

/** It is there, and nobody looks at it again. */
export async function storeUnchecked(
  tx: Tx,
  { id, round, step, warnings }: Own & Pick<Execution, 'step' | 'warnings'>,
): Promise<void> {
  const lacks = [...(step === 'read_back' ? ['not_checked'] : []), ...(await lacksComment(tx, id))]
  await changeExecution(tx, { id, round }, { step: 'done', warnings: [...warnings, ...lacks] })
}

/** A first comment that was ordered, as a warning that it may be missing. */
export async function lacksComment(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql`
    select from executions where id = ${id}::uuid and comment is not null`.execute(tx)
  return rows.length > 0 ? ['comment_not_written'] : []
}

/** The account has failed once more: it pauses, the longer the more often in a row; or rests. */
export async function pauseAccount(
  tx: Tx,
  id: string | null,
  { pauseMinutes, restMs }: { pauseMinutes: readonly number[]; restMs: number | null },
): Promise<Date> {
  const { rows } = await sql<{ until: Date }>`
    update publishing_accounts set errors_in_row = errors_in_row + 1, failed_attempts = failed_attempts + 1,
      paused_until = world_now()
        + (${pauseMinutes}::int[])[least(errors_in_row + 1, ${pauseMinutes.length})] * interval '1 minute',
      rest_until = case when ${restMs}::bigint is null then rest_until
        else greatest(rest_until, world_now() + ${restMs}::bigint * interval '1 ms') end,
      updated_at = world_now()
    where id = ${id}::uuid returning greatest(paused_until, rest_until) as until`.execute(tx)
  return rows[0]?.until ?? new Date(0)
}
