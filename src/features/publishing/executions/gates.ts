import { restUntil } from '../groups/store/publishing-accounts/pauses.ts'
import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Tx } from '../../../db/handles.ts'
import { drawPublishIds } from '../../../platforms/publish-ids.ts'
import type { Services } from '../../services.ts'
import { lockPosts } from '../posts/store/lock-posts.ts'
import { applyOwn } from './apply-event.ts'
import type { Execution } from './store/executions.ts'
import { dailyLimit } from './limits.ts'
import { readQuota } from '../groups/store/publishing-accounts/quota.ts'
import type { WaitCode, WaitReason } from './waits.ts'

type Limits = Pick<
  Services['config'],
  | 'publishMinIntervalMs'
  | 'publishCooldownMs'
  | 'publishWarmupPosts'
  | 'activeHours'
  | 'activeHoursTimeZone'
>

type Wait = { kind: 'wait'; until: Date; reason: WaitReason }

const waitUntil = (until: Date, code: WaitCode): Wait => ({ kind: 'wait', until, reason: { code } })

export type Gate =
  | { kind: 'open' }
  | Wait
  /** A person has to look at the account. */
  | { kind: 'closed'; why: string }

type Standing = {
  state: string
  posts_limit_per_day: number
  warmup_stage: number
  now: Date
  free_at: Date | null
  last_at: Date | null
  posts_today: number
  is_posting: boolean
  /** Another account of the same post is on its way to be published. */
  is_behind: boolean
  /** The distance to the publication before it, of the same post, has passed then. */
  turn_at: Date | null
  quota: Date | null
  /** Now, or when its active hours begin. */
  opens_at: Date
}

/** States that end by themselves, without a known time. */
const PASSING: Readonly<Record<string, WaitCode>> = {
  login_required: 'login',
  proxy_error: 'proxy',
}
const PERSONAL: Readonly<Record<string, string>> = {
  banned: 'Instagram has suspended the account',
  needs_person: 'a person has to look at the account',
  paused: 'an operator has paused the account',
  missing_right: 'its owner has not granted the right to publish',
  expired: 'its owner has to connect it again',
}
const LOOK_AGAIN_MS = 15 * 60_000
const NEXT_TURN_MS = 60_000
/** A publication that waits longer than this does not delay other accounts of the post. */
const LONG_WAIT_MS = 5 * 60_000

/**
 * Starts an execution on its account, or returns when it may start. It starts when the account has
 * no other one under way, its interval, its daily limit and its pauses allow it, and no other
 * account of the post is publishing. Its ids are drawn at the start. Before it, a cancellation
 * sends nothing to the platform. Serialised by the rows of post and account. Posts of an Instagram
 * account count for each access to it.
 */
export async function tryStart(
  tx: Tx,
  execution: Execution,
  limits: Limits,
  items: number,
): Promise<Gate> {
  const { publishing_account_id: accountId, post_id: postId } = execution
  await lockPosts(tx, [postId])
  await sql`
    select from publishing_accounts
    where id = any (array(
      select ${accountId}::uuid union
      select same.id from derived.publishing_accounts v cross join lateral derived.accesses_to(v.username) same
      where v.id = ${accountId}::uuid))
    order by id for no key update`.execute(tx)
  const quota = await readQuota(tx, execution)
  const standing = await readStanding(tx, execution, limits)
  if (!standing) return { kind: 'closed', why: 'the account is not one to publish on any more' }
  const gate = gateOf({ ...standing, quota }, limits)
  // Ids are unique for the account: those of a former execution are never drawn again.
  if (gate.kind === 'open') {
    const ids = execution.ids ?? drawPublishIds(items, standing.now)
    await applyOwn(tx, execution, { type: 'begun', ids })
  }
  const isResting = standing.free_at !== null && standing.free_at > standing.now
  if (gate.kind === 'wait' && gate.reason.code === 'daily_limit' && !isResting)
    await restUntil(tx, accountId, gate.until)
  return gate
}

