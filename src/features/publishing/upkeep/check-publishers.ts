import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../db/handles.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { noteStates } from '../groups/store/states.ts'
import { watchPublishing } from './watch-publishing.ts'

const Nothing = z.object({})
const Result = z.object({
  proxies: z.object({ checked: z.int(), failed: z.int(), is_doubted: z.boolean() }),
  sessions: z.object({ checked: z.int(), renewed: z.int(), failed: z.int(), skipped: z.int() }),
  notified: z.array(z.string()),
})

/** World time before a publication in which its account counts as used soon. */
const SOON = sql`interval '30 minutes'`

/**
 * Finds what a publication would stumble over before it does, and tells operators of what goes
 * wrong on the whole.
 */
export const checkPublishers = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Result>
>({
  name: 'check_publishers',
  summary:
    'Connects through the proxies of accounts that publish, and checks the sessions of those ' +
    'that soon do.',
  access: UPKEEP,
  payload: Nothing,
  result: Result,
  priority: 3,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'check_publishers',
  async handle(_task, { services: { db, pool, config }, signal }) {
    const { proxies, sessions } = await pool.checkPublishers(await listSoon(db), signal)
    const { isDoubted, ...counts } = proxies
    await noteStates(db)
    const notified = await watchPublishing(db, config)
    const result = { proxies: { ...counts, is_doubted: isDoubted }, sessions, notified }
    return { kind: 'done', result }
  },
})

/**
 * Accounts of the pool that publish soon: with publications that wait, or in a post whose time
 * comes.
 */
async function listSoon(db: Db): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`
    with due as (
      select publishing_account_id as id from executions
      where status in ('queued', 'waiting') and due_at <= world_now() + ${SOON}
      union
      select coalesce(t.publishing_account_id, m.publishing_account_id)
      from posts s join post_targets t on t.post_id = s.id left join group_members m on m.group_id = t.group_id
      where s.status = 'pending' and s.scheduled_at <= world_now() + ${SOON} and s.missed_at is null
    )
    select p.account_id from due join publishing_accounts p using (id) where p.account_id is not null`.execute(
    db,
  )
  return rows.map(({ account_id: id }) => id)
}
