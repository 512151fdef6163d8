import { sql } from 'kysely'
import { ConflictError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/database.ts'
import type { Services } from '../../manifest.ts'
import type { SkipReason } from '../posts/left-out.ts'
import { lockPost, type PostRow } from '../posts/store/posts.ts'
import { settlePost } from '../posts/store/settle-post.ts'
import { lockExecution } from './person-acts.ts'
import { releaseWaiting } from './release-waiting.ts'
import { priorityOf, publishToAccount } from './tasks/publish-to-account.ts'

/** Why an account was left out that another try would not change: a post that has begun stays as it is. */
const LASTING: ReadonlySet<string> = new Set<SkipReason>([
  'no_files',
  'media_unfit',
  'caption_unfit',
  'comment_unfit',
  'too_many_collaborators',
])

/** Why it had no caption that may go out: it is tried again once it has one. */
const WITHOUT_CAPTION: ReadonlySet<string> = new Set<SkipReason>([
  'not_translated',
  'not_confirmed',
])

/** Why it is not tried again, whatever became of other accesses to its account; null: it may be. */
export function whyNoRetry({
  status,
  reason,
}: {
  status: string
  reason: string | null
}): string | null {
  if (status !== 'failed' && status !== 'cancelled' && status !== 'skipped')
    return `the publication is ${status}: only one that ended without a post is tried again`
  return status === 'skipped' && reason !== null && LASTING.has(reason)
    ? `the account was left out (${reason}), and the post has begun: duplicate it, and change the copy`
    : null
}

/**
 * `o` is of another access to the Instagram account of `e`, which has the post, or may have it. What was sent through both
 * is looked for on each of them first.
 */
const HAS_IT = sql`
  o.post_id = e.post_id and o.username = e.username and o.id <> e.id and (
    o.status in ('queued', 'waiting', 'posting', 'unknown') or o.status = 'success' and o.removed_at is null
    or o.commit_sent_at is not null and e.commit_sent_at is null and o.status <> 'success')`

/**
 * Tries failed ones again, from the beginning and spread anew; without ids all of a post. One that was sent and never
 * answered is looked for before. An Instagram account that two accesses reach gets a post once. Gives how many. Throws
 * NoSuchRecordError, and ConflictError for one that is not to be tried again.
 */
export async function retryExecutions(
  tx: Tx,
  { queue, config }: Pick<Services, 'queue' | 'config'>,
  postId: string,
  id: string | null,
): Promise<number> {
  const post = await lockPost(tx, postId)
  if (id !== null) {
    const reason = await requireRetriable(tx, postId, id)
    if (reason !== null && WITHOUT_CAPTION.has(reason))
      return await retryWithCaption(tx, { queue, config }, post, id)
  }
  const { publishSpreadLeastMs: leastMs, publishSpreadMostMs: mostMs } = config
  const isSent = sql`e.commit_sent_at is not null`
  const { rows } = await sql<{ id: string; round: number }>`
    with all_of_post as materialized (
      select * from executions where post_id = ${postId}::uuid
    ),
    chosen as (
      select distinct on (e.username) e.id
      from all_of_post e
      where not exists (select from all_of_post o where ${HAS_IT}) and ${id === null ? sql`e.status = 'failed'` : sql`e.id = ${id}::uuid`}
      order by e.username, e.route -- the official one first
    ),
    given as (
      select id, row_number() over (order by random()) as place,
        ${leastMs} + random() * ${Math.max(0, mostMs - leastMs)} as gap
      from chosen
    ),
    spread as (
      select *, sum(case when place = 1 then 0 else gap end) over (order by place) as delay from given
    )
    update executions e set ended_at = null, gap_ms = gap::int, round = round + 1,
      due_at = world_now() + case when ${isSent} then interval '0' else delay * interval '1 ms' end, status = case when ${isSent} then 'posting' else 'queued' end,
      step = case when ${isSent} then 'look_up' else 'upload' end,
      disowned_at = case when ${isSent} then world_now() end, ids = case when ${isSent} then ids end,
      progress = case when ${isSent} then progress end, commits = case when ${isSent} then commits else 0 end,
      first_sent_at = case when ${isSent} then first_sent_at end, looks = 0, not_ready_ms = 0, retry_count = 0,
      error_class = null, error_code = null, error_message = null, updated_at = world_now()
    from spread where e.id = spread.id
    returning e.id, e.round`.execute(tx)
  for (const [round, some] of Map.groupBy(rows, (row) => row.round))
    await queue.enqueueMany(
      tx,
      publishToAccount,
      some.map((row) => ({ execution_id: row.id, round })),
      { priority: priorityOf(post) },
    )
  await settlePost(tx, postId)
  return rows.length
}

/** Throws ConflictError while it has no caption that may go out. */
async function retryWithCaption(
  tx: Tx,
  services: Pick<Services, 'queue' | 'config'>,
  post: PostRow,
  id: string,
): Promise<number> {
  const released = await releaseWaiting(tx, services, post, id)
  if (released === 0)
    throw new ConflictError(
      'the account has no caption in its language that may go out: translate the post, or write or confirm the caption',
    )
  return released
}

/** Gives why it ended without a post. */
async function requireRetriable(tx: Tx, postId: string, id: string): Promise<string | null> {
  const { status, username, error_class: reason } = await lockExecution(tx, postId, id)
  const why = whyNoRetry({ status, reason })
  if (why !== null) throw new ConflictError(why)
  const { rows } = await sql`
    select from executions e where e.id = ${id}::uuid and exists (select from executions o where ${HAS_IT})`.execute(
    tx,
  )
  if (rows.length > 0)
    throw new ConflictError(
      `another access to @${username} has the post or is about to: an account gets a post once; try that one again, or delete its post first`,
    )
  return reason
}