/** Returns undefined for an account that gramd no longer publishes on. */
async function readStanding(
  tx: Tx,
  { id, post_id: postId, publishing_account_id: accountId, stagger_ms: staggerMs }: Execution,
  limits: Pick<Limits, 'activeHours' | 'activeHoursTimeZone'>,
): Promise<Omit<Standing, 'quota'> | undefined> {
  // The lease of an account of the pool observes its hours, those of its own time zone.
  const hours = {
    active_from: limits.activeHours?.from ?? null,
    active_to: limits.activeHours?.to ?? null,
  }
  const { rows } = await sql<Omit<Standing, 'quota'>>`
    select v.state, v.posts_limit_per_day, v.warmup_stage, world_now() as now,
      greatest(v.paused_until, v.rest_until, others.free_at) as free_at, posts.last_at, posts.posts_today,
        posts.is_posting,
      coalesce(same.is_behind, false) as is_behind, same.turn_at,
      case when v.kind = 'pool' then world_now() else open.opens_at end as opens_at
    from derived.publishing_accounts v
    cross join derived.active_hours(world_now(), ${limits.activeHoursTimeZone}, ${jsonb(hours)}) open
    cross join lateral (
      select max(coalesce(e.posted_at, e.commit_sent_at)) as last_at,
        (count(*) filter (where coalesce(e.posted_at, e.commit_sent_at) > world_now() - interval '1 day'))::int
          as posts_today,
        coalesce(bool_or(e.status = 'posting'), false) as is_posting
      from derived.publications_of(v.id, v.username, world_now() - interval '2 days') e
      where e.id <> ${id}::uuid
    ) posts
    cross join lateral (
      select max(a.free_at) as free_at from derived.accesses_to(v.username) a
    ) others
    cross join lateral (
      select max(coalesce(e.posted_at, e.commit_sent_at)) + ${staggerMs} * interval '1 ms' as turn_at,
        bool_or(e.status = 'posting' and e.commit_sent_at is null
          and e.due_at < world_now() + ${LONG_WAIT_MS} * interval '1 ms') as is_behind
      from executions e
      where e.post_id = ${postId}::uuid and e.id <> ${id}::uuid
    ) same
    where v.id = ${accountId}::uuid`.execute(tx)
  return rows[0]
}

function gateOf(
  standing: Standing,
  {
    publishMinIntervalMs: minIntervalMs,
    publishCooldownMs: restMs,
    publishWarmupPosts: warmupPosts,
  }: Limits,
): Gate {
  const { state, now, last_at: lastAt, posts_today: today } = standing
  const later = (ms: number): Date => new Date(now.getTime() + ms)
  const personal = PERSONAL[state]
  if (personal !== undefined) return { kind: 'closed', why: personal }
  const passing = PASSING[state]
  if (passing !== undefined) return waitUntil(later(LOOK_AGAIN_MS), passing)
  const isSpent = today >= dailyLimit(standing, warmupPosts)
  const rest = restOf(standing)
  if (rest)
    return isSpent && rest.reason.code === 'cooldown' ? waitUntil(rest.until, 'daily_limit') : rest
  const turn = later(NEXT_TURN_MS)
  if (standing.is_posting) return waitUntil(turn, 'other_post')
  if (isSpent) return waitUntil(later(restMs), 'daily_limit')
  const spaced = lastAt === null ? now : new Date(lastAt.getTime() + minIntervalMs)
  if (spaced > now) return waitUntil(spaced, 'min_interval')
  return standing.is_behind ? waitUntil(turn, 'stagger') : turnOf(standing)
}

/** Returns the wait behind the other accounts of its post. */
const turnOf = ({ now, turn_at: turn }: Standing): Gate =>
  turn !== null && turn > now ? waitUntil(turn, 'stagger') : { kind: 'open' }

/** Returns the pause of the account, whatever it has published. */
function restOf({ now, quota, free_at: freeAt, opens_at: opensAt }: Standing): Wait | null {
  if (quota !== null && (freeAt === null || freeAt <= quota)) return waitUntil(quota, 'quota')
  if (freeAt !== null && freeAt > now) return waitUntil(freeAt, 'cooldown')
  return opensAt > now ? waitUntil(opensAt, 'active_hours') : null
}
