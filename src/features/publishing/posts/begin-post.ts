import { sql } from 'kysely'
import { ConflictError } from '../../../base/errors.ts'
import { jsonb, type Tx } from '../../../db/database.ts'
import type { Services } from '../../manifest.ts'
import { priorityOf, publishToAccount } from '../executions/publish-to-account.ts'
import { planPost, routeOf, type PlannedAccount } from './plan.ts'
import { requireEditable } from './post-state.ts'
import { lockPost } from './posts-store.ts'

type Parts = Pick<Services, 'db' | 'config' | 'publishers' | 'queue'>

/** The post requires review, and a caption that would be published was not confirmed. */
export class NotConfirmedError extends ConflictError {
  override readonly code: string = 'not_confirmed'
}

/**
 * Makes an execution for each account of a post, spread by random distances; who is left out gets one that says why. A
 * post is begun once. Throws NoSuchRecordError, NotConfirmedError, and ConflictError when it has begun, or has no files or
 * nobody to be published on.
 */
export async function beginPost(tx: Tx, services: Parts, id: string): Promise<void> {
  const { config, queue } = services
  const { publishSpreadLeastMs: leastMs, publishSpreadMostMs: mostMs } = config
  const post = await lockPost(tx, id)
  requireEditable(post)
  if (post.status === 'translating')
    throw new ConflictError('the post is being translated: wait until that has ended')
  if (post.media.length === 0) throw new ConflictError('the post has no files: upload them first')
  const planned = await planPost({ ...services, db: tx }, post)
  requireConfirmed(planned)
  const taken = planned.filter(({ left_out }) => left_out === null)
  if (taken.length === 0) throw new ConflictError(reasonOf(planned))
  const rows = planned.map(({ id: accountId, username, kind, caption, left_out }) => ({
    account_id: accountId,
    username,
    route: routeOf(kind),
    caption,
    reason: left_out?.reason ?? null,
    message: left_out?.message ?? null,
  }))
  const { rows: made } = await sql<{ id: string }>`
    with given as (
      select r.*, row_number() over (partition by r.reason is null order by random()) as place,
        ${leastMs} + random() * ${Math.max(0, mostMs - leastMs)} as gap
      from jsonb_to_recordset(${jsonb(rows)}) as r (account_id uuid, username text, route text, caption text, reason text,
        message text)
    ),
    spread as (
      select *, sum(case when place = 1 then 0 else gap end) over (partition by reason is null order by place) as delay
      from given
    ),
    made as (
      insert into executions (post_id, publishing_account_id, username, route, caption, status, gap_ms, due_at, ended_at,
        error_class, error_message, group_ids)
      select ${id}::uuid, account_id, username, route, caption, case when reason is null then 'queued' else 'skipped' end,
        gap::int, world_now() + delay * interval '1 ms', case when reason is not null then world_now() end, reason, message,
        array(
          select m.group_id from post_targets t join group_members m on m.group_id = t.group_id
          where t.post_id = ${id}::uuid and m.publishing_account_id = account_id order by m.group_id
        )
      from spread
      returning id, status
    )
    select id from made where status = 'queued'`.execute(tx)
  await sql`
    update posts set status = 'posting', begun_at = world_now(), missed_at = null, updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
  await queue.enqueueMany(
    tx,
    publishToAccount,
    made.map((row) => ({ execution_id: row.id })),
    { priority: priorityOf(post) },
  )
}

/** Otherwise some languages of a post that requires review would be published, and the others never. */
function requireConfirmed(planned: readonly PlannedAccount[]): void {
  const open = planned.flatMap(({ left_out: reason, has_own_caption: isOwn, language, username }) =>
    reason?.reason === 'not_confirmed' ? [isOwn ? `@${username}` : (language ?? '')] : [],
  )
  if (open.length === 0) return
  const names = [...new Set(open)].toSorted((a, b) => a.localeCompare(b)).join(', ')
  throw new NotConfirmedError(
    `the post requires review, and nobody has confirmed its captions for ${names}: confirm them, or take these accounts out`,
  )
}

function reasonOf(planned: readonly PlannedAccount[]): string {
  const [first] = planned
  if (!first) return 'the post has no accounts: choose groups or accounts'
  const others = planned.length > 1 ? `, and ${planned.length - 1} more are left out` : ''
  return `no account can publish it: @${first.username}: ${first.left_out?.message ?? ''}${others}`
}
