import { markAlerted } from '../groups/store/publishing-accounts/pauses.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import { raiseAlert } from '../../../alerts/raise.ts'
import { ConflictError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { PUBLISHING_ALERTS } from '../declare.ts'

const Nothing = z.object({})
const Result = z.object({ notified: z.int(), cleared: z.int(), skipped: z.int() })

const DAY_MS = 86_400_000
/** World time between telling and deleting. */
const NOTICE_MS = 7 * DAY_MS

/**
 * Deletes the stored cookies of accounts that have published nothing for long, because what lies
 * about unused can only be stolen. Accounts that read, and everything else of an account, are left
 * alone.
 */
export const clearUnusedSessions = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Result>
>({
  name: 'clear_unused_sessions',
  summary:
    'Deletes the cookies of accounts that have long published nothing, a week after an alert.',
  access: UPKEEP,
  payload: Nothing,
  result: Result,
  priority: 8,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'clear_unused_sessions',
  async handle(_task, { services: { db, pool, config }, signal, log }) {
    const { unusedSessionMs: keepMs } = config
    if (keepMs === 0) return { kind: 'done', result: { notified: 0, cleared: 0, skipped: 0 } }
    let [cleared, skipped] = [0, 0]
    for (const { account_id: id, username } of await listCleared(db, keepMs)) {
      signal.throwIfAborted()
      try {
        await pool.clearSession(id, { isUnused: true })
        log.info({ account_id: id, account: username }, 'unused session deleted')
        cleared += 1
      } catch (error) {
        // It is at work: it is used after all, or tomorrow is another day.
        if (!(error instanceof ConflictError)) throw error
        skipped += 1
      }
    }
    return { kind: 'done', result: { notified: await notifyBefore(db, keepMs), cleared, skipped } }
  },
})

type Unused = { id: string; account_id: string; username: string; unused_since: Date }

/**
 * Accounts that publish, with a session that nothing was published with, and since when; nothing
 * waits for them.
 */
const unused = sql`
  select p.id, p.account_id, a.username, p.unused_notified_at,
    greatest(p.created_at, p.last_post_at, a.session_created_at) as unused_since
  from publishing_accounts p
  join shared.instagram_accounts a on a.id = p.account_id and a.purpose = 'publish'
  where a.session_created_at is not null
    and not exists (
      select from executions e
      where e.publishing_account_id = p.id and e.status in ('queued', 'waiting', 'posting', 'unknown'))
    and not exists (
      select from posts s join post_targets t on t.post_id = s.id
      left join group_members m on m.group_id = t.group_id
      where s.status in ('pending', 'review', 'translating') and s.scheduled_at is not null
        and p.id in (t.publishing_account_id, m.publishing_account_id))`

const before = (ms: number) => sql`world_now() - ${ms} * interval '1 ms'`

async function listCleared(db: Db, keepMs: number): Promise<Unused[]> {
  const { rows } = await sql<Unused>`
    select * from (${unused}) u
    where unused_since <= ${before(keepMs)}
      and unused_notified_at > unused_since and unused_notified_at <= ${before(NOTICE_MS)}
    order by unused_since`.execute(db)
  return rows
}

/** Notifies operators of each account once, so that they can still use it. Returns of how many. */
async function notifyBefore(db: Db, keepMs: number): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<Unused & { deleted_at: Date }>`
      select u.*, greatest(unused_since + ${keepMs} * interval '1 ms',
        world_now() + ${NOTICE_MS} * interval '1 ms') as deleted_at
      from (${unused}) u
      where unused_since <= ${before(Math.max(0, keepMs - NOTICE_MS))}
        and (unused_notified_at > unused_since) is not true
      order by unused_since, id`.execute(tx)
    await markAlerted(
      tx,
      rows.map(({ id }) => id),
    )
    for (const { username, account_id: id, unused_since: since, deleted_at: at } of rows)
      await raiseAlert(tx, {
        ...PUBLISHING_ALERTS.sessions_unused,
        cause: 'sessions_unused',
        item: {
          account: username,
          account_id: id,
          unused_since: since.toISOString(),
          deleted_at: at.toISOString(),
        },
      })
    return rows.length
  })
}
