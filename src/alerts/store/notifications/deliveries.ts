import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db } from '../../../db/handles.ts'
import type { Answer, ChannelName, Message } from '../../channel.ts'
import type { Audience } from '../../kinds.ts'

/** Real time of a courier's lease on a delivery; longer than an attempt. */
const LEASE = sql`interval '30 seconds'`

/** A claimed delivery; `attempts` counts earlier ones. */
export type ClaimedDelivery = {
  id: number
  token: string
  attempts: number
  message: Message
  audience: Audience
}

type ClaimedRow = Message & {
  delivery_id: number
  token: string
  attempts: number
  audience: Audience
}

/** Claims the first due delivery of a channel; undefined when there is none. */
export async function claimDelivery(
  db: Db,
  channel: ChannelName,
): Promise<ClaimedDelivery | undefined> {
  const { rows } = await claimQuery(channel).execute(db)
  const [row] = rows
  if (!row) return undefined
  const { delivery_id: id, token, attempts, audience, ...message } = row
  return { id, token, attempts, message, audience }
}

/** Separate from `claimDelivery` so that a test can explain its plan. */
export const claimQuery = (channel: ChannelName) => sql<ClaimedRow>`
  with next as materialized (
    select id from notification_deliveries
    where channel = ${channel} and state = 'pending' and next_attempt_at <= (select world_now())
      and (lease_until is null or lease_until <= now())
    order by next_attempt_at, id
    limit 1
    for update skip locked
  )
  update notification_deliveries d
  set lease_token = gen_random_uuid(), lease_until = now() + ${LEASE}
  from notifications n
  where d.id = (select id from next) and n.id = d.notification_id
  returning d.id as delivery_id, d.lease_token as token, d.attempts,
    n.audience, n.id, n.kind, n.cause, n.severity, n.title, n.count, n.items, n.created_at as first_at,
      n.last_raised_at as last_at`

/**
 * Ends the claim with the result of the attempt; the next one follows after `pauseMs` (world time),
 * null for none. False, with nothing written, when the lease was lost to another courier.
 */
export async function recordAttempt(
  db: Db,
  delivery: ClaimedDelivery,
  { answer, pauseMs }: { answer: Answer; pauseMs: number | null },
): Promise<boolean> {
  const error = answer.delivered ? null : answer.error
  const state = answer.delivered ? 'delivered' : pauseMs === null ? 'failed' : 'pending'
  const { rows } = await sql`
    with ended as (
      update notification_deliveries d
      set state = ${state},
        attempts = d.attempts + 1,
        next_attempt_at = (select world_now()) + make_interval(secs => ${(pauseMs ?? 0) / 1000}),
        lease_token = null,
        lease_until = null,
        last_status = ${answer.status},
        last_error = ${error},
        log = d.log || (${jsonb({ status: answer.status, error })} || jsonb_build_object('at', (select world_now()))),
        ended_at = case when ${state} <> 'pending' then (select world_now()) end
      where d.id = ${delivery.id} and d.lease_token = ${delivery.token}
      returning d.notification_id
    ),
    recorded as (
      update notifications n set delivered_at = (select world_now())
      from ended
      where n.id = ended.notification_id and n.delivered_at is null and ${state} = 'delivered'
    )
    select from ended`.execute(db)
  return rows.length === 1
}

/** Releases a claim without an attempt. */
export async function releaseDelivery(db: Db, delivery: ClaimedDelivery): Promise<void> {
  await sql`
    update notification_deliveries set lease_token = null, lease_until = null
    where id = ${delivery.id} and lease_token = ${delivery.token}`.execute(db)
}

/**
 * Postpones all pending deliveries of a channel by the time (ms of world time) that it asked for.
 */
export async function postponeChannel(db: Db, channel: ChannelName, ms: number): Promise<void> {
  await sql`
    with until as (select world_now() + make_interval(secs => ${ms / 1000}) as at)
    update notification_deliveries d set next_attempt_at = until.at
    from until
    where d.channel = ${channel} and d.state = 'pending' and d.next_attempt_at < until.at`.execute(
    db,
  )
}

/** World ms until a delivery of these channels or a dispatch is due; null for none. */
export async function nextDueInMs(
  db: Db,
  channels: readonly ChannelName[],
): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    select (extract(epoch from least(
      (select min(send_at) from notifications where sent_at is null),
      (select min(first.next_attempt_at)
       from unnest(${channels}::text[]) channel, lateral (
         select d.next_attempt_at from notification_deliveries d
         where d.channel = channel and d.state = 'pending'
           and d.lease_until is null
         order by d.next_attempt_at
         limit 1
       ) first)
    ) - (select world_now())) * 1000)::float8 as ms`.execute(db)
  return rows[0]?.ms ?? null
}
