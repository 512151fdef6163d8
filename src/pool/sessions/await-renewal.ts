import { sql } from 'kysely'
import type { Tx } from '../../db/handles.ts'
import type { AccountState } from '../../accounts/states.ts'
import { limitsForSql, type PoolLimits } from '../state/limits.ts'
import type { Changes } from '../state/transition.ts'

/** Why a login may not begin, and until when (world time). */
export type LoginWait = {
  code: 'login_budget_spent' | 'login_lock_held' | 'pool_stopped'
  until: Date
}

type Row = { username: string; from_state: AccountState; renewal_at: Date; is_spent: boolean }

/**
 * Takes a released account that cannot log in again yet out of service until gramd may, with an
 * alert. Does nothing for an account that is logged in, may log in now or only on an operator's
 * request, or never had a session. `refused` is why its last login did not begin.
 */
export async function awaitRenewal(
  tx: Tx,
  changes: Changes,
  { accountId, limits, refused }: { accountId: string; limits: PoolLimits; refused?: LoginWait },
): Promise<void> {
  const { rows } = await sql<Row>`
    update instagram_accounts a
    set state = 'needs_login', renewal_at = greatest(a.free_at, due.at), free_at = greatest(a.free_at, due.at),
        updated_at = world_now()
    from (
      select o.id, greatest(budget.frees_at, ${refused?.until ?? null}::timestamptz) as at,
        budget.frees_at > world_now() as is_spent
      from instagram_accounts o
      cross join lateral (select derived.login_frees_at(o.id, ${limitsForSql(limits)}::jsonb) as frees_at) budget
      where o.id = ${accountId}
    ) due
    where a.id = due.id and a.lease_token is null and a.session_created_at is null
      and (a.state = 'active' or a.state = 'needs_login' and a.renewal_at is not null)
      and due.at > world_now() and derived.may_renew(a, ${limitsForSql(limits)}::jsonb)
    returning a.username, old.state as from_state, a.renewal_at, due.is_spent`.execute(tx)
  const [row] = rows
  if (!row) return
  const code = row.is_spent ? 'login_budget_spent' : (refused?.code ?? 'login_budget_spent')
  const { username, from_state: from, renewal_at: renewsAt } = row
  const account = { accountId, username, from, to: 'needs_login' } as const
  changes.record({ ...account, event: 'renewal_waiting', code, renewsAt })
}
