import { storeQuota, RESERVED } from '../../groups/store/publishing-accounts/quota.ts'
import { sql } from 'kysely'
import { classify, errorFields } from '../../../../base/classify.ts'
import type { Db } from '../../../../db/handles.ts'
import type { Publisher } from '../../../../platforms/publisher.ts'
import { collectRequests } from '../../../../platforms/sent-request.ts'
import type { TaskContext } from '../../../../queue/task-type.ts'
import type { Services } from '../../../services.ts'
import type { Execution } from './executions.ts'
import { writeLog } from './log.ts'

/** Other programs publish on the account, too: so old a number says little. */
const READ_AGAIN_MS = 6 * 3_600_000
/** The number of posts left below which each publication asks Meta, unless Meta was just asked. */
const NEAR = 5
const JUST_MS = 10 * 60_000

type QuotaRequest = Pick<
  Execution,
  'id' | 'publishing_account_id' | 'connection_id' | 'username' | 'route'
>

/**
 * Asks Meta how much of its quota an account has used, seldom, and oftener near its end. A failure
 * is no reason to stop: what is asked of Meta next says so itself. Throws what has to be waited
 * for, such as a connection that ended.
 */
export async function refreshQuota(
  context: TaskContext<Services>,
  execution: QuotaRequest,
  { publisher, signal }: { publisher: Pick<Publisher, 'quota'>; signal: AbortSignal },
): Promise<void> {
  const { db, clock } = context.services
  const { connection_id: connectionId, publishing_account_id: accountId } = execution
  if (connectionId === null || accountId === null) return
  if (!(await isDue(db, execution))) return
  const began = clock.now().getTime()
  const requests = collectRequests()
  const write = async (status: string, details: Record<string, unknown>): Promise<void> =>
    await writeLog(db, execution, {
      action: 'quota',
      status,
      durationMs: clock.now().getTime() - began,
      details,
      requests,
    })
  try {
    const { add: onSent } = requests
    const { taskId } = context
    const call = { account: connectionId, signal, taskId, save: async () => {}, onSent }
    const quota = await publisher.quota({ ...call, resume: null })
    if (!quota) return
    await storeQuota(db, accountId, { ...quota, readAt: new Date(began) })
    await write('read', { used: quota.used, total: quota.total })
  } catch (error) {
    context.signal.throwIfAborted()
    if (classify(error).disposition.action === 'snooze') throw error
    context.log.warn(errorFields(error), 'quota of an account not read')
    await write('thrown', { message: error instanceof Error ? error.message : String(error) })
  }
}

async function isDue(
  db: Db,
  { id, publishing_account_id: accountId }: Pick<QuotaRequest, 'id' | 'publishing_account_id'>,
): Promise<boolean> {
  const { rows } = await sql<{ is_due: boolean }>`
    with kept as (${RESERVED(accountId, id)})
    select coalesce(full_until <= world_now(), true)
      and exists (select from derived.publishing_accounts v where v.id = kept.id and v.state in ('active', 'cooldown'))
      and (
        read_at is null or read_at <= world_now() - ${READ_AGAIN_MS} * interval '1 ms'
        or (used >= total - ${NEAR} and read_at <= world_now() - ${JUST_MS} * interval '1 ms')
      ) as is_due
    from kept`.execute(db)
  return rows[0]?.is_due ?? false
}
