import { sql } from 'kysely'
import type { PUBLISHING_STATES } from '../../../accounts/states.ts'
import type { Db } from '../../../db/database.ts'

/** Notes the state of each account to publish on, where it is another one than was noted last. */
export async function noteStates(db: Db): Promise<void> {
  await sql`
    insert into publishing_account_states (publishing_account_id, state)
    select v.id, v.state from derived.publishing_accounts v
    left join lateral (
      select s.state from publishing_account_states s where s.publishing_account_id = v.id order by s.id desc limit 1
    ) noted on true
    where noted.state is distinct from v.state
    order by v.id`.execute(db)
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
    select s.id, s.state, s.seen_at as since, (
      select n.seen_at from publishing_account_states n
      where n.publishing_account_id = s.publishing_account_id and n.id > s.id order by n.id limit 1
    ) as until
    from publishing_account_states s
    where s.publishing_account_id = ${accountId}::uuid and (${before ?? null}::uuid is null or s.id < ${before ?? null}::uuid)
    order by s.id desc limit ${limit}`.execute(db)
  return rows
}
