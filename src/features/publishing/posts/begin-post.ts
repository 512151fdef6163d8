import { askAgain, storeBegun } from './store/posts/times.ts'
import { ConflictError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import type { Services } from '../../services.ts'
import { priorityOf, publication } from '../executions/publication.ts'
import { insertExecutions, type NewExecution } from '../executions/store/executions.ts'
import { drawSpread } from '../executions/store/stagger.ts'
import { routeOf, type PlannedAccount, type PlanServices } from './plan.ts'
import { settleUnbegun } from './store/posts/post-state.ts'
import type { PostRow } from './store/posts/posts.ts'

export type BeginServices = PlanServices & Pick<Services, 'queue'>

/**
 * The numbers of accounts that publish a post, and of those that wait until a person has confirmed
 * their caption.
 */
export type Begun = { taken: number; waiting: number }

/**
 * Creates an execution for each account of a post that the transaction has locked and that has not
 * begun, spread by random distances. An account that is left out gets an execution with the reason;
 * an account whose caption a person has to confirm gets one that waits for that. While all of them
 * wait nothing begins: the post stays in review, and can still be changed. `accounts` are those of
 * its plan, which leaves out accounts that lack a translation; `requestedAt` is when the post was
 * to go out. Throws ConflictError when the post has no files, or no account can publish it.
 */
export async function beginPost(
  tx: Tx,
  services: BeginServices,
  post: PostRow,
  { accounts, requestedAt }: { accounts: readonly PlannedAccount[]; requestedAt: Date },
): Promise<Begun> {
  if (post.media.length === 0) throw new ConflictError('the post has no files: upload them first')
  const taken = accounts.filter(({ left_out }) => left_out === null)
  const waiting = accounts.filter(isToConfirm)
  if (taken.length + waiting.length === 0) throw new ConflictError(reasonOf(accounts))
  if (taken.length === 0) {
    await askAgain(tx, post.id, requestedAt)
    await settleUnbegun(tx, post.id, 'ended')
    return { taken: 0, waiting: waiting.length }
  }
  const made = await makeExecutions(tx, services, post.id, accounts)
  await storeBegun(tx, post.id)
  await services.queue.enqueueMany(
    tx,
    publication,
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
  const idsOf = (status: NewExecution['status']): string[] =>
    planned.flatMap((account) => (statusOf(account) === status ? [account.id] : []))
  const places = {
    queued: await drawSpread(tx, idsOf('queued'), config),
    waiting: await drawSpread(tx, idsOf('waiting'), config),
    skipped: () => ({ staggerMs: 0, delayMs: 0 }),
  }
  return await insertExecutions(
    tx,
    postId,
    planned.map((account) => {
      const status = statusOf(account)
      const { staggerMs, delayMs } = places[status](account.id)
      return {
        account_id: account.id,
        username: account.username,
        route: routeOf(account.kind),
        caption: account.caption,
        comment: account.comment,
        language: account.caption_language,
        status,
        stagger_ms: staggerMs,
        delay_ms: delayMs,
        waits_for: status === 'waiting' ? 'review' : null,
        reason: account.left_out?.reason ?? null,
        message: account.left_out?.message ?? null,
      }
    }),
  )
}

const statusOf = (account: PlannedAccount): NewExecution['status'] => {
  if (account.left_out === null) return 'queued'
  return isToConfirm(account) ? 'waiting' : 'skipped'
}

function reasonOf(planned: readonly PlannedAccount[]): string {
  const [first] = planned
  if (!first) return 'the post has no accounts: choose groups or accounts'
  const others = planned.length > 1 ? `, and ${planned.length - 1} more are left out` : ''
  return `no account can publish it: @${first.username}: ${first.left_out?.message ?? ''}${others}`
}
