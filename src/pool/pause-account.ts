import { sql } from 'kysely'
import type { Db, Tx } from '../db/database.ts'
import { ConflictError, NoSuchRecordError } from '../errors.ts'
import type { AccountState } from './account-state.ts'
import { serviceState } from './service-state.ts'

/**
 * Takes an account out of service because an operator says so; whoever holds it sends nothing more. Pausing a paused one
 * changes nothing. Throws NoSuchRecordError.
 */
export async function pauseAccount(db: Db, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const account = await lockAccount(tx, id)
    if (account.state === 'paused') return
    await changeState(tx, id, { event: 'paused', from: account.state, to: 'paused' })
  })
}

/**
 * Ends a pause in the state that it began in, where a rest may be over by now; brings an account back whose proxy works
 * again. What is in service already stays as it is. Throws NoSuchRecordError, and ConflictError with the remedy when it
 * takes more than a word to bring the account back.
 */
export async function resumeAccount(db: Db, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockProxyOf(tx, id)
    const account = await lockAccount(tx, id)
    const { state, paused_from: pausedFrom } = account
    if (isInService(state)) return
    const before = state === 'paused' ? (pausedFrom ?? 'active') : state
    const comesBack = isInService(before) || before === 'proxy_error'
    if (comesBack && account.proxy_state !== 'active') throw proxyDown(account)
    if (!comesBack && state !== 'paused') throw needsMore(account.username, id, state)
    const to = comesBack ? serviceState(account) : before
    await changeState(tx, id, { event: 'resumed', from: state, to })
  })
}

type LockedAccount = Awaited<ReturnType<typeof lockAccount>>

const isInService = (state: AccountState): boolean =>
  state === 'new' || state === 'active' || state === 'resting'

/** The proxy first, as everywhere; its state must not change meanwhile. */
async function lockProxyOf(tx: Tx, accountId: string): Promise<void> {
  await sql`
    select from proxies p join instagram_accounts a on a.proxy_id = p.id
    where a.id = ${accountId}
    for share of p`.execute(tx)
}

async function lockAccount(tx: Tx, id: string) {
  const account = await tx
    .selectFrom('instagram_accounts as a')
    .select(['a.username', 'a.proxy_id', 'a.rest_until'])
    .select([
      sql<AccountState>`a.state`.as('state'),
      sql<AccountState | null>`a.paused_from`.as('paused_from'),
      sql<string | null>`(select p.state from proxies p where p.id = a.proxy_id)`.as('proxy_state'),
      sql<boolean>`a.session_created_at is not null`.as('has_session'),
      sql<boolean>`a.secrets is not null`.as('has_password'),
      sql<Date>`world_now()`.as('now'),
    ])
    .where('a.id', '=', id)
    .forUpdate()
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

function needsMore(username: string, id: string, state: AccountState): ConflictError {
  const path = `/api/accounts/${id}`
  const remedy =
    state === 'needs_login'
      ? `POST ${path}/login logs it in, POST ${path}/session gives it a session`
      : `when a person has dealt with it, POST ${path}/challenge with {"resolved": true} has it checked`
  return new ConflictError(`'${username}' is ${state} and cannot be resumed: ${remedy}`)
}

type StateChange = { event: string; from: AccountState; to: AccountState }

async function changeState(tx: Tx, id: string, { event, from, to }: StateChange): Promise<void> {
  await sql`
    update instagram_accounts
    set state = ${to}, paused_from = ${to === 'paused' ? from : null},
        rest_until = case when ${to === 'active' || to === 'new'} then null else rest_until end,
        rest_code = case when ${to === 'active' || to === 'new'} then null else rest_code end,
        free_at = greatest(free_at, case when ${to === 'resting'} then rest_until end),
        updated_at = world_now()
    where id = ${id}`.execute(tx)
  await tx
    .insertInto('account_events')
    .values({ account_id: id, event, from_state: from, to_state: to })
    .execute()
}
