import { sql } from 'kysely'
import type { PUBLISHING_STATES } from '../../../../accounts/states.ts'
import type { Db } from '../../../../db/handles.ts'

/** World time; more than between two calls, and no more events than of a day. */
const LOOKED_BACK = sql`interval '1 day'`

/**
 * Notes each state of accounts to publish on since it was called last: of the pool's what its
 * history says, with its time, and of all what they are now. A pause of publishing that ended
 * meanwhile, and a state of a connection, are not seen.
 */
export async function noteStates(db: Db): Promise<void> {
  await sql`
    with recent as materialized (
      select e.id as turn, e.account_id, e.created_at as at,
        derived.pool_state_for_editors(e.to_state, 'active', e.to_state = 'resting') as state
      from shared.account_events e
      where e.created_at > (select world_now()) - ${LOOKED_BACK} and e.to_state is distinct from e.from_state
        and e.to_state is not null
    ),
    seen as (
      select v.id, r.state, r.at, r.turn from derived.publishing_accounts v join recent r using (account_id)
      union all
      select v.id, v.state, world_now(), null from derived.publishing_accounts v
    )
    insert into publishing_account_states (publishing_account_id, state, observed_at)
    select id, state, at from (
      select s.*, lag(s.state, 1, noted.state) over (partition by s.id order by s.at, s.turn) as earlier
      from seen s
      left join lateral (
        select n.state, n.observed_at from publishing_account_states n
        where n.publishing_account_id = s.id order by n.id desc limit 1
      ) noted on true
      where s.turn is null or noted.observed_at is null or s.at > noted.observed_at
    ) reported
    where state is distinct from earlier
    order by at, turn`.execute(db)
}

export type NotedState = {
  id: string
  state: (typeof PUBLISHING_STATES)[number]
  since: Date
  /** Null: it still is. */
  until: Date | null
}

/** The states that an account was seen in, the newest first. */
export async function listStates(
  db: Db,
  accountId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<NotedState[]> {
  const { rows } = await sql<NotedState>`
    select s.id, s.state, s.observed_at as since, (
      select n.observed_at from publishing_account_states n
      where n.publishing_account_id = s.publishing_account_id and n.id > s.id order by n.id limit 1
    ) as until
    from publishing_account_states s
    where s.publishing_account_id = ${accountId}::uuid
      and (${before ?? null}::uuid is null or s.id < ${before ?? null}::uuid)
    order by s.id desc limit ${limit}`.execute(db)
  return rows
}
