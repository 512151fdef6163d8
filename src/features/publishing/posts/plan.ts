import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import type { Services } from '../../manifest.ts'
import type { PublishingAccount } from '../groups/publishing-accounts.ts'
import { dailyLimit } from '../executions/limits.ts'
import { judge } from '../uploads/rules.ts'
import { captionFlags } from '../translations/verify.ts'
import { getUploads, type Upload } from '../uploads/uploads-store.ts'
import type { Publisher } from '../../../platforms/publisher.ts'
import { captionFor, listCaptions } from './captions-store.ts'
import type { PostRow } from './posts-store.ts'

/** Why an account is left out of a post. */
export const SKIP_REASONS = [
  'banned',
  'login_required',
  'proxy_error',
  'needs_person',
  'paused',
  'missing_right',
  'expired',
  'limit_reached',
  'route_not_set_up',
  'media_unfit',
  'caption_unfit',
  'too_many_collaborators',
  'not_confirmed',
] as const
type SkipReason = (typeof SKIP_REASONS)[number]
type LeftOut = {
  reason: SkipReason
  /** Which one the file or the caption breaks. */
  rule: string | null
  message: string
}
const leftOut = (reason: SkipReason, message: string): LeftOut => ({ reason, rule: null, message })

export type PlannedAccount = {
  id: string
  username: string
  kind: 'pool' | 'connection'
  language: string | null
  caption: string
  /** False: the post has no caption in the account's language. */
  isTranslated: boolean
  left_out: LeftOut | null
  /** It rests or pauses until then. */
  free_at: Date | null
  /** Meta's quota is used up until then. */
  quota_full_until: Date | null
  /** How many co-authors its route invites. */
  most_collaborators: number
}

type Candidate = Pick<
  PublishingAccount,
  | 'id'
  | 'kind'
  | 'username'
  | 'state'
  | 'language'
  | 'posts_limit_per_day'
  | 'warmup_stage'
  | 'paused_until'
  | 'rest_until'
  | 'quota_full_until'
> & { posts_today: number }

/** The accounts of a post as its groups are now, with what each gets, or why it is left out. */
export async function planPost(
  { db, publishers, config }: Pick<Services, 'db' | 'publishers' | 'config'>,
  post: PostRow,
): Promise<PlannedAccount[]> {
  const [candidates, captions, uploads] = await Promise.all([
    listCandidates(db, post.id),
    listCaptions(db, post.id),
    getUploads(
      db,
      post.media.map(({ upload_id }) => upload_id),
    ),
  ])
  const misfits = {
    pool: misfitOf(post, uploads, 'private'),
    connection: misfitOf(post, uploads, 'official'),
  }
  return candidates.map((account): PlannedAccount => {
    const { text, row, isTranslated } = captionFor(post, captions, account)
    const route = publishers[account.kind === 'pool' ? 'private' : 'official']
    const needsReview = post.requires_review && row !== null && row.confirmed_at === null
    return {
      id: account.id,
      username: account.username,
      kind: account.kind,
      language: account.language,
      caption: text,
      isTranslated,
      left_out:
        stateOf(account, config.publishWarmupPosts) ??
        routeMisfit(post, route) ??
        misfits[account.kind] ??
        captionMisfit(text) ??
        (needsReview ? leftOut('not_confirmed', 'nobody has confirmed its translation') : null),
      free_at: latest(account.paused_until, account.rest_until),
      quota_full_until: account.quota_full_until,
      most_collaborators: route?.offers.mostCollaborators ?? 0,
    }
  })
}

async function listCandidates(db: Db, postId: string): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select v.id, v.kind, v.username, v.state, v.language, v.posts_limit_per_day, v.warmup_stage, v.paused_until,
      v.rest_until, case when v.quota_full_until > world_now() then v.quota_full_until end as quota_full_until, (
        select count(*)::int from executions e
        where e.publishing_account_id = v.id and e.posted_at > world_now() - interval '1 day') as posts_today
    from derived.publishing_accounts v
    where v.id in (
      select publishing_account_id from post_targets where post_id = ${postId}::uuid
      union
      select m.publishing_account_id from post_targets t join group_members m on m.group_id = t.group_id
      where t.post_id = ${postId}::uuid)
    order by v.username, v.id`.execute(db)
  return rows
}

const STATES: Partial<Record<Candidate['state'], string>> = {
  banned: 'Instagram has suspended it',
  login_required: 'it has to be logged in',
  proxy_error: 'its proxy does not work',
  needs_person: 'a person has to look at it',
  paused: 'somebody has paused it',
  missing_right: 'its owner has not granted the right to publish',
  expired: 'its owner has to connect it again',
}

function stateOf(account: Candidate, warmupPosts: readonly number[]): LeftOut | null {
  const message = STATES[account.state]
  if (message !== undefined) return leftOut(account.state as SkipReason, message)
  const most = dailyLimit(account, warmupPosts)
  return account.posts_today >= most
    ? leftOut('limit_reached', `it has published ${most} posts within a day`)
    : null
}

function misfitOf(
  { type }: PostRow,
  uploads: readonly Upload[],
  route: 'official' | 'private',
): LeftOut | null {
  for (const [at, upload] of uploads.entries()) {
    const [misfit] = judge(upload, type, route)
    if (misfit) {
      const message = `file ${at + 1}: ${misfit.says}; ${misfit.remedy}`
      return { reason: 'media_unfit', rule: misfit.rule, message }
    }
  }
  return null
}

function captionMisfit(text: string): LeftOut | null {
  const fault = captionFault(text)
  return fault && { reason: 'caption_unfit', ...fault }
}

/** Which limit of captions a text passes, of its own language or another; null for none. */
export function captionFault(text: string): { rule: string; message: string } | null {
  // Captions may be empty.
  const fault = captionFlags(text).find(({ code }) => code !== 'empty')
  return fault ? { rule: fault.code, message: `the caption has ${fault.reason}` } : null
}

function routeMisfit({ collaborators }: PostRow, route: Publisher | undefined): LeftOut | null {
  if (!route) return leftOut('route_not_set_up', 'this way of publishing is not set up')
  const most = route.offers.mostCollaborators
  return collaborators.length > most
    ? leftOut(
        'too_many_collaborators',
        `the post has ${collaborators.length} collaborators, and its access invites at most ${most}`,
      )
    : null
}

function latest(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}

/** When the last account will be done, as far as it can be told; null for nobody. */
export function expectedEnd(
  planned: readonly PlannedAccount[],
  {
    from,
    config,
  }: {
    from: Date
    config: Pick<Services['config'], 'publishSpreadLeastMs' | 'publishSpreadMostMs'>
  },
): Date | null {
  const taken = planned.filter(({ left_out }) => left_out === null)
  if (taken.length === 0) return null
  const spreadMs =
    (taken.length - 1) * ((config.publishSpreadLeastMs + config.publishSpreadMostMs) / 2)
  const rests = taken.map(({ free_at }) => free_at?.getTime() ?? 0)
  return new Date(Math.max(from.getTime() + spreadMs, ...rests))
}
