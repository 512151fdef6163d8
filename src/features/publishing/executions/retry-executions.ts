import { sql } from 'kysely'
import { ConflictError, invalidField } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import type { Services } from '../../services.ts'
import type { SkipReason } from '../posts/skip-reasons.ts'
import { lockPost, type PostRow } from '../posts/store/posts/posts.ts'
import { lockExecution } from './person-acts.ts'
import { releaseWaiting } from './release-waiting.ts'
import { applyEvents } from './apply-event.ts'
import { drawSpread } from './store/stagger.ts'

/**
 * The reasons for leaving an account out that another try would not change: a post that has begun
 * stays as it is.
 */
const LASTING: ReadonlySet<string> = new Set<SkipReason>([
  'no_files',
  'media_unfit',
  'caption_unfit',
  'comment_unfit',
  'too_many_collaborators',
])

/** The reasons that concern a missing caption: such an execution is retried once it has one. */
const WITHOUT_CAPTION: ReadonlySet<string> = new Set<SkipReason>([
  'not_translated',
  'not_confirmed',
])

/**
 * Returns why an execution must not be retried, whatever became of other accesses to its account;
 * null: it may be.
 */
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
 * The condition that `o`, of another access to the Instagram account of `e`, has the post, or may
 * have it. A post that was sent through both is looked up on each of them first.
 */
const HAS_IT = sql`
  o.post_id = e.post_id and o.username = e.username and o.id <> e.id and (
    o.status in ('queued', 'waiting', 'posting', 'unknown') or o.status = 'success' and o.removed_at is null
    or o.commit_sent_at is not null and e.commit_sent_at is null and o.status <> 'success')`

/**
 * Retries failed executions from the beginning, with a new spread; without an id, all of the post.
 * Those co-authors that are `uninvited` are left out from then on. An execution that was sent and
 * never answered is looked up first. An Instagram account with two
 * accesses gets a post once. Returns how many are retried. Throws NoSuchRecordError, and
 * ConflictError if the execution must not be retried.
 */
export async function retryExecutions(
  tx: Tx,
  { config }: Pick<Services, 'config'>,
  postId: string,
  { id, uninvited = [] }: { id: string | null; uninvited?: readonly string[] },
): Promise<number> {
  const post = await lockPost(tx, postId)
  const stranger = uninvited.find((name) => !post.collaborators.includes(name))
  if (stranger !== undefined)
    throw invalidField('collaborators', `@${stranger} is no co-author of the post`, {
      code: 'unknown_value',
    })
  if (id !== null) {
    const reason = await requireRetriable(tx, postId, id)
    if (reason !== null && WITHOUT_CAPTION.has(reason))
      return await retryWithCaption(tx, { config }, post, id)
  }
  const { rows } = await sql<{ id: string }>`
    with all_of_post as materialized (
      select * from executions where post_id = ${postId}::uuid
    )
    select distinct on (e.username) e.id
    from all_of_post e
    where not exists (select from all_of_post o where ${HAS_IT})
      and ${id === null ? sql`e.status = 'failed'` : sql`e.id = ${id}::uuid`}
    order by e.username, e.route -- the official one first`.execute(tx)
  const ids = rows.map((row) => row.id)
  const placeOf = await drawSpread(tx, ids, config)
  const tried = await applyEvents(tx, ids, (execution) => ({
    type: 'tried_again',
    uninvited,
    ...placeOf(execution.id),
  }))
  return tried.length
}

/** Throws ConflictError while it has no caption that may go out. */
async function retryWithCaption(
  tx: Tx,
  services: Pick<Services, 'config'>,
  post: PostRow,
  id: string,
): Promise<number> {
  const released = await releaseWaiting(tx, services, post, id)
  if (released === 0)
    throw new ConflictError(
      'the account has no caption in its language that may go out: translate the post, or ' +
        'write or confirm the caption',
    )
  return released
}

/** Returns why the execution ended without a post. */
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
      `another access to @${username} has the post or is about to: an account gets a post ` +
        'once; try that one again, or delete its post first',
    )
  return reason
}
