import { sql } from 'kysely'
import { ConflictError } from '../../../base/errors.ts'
import { jsonb, type Tx } from '../../../db/database.ts'
import type { Services } from '../../manifest.ts'
import { priorityOf, publishToAccount } from '../executions/tasks/publish-to-account.ts'
import { WAITS } from '../executions/waits.ts'
import { routeOf, type PlannedAccount, type PlanServices } from './plan.ts'
import { settleUnbegun } from './store/post-state.ts'
import type { PostRow } from './store/posts.ts'

export type BeginServices = PlanServices & Pick<Services, 'queue'>

/** How many accounts publish a post, and how many wait until a person has confirmed their caption. */
export type Begun = { taken: number; waiting: number }

/**
 * Makes an execution for each account of a post that the transaction has locked and that has not begun, spread by random
 * distances. Who is left out gets one that says why; whose caption a person has to confirm, one that waits for that. While
 * all of them wait nothing begins: the post stays in review, and can still be changed. `accounts` are those of its plan,
 * which leaves out whoever is not translated; `askedAt` is when it was to go out. Throws ConflictError when the post has no
 * files or nobody to be published on.
 */
export async function beginPost(
  tx: Tx,
  services: BeginServices,
  post: PostRow,
  { accounts, askedAt }: { accounts: readonly PlannedAccount[]; askedAt: Date },
): Promise<Begun> {
  if (post.media.length === 0) throw new ConflictError('the post has no files: upload them first')
  const taken = accounts.filter(({ left_out }) => left_out === null)
  const waiting = accounts.filter(isToConfirm)
  if (taken.length + waiting.length === 0) throw new ConflictError(reasonOf(accounts))
  if (taken.length === 0) {
    await sql`
      update posts set publish_asked_at = ${askedAt}, missed_at = null where id = ${post.id}::uuid`.execute(
      tx,
    )
    await settleUnbegun(tx, post.id, 'ended')
    return { taken: 0, waiting: waiting.length }
  }
  const made = await makeExecutions(tx, services, post.id, accounts)
  await sql`
    update posts set status = 'posting', begun_at = world_now(), missed_at = null, publish_asked_at = null,
      updated_at = world_now()
    where id = ${post.id}::uuid`.execute(tx)
  await services.queue.enqueueMany(
    tx,
    publishToAccount,
    made.map((id) => ({ execution_id: id })),
    { priority: priorityOf(post) },
  )
  return { taken: taken.length, waiting: waiting.length }
}

const isToConfirm = ({ left_out: reason }: PlannedAccount): boolean =>
  reason?.reason === 'not_confirmed'

/** The ids of those that go now. */
async function makeExecutions(
  tx: Tx,
  { config }: BeginServices,
  postId: string,
  planned: readonly PlannedAccount[],
): Promise<string[]> {
  const { publishSpreadLeastMs: leastMs, publishSpreadMostMs: mostMs } = config
  const rows = planned.map((account) => ({
    account_id: account.id,
    username: account.username,
    route: routeOf(account.kind),
    caption: account.caption,
    comment: account.comment,
    language: account.caption_language,
    status: statusOf(account),
    reason: account.left_out?.reason ?? null,
    message: account.left_out?.message ?? null,
  }))
  const { rows: made } = await sql<{ id: string }>`
    with given as (
      select r.*, row_number() over (partition by r.status order by random()) as place,
        ${leastMs} + random() * ${Math.max(0, mostMs - leastMs)} as gap
      from jsonb_to_recordset(${jsonb(rows)}) as r (account_id uuid, username text, route text, caption text, comment text,
        language text, status text, reason text, message text)
    ),
    spread as (
      select *, sum(case when place = 1 then 0 else gap end) over (partition by status order by place) as delay
      from given
    ),
    made as (
      insert into executions (post_id, publishing_account_id, username, route, caption, comment, language, status, gap_ms,
        due_at, ended_at, waits_for, error_class, error_message, group_ids)
      select ${postId}::uuid, account_id, username, route, caption, comment, language, status, gap::int,
        world_now() + delay * interval '1 ms', case when status = 'skipped' then world_now() end,
        case when status = 'waiting' then ${WAITS.review} end, reason, message,
        array(
          select m.group_id from post_targets t join group_members m on m.group_id = t.group_id
          where t.post_id = ${postId}::uuid and m.publishing_account_id = account_id order by m.group_id
        )
      from spread
      returning id, status
    )
    select id from made where status = 'queued'`.execute(tx)
  return made.map(({ id }) => id)
}

const statusOf = (account: PlannedAccount): 'queued' | 'waiting' | 'skipped' => {
  if (account.left_out === null) return 'queued'
  return isToConfirm(account) ? 'waiting' : 'skipped'
}

function reasonOf(planned: readonly PlannedAccount[]): string {
  const [first] = planned
  if (!first) return 'the post has no accounts: choose groups or accounts'
  const others = planned.length > 1 ? `, and ${planned.length - 1} more are left out` : ''
  return `no account can publish it: @${first.username}: ${first.left_out?.message ?? ''}${others}`
}
