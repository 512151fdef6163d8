import { writeAccountLog } from './log.ts'
import { sql, type RawBuilder } from 'kysely'
import { errorFields } from '../../../../base/classify.ts'
import type { Logger } from '../../../../base/log/log.ts'
import type { Db } from '../../../../db/handles.ts'
import type { ActionLog, ActionLogEntry } from '../../../../platforms/action-log.ts'

/**
 * Logs logins and checks of accounts that publish, and checks of proxies that such accounts or no
 * accounts use; it logs nothing of accounts that read. A line that cannot be stored does not change
 * the outcome of the action.
 */
export const createJournal =
  ({ db, log }: { db: Db; log: Pick<Logger, 'warn'> }): ActionLog =>
  async (entry) => {
    try {
      await writeAccountLog(db, accountColumnsOf(entry), entry)
    } catch (error) {
      log.warn({ ...errorFields(error), action: entry.action }, 'line of an account not kept')
    }
  }

/** The name of the proxy `x`: its label, or its host and port. */
const ADDRESS = sql`coalesce(x.label, x.host || ':' || x.port)`

function accountColumnsOf({ subject }: ActionLogEntry): RawBuilder<unknown> {
  if ('connectionId' in subject)
    return sql`
      select v.id, v.username, null::text as proxy, 'official' as route from derived.publishing_accounts v
      where v.connection_id = ${subject.connectionId}::uuid`
  if (!('proxyId' in subject))
    return sql`
      select v.id, v.username, null::text as proxy, 'private' as route from derived.publishing_accounts v
      where v.account_id = ${subject.accountId}::uuid`
  const { proxyId, accountId } = subject
  if (accountId !== null)
    return sql`
      select v.id, v.username, ${ADDRESS} as proxy, 'private' as route
      from shared.proxies x cross join derived.publishing_accounts v
      where x.id = ${proxyId}::uuid and v.account_id = ${accountId}::uuid`
  return sql`
    select users.id, users.username, ${ADDRESS} as proxy, 'private' as route
    from shared.proxies x
    cross join lateral (
      select case when count(v.id) = 1 then (array_agg(v.id) filter (where v.id is not null))[1] end as id,
        case when count(v.id) = 1 then max(v.username) end as username,
        count(v.id) > 0 or count(a.id) = 0 as is_notified
      from shared.instagram_accounts a left join derived.publishing_accounts v on v.account_id = a.id
      where a.proxy_id = x.id
    ) users
    where x.id = ${proxyId}::uuid and users.is_notified`
}
