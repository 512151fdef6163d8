import { sql } from 'kysely'
import type { Tx } from '../../db/handles.ts'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import { isInService, type AccountState } from '../../accounts/states.ts'
import { lockProxyOf } from '../proxies/proxy-accounts.ts'
import { changeAccounts, type Changes, type TransitionParts } from '../state/transition.ts'

/**
 * Pauses an account on an operator's request; its holder sends no further request. Returns false
 * for one that is paused already. Throws NoSuchRecordError.
 */
export async function pauseAccount(parts: TransitionParts, id: string): Promise<boolean> {
  return await changeAccounts(parts, async (tx, changes) => {
    const account = await lockAccount(tx, id)
    if (account.state === 'paused') return false
    await changeState(tx, changes, account, { event: 'paused', to: 'paused' })
    return true
  })
}

/**
 * Ends a pause in the state before it, where a rest may have ended; brings back an account whose
 * proxy works again. Returns false for an account in service, which stays as it is. Throws
 * NoSuchRecordError, and ConflictError with the remedy when the account needs more than that.
 */
export async function resumeAccount(parts: TransitionParts, id: string): Promise<boolean> {
  return await changeAccounts(parts, async (tx, changes) => {
    // Locks the proxy first, as everywhere.
    await lockProxyOf(tx, id)
    const account = await lockAccount(tx, id)
    const { state, paused_from: pausedFrom } = account
    if (isInService(state)) return false
    const before = state === 'paused' ? (pausedFrom ?? 'active') : state
    const comesBack = isInService(before) || before === 'proxy_error'
    if (comesBack && account.proxy_state !== 'active') throw proxyDown(account)
    if (!comesBack && state !== 'paused') throw needsMore(account)
    const to = comesBack ? account.service_state : before
    await changeState(tx, changes, account, { event: 'resumed', to })
    return true
  })
}

type LockedAccount = Awaited<ReturnType<typeof lockAccount>>

async function lockAccount(tx: Tx, id: string) {
  const account = await tx
    .selectFrom('instagram_accounts as a')
    .select(['a.id', 'a.username', 'a.proxy_id', 'a.rest_until'])
    .select([
      sql<AccountState>`a.state`.as('state'),
      sql<AccountState | null>`a.paused_from`.as('paused_from'),
      sql<AccountState>`derived.state_in_service(a)`.as('service_state'),
      sql<string | null>`(select p.state from proxies p where p.id = a.proxy_id)`.as('proxy_state'),
    ])
    .where('a.id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!account) throw new NoSuchRecordError(`there is no account ${id}`)
  return account
}

function proxyDown({ username, proxy_id, proxy_state }: LockedAccount): ConflictError {
  return new ConflictError(
    `the proxy of '${username}' is ${proxy_state ?? 'gone'}; have it checked (POST /api/proxies/${proxy_id}/check) ` +
      'or resumed, or give the account another (PATCH with proxy_id)',
  )
}

function needsMore({ id, username, state }: LockedAccount): ConflictError {
  const path = `/api/accounts/${id}`
  const remedy =
    state === 'needs_login'
      ? `POST ${path}/login logs it in, POST ${path}/session gives it a session`
      : `when a person has dealt with it, POST ${path}/challenge with {"resolved": true} has it checked`
  return new ConflictError(`'${username}' is ${state} and cannot be resumed: ${remedy}`)
}

async function changeState(
  tx: Tx,
  changes: Changes,
  account: LockedAccount,
  { event, to }: { event: string; to: AccountState },
): Promise<void> {
  const { id, username, state: from, rest_until: restUntil } = account
  const isOver = to === 'active' || to === 'new'
  await sql`
    update instagram_accounts
    set state = ${to}, paused_from = ${to === 'paused' ? from : null},
        rest_until = case when ${isOver} then null else rest_until end,
        rest_code = case when ${isOver} then null else rest_code end,
        free_at = greatest(free_at, rest_until), updated_at = world_now()
    where id = ${id}`.execute(tx)
  const end = to === 'resting' ? { restUntil } : {}
  changes.record({ accountId: id, username, from, to, event, ...end })
}
