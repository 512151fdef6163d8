import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { raiseAlert } from '../../../alerts/raise.ts'
import { PUBLISHING_ALERTS } from '../declare.ts'
import type { Failure } from './events.ts'
import type { Execution } from './store/executions.ts'

/**
 * Returns how late (ms) a publication is when gramd was idle at its time and a person has to
 * decide; else null. Deliberate waits (a cooldown, an interval, a quota, hours, a limit) move its
 * time, so they do not count. While gramd publishes without a pause, the publication only waits for
 * its slot.
 */
export async function overdueBy(
  db: Db,
  { id }: Pick<Execution, 'id'>,
  lateMs: number,
): Promise<number | null> {
  const { rows } = await sql<{ late_ms: number }>`
    select extract(epoch from world_now() - e.due_at)::float8 * 1000 as late_ms
    from executions e
    where e.id = ${id}::uuid and e.status in ('queued', 'waiting', 'posting') and e.commit_sent_at is null
      and e.commits = 0 and e.due_at < world_now() - ${lateMs} * interval '1 ms'
      and exists (
        select from (
          select at, lag(at, 1, e.due_at) over (order by at) as before from (
            select l.at from publication_log l where l.at > e.due_at
              and l.action not in ('login', 'check_account', 'check_proxy')
            union all select world_now()
          ) moments
        ) steps
        where at - before > ${lateMs} * interval '1 ms'
      )`.execute(db)
  return rows[0]?.late_ms ?? null
}

const HOUR_MS = 3_600_000

/** The failure of an overdue publication: a person retries or leaves it. */
export const missedFailure = (lateMs: number): Failure => ({
  class: 'missed',
  code: null,
  message:
    `it was due ${Math.round(lateMs / HOUR_MS)} hours ago, and gramd did nothing meanwhile: ` +
    'publish it now, or leave it',
})

/** Alerts operators to overdue publications. */
export async function alertMissed(
  tx: Tx,
  { id, post_id, username, due_at }: Pick<Execution, 'id' | 'post_id' | 'username' | 'due_at'>,
): Promise<void> {
  await raiseAlert(tx, {
    ...PUBLISHING_ALERTS.post_missed,
    cause: 'publication_missed',
    item: { post_id, execution_id: id, account: username, due_at: due_at.toISOString() },
  })
}
