import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { ChannelName } from '../../channel.ts'

const BATCH = 100

export type DispatchRules = {
  /** The channels of the team; those of users are in the database. */
  channels: readonly ChannelName[]
  /** Kinds to send; others are closed unsent. Tests are always sent. */
  kinds: readonly string[]
  /** Shortest time (ms of world time) between two notifications of one kind and cause. */
  intervalMs: number
}

/**
 * Closes due notifications and creates their deliveries; one whose cause was sent recently is
 * postponed and keeps collecting alerts. Returns how many were due, up to a hundred. Replicas may
 * run it concurrently.
 */
export async function dispatchDue(db: Db, rules: DispatchRules): Promise<number> {
  const { rows } = await sql<{ due: number }>`
    with due as materialized (${dueQuery(rules.intervalMs)}),
    later as (
      update notifications n set send_at = due.quiet_until
      from due where n.id = due.id and due.quiet_until > (select world_now())
    ),
    closed as (
      update notifications n set sent_at = (select world_now())
      from due
      where n.id = due.id and (due.quiet_until is null or due.quiet_until <= (select world_now()))
      returning n.id, n.kind, n.audience
    ),
    sent as (
      select id, audience from closed where kind = any (${['test', ...rules.kinds]}::text[])
    ),
    made as (
      insert into notification_deliveries (notification_id, channel)
      select sent.id, channel
      from sent cross join unnest(${rules.channels}::text[]) channel
      where sent.audience = 'operators'
      union all
      select sent.id, 'own_' || own.kind
      from sent join notification_channels own on sent.audience = 'user:' || own.user_id
    )
    select count(*) as due from due`.execute(db)
  return rows[0]?.due ?? 0
}

/**
 * Selects and locks the first due open notifications, each with the end of its cause's quiet time.
 * This is read here and not when an alert is raised, because that transaction may have begun before
 * the last notification was sent. Separate from `dispatchDue` so that a test can explain its plan.
 */
export const dueQuery = (intervalMs: number) => sql`
  select n.id, last.sent_at + make_interval(secs => ${intervalMs / 1000}) as quiet_until
  from notifications n
  left join lateral (
    select p.sent_at from notifications p
    where p.kind = n.kind and p.cause = n.cause and p.audience = n.audience and p.sent_at is not null
    order by p.sent_at desc
    limit 1
  ) last on true
  where n.sent_at is null and n.send_at <= (select world_now())
  order by n.send_at
  limit ${sql.lit(BATCH)}
  for update of n skip locked`
