import { sql } from 'kysely'
import { roundUp } from '../../db/database.ts'
import type { Db } from '../../db/handles.ts'
import { runPrepared, type Statement } from '../../db/prepared.ts'
import { PoolRestingError } from '../../platforms/errors.ts'
import { AccountLostError } from '../state/account-errors.ts'
import { limitsForSql, type PoolLimits } from '../state/limits.ts'
import type { LeaseKey } from './lease.ts'
import { REQUEST_DAYS } from './budget-history.ts'

/** Why a request may not be sent. `until` is world time. */
export type Refusal =
  | { verdict: 'spent' | 'stopped' | 'busy'; until: Date }
  | { verdict: 'withdrawn' | 'replaced' | 'lost' }

/** `waitMs` is world time; `requestId` is null for a login step, which is counted already. */
export type Permit = { verdict: 'ok'; requestId: number | null; waitMs: number }

type VerdictRow = {
  verdict: Permit['verdict'] | Refusal['verdict']
  request_id: number | null
  wait_ms: number | null
  until: Date | null
}

function readVerdict(row: VerdictRow | undefined): Permit | Refusal {
  if (!row) return { verdict: 'lost' }
  const { verdict, request_id: requestId, wait_ms: waitMs, until } = row
  if (verdict === 'ok') return { verdict, requestId, waitMs: waitMs ?? 0 }
  if (verdict === 'withdrawn' || verdict === 'replaced' || verdict === 'lost') return { verdict }
  if (!until) throw new Error(`the pool is ${verdict} without an end`)
  return { verdict, until: roundUp(until) }
}

/** $1 account, $2 token, $3 endpoint, $4 limits, $5 version of the session, $6 task. */
const RESERVE: Statement = {
  name: 'reserve_request',
  text: 'select * from derived.reserve_request($1, $2, $3, $4, $5, $6)',
}

/** Reserves a request of this session version in the account's and the proxy's budget at once. */
export async function reserveRequest(
  db: Db,
  {
    accountId,
    token,
    sessionVersion = null,
    taskId = null,
  }: LeaseKey & { sessionVersion?: number | null; taskId?: number | null },
  endpoint: string,
  limits: PoolLimits,
): Promise<Permit | Refusal> {
  const values = [accountId, token, endpoint, limitsForSql(limits), sessionVersion, taskId]
  const [row] = await runPrepared<VerdictRow>(db, RESERVE, values)
  return readVerdict(row)
}

/** `lastEnd` is the earlier end of a continued login; `at` is world time, to the microsecond. */
export type LoginPermit = Permit & { lastEnd: { at: string; outcome: string | null } | null }

/** Reserves a login; its steps are paced one by one. One that `continues` is counted already. */
export async function beginLogin(
  db: Db,
  lease: LeaseKey,
  limits: PoolLimits,
  continues: boolean,
): Promise<LoginPermit | Refusal> {
  const { rows } = await sql<VerdictRow & { ended_before: string | null; outcome_before: string }>`
    select verdict, request_id, until, null as wait_ms, ended_before::text, outcome_before
    from derived.begin_login(${lease.accountId}, ${lease.token}, ${limitsForSql(limits)}::jsonb, ${continues})`.execute(
    db,
  )
  const [row] = rows
  const answer = readVerdict(row)
  if (answer.verdict !== 'ok') return answer
  const at = row?.ended_before ?? null
  return { ...answer, lastEnd: at === null ? null : { at, outcome: row?.outcome_before ?? null } }
}

/** Cancels a login of which nothing was sent; a continued one gets its earlier end back. */
export async function cancelLogin(
  db: Db,
  lease: LeaseKey,
  { requestId, lastEnd }: LoginPermit,
): Promise<void> {
  if (!lastEnd) return await cancelRequest(db, lease, requestId)
  await sql`
    update account_requests r set ended_at = ${lastEnd.at}::timestamptz, outcome = ${lastEnd.outcome}
    from instagram_accounts a
    where r.id = ${requestId} and r.ended_at is null
      and a.id = r.account_id and a.id = ${lease.accountId} and a.lease_token = ${lease.token}`.execute(
    db,
  )
}

export async function paceLoginStep(
  db: Db,
  lease: LeaseKey,
  sessionVersion: number | null = null,
): Promise<Permit | Refusal> {
  const { rows } = await sql<VerdictRow>`
    select
      case
        when s.stopped_until is not null then 'stopped'
        when p.state <> 'active' or a.state = 'paused' or a.lease_for = 'work' and a.state not in ('new', 'active')
          then 'withdrawn'
        when a.session_version <> ${sessionVersion}::integer then 'replaced'
        else 'ok'
      end as verdict,
      null as request_id,
      greatest(0, extract(epoch from a.next_request_at - world_now()) * 1000)::double precision as wait_ms,
      s.stopped_until as until
    from instagram_accounts a
    join proxies p on p.id = a.proxy_id
    left join pool_stops s on s.stopped_until > (select world_now())
    where a.id = ${lease.accountId} and a.lease_token = ${lease.token}`.execute(db)
  return readVerdict(rows[0])
}

export type RequestEnd = {
  requestId: number | null
  outcome: string
  /** The account and its proxy worked, whatever the target was. */
  healthy: boolean
  /** World time until the account may send again. */
  gapMs: number
}

/** $1 account, $2 token, $3 request, $4 outcome, $5 healthy, $6 gap (s). */
const END: Statement = {
  name: 'end_request',
  text: 'select derived.end_request($1, $2, $3, $4, $5, $6) as ended',
}

/** False when the lease was lost: its next holder has ended the request. */
export async function endRequest(db: Db, lease: LeaseKey, end: RequestEnd): Promise<boolean> {
  const { requestId, outcome, healthy, gapMs } = end
  const values = [lease.accountId, lease.token, requestId, outcome, healthy, gapMs / 1000]
  const [answer] = await runPrepared<{ ended: boolean }>(db, END, values)
  return answer?.ended ?? false
}

/** Cancels the reservation of a request or login that was not sent. */
export async function cancelRequest(
  db: Db,
  lease: LeaseKey,
  requestId: number | null,
): Promise<void> {
  await sql`
    delete from account_requests r using instagram_accounts a
    where r.id = ${requestId} and r.ended_at is null
      and a.id = r.account_id and a.id = ${lease.accountId} and a.lease_token = ${lease.token}`.execute(
    db,
  )
}

/** Requests that one statement reads: locks stay short. */
const PRUNE_BATCH = 10_000

/**
 * Deletes requests that neither a budget nor the history of one needs, oldest first: ids follow
 * time, so the first batch without old requests ends it. Returns how many.
 */
export async function pruneRequests(db: Db): Promise<number> {
  let pruned = 0
  let after = 0
  for (;;) {
    const { rows } = await sql<{ last: number | null; pruned: number }>`
      with batch as materialized (
        select id from account_requests where id > ${after} order by id limit ${PRUNE_BATCH}
      ),
      gone as (
        delete from account_requests
        where id = any (array(select id from batch))
          and ended_at < (select world_now()) - make_interval(days => ${REQUEST_DAYS})
        returning 1
      )
      select (select max(id) from batch) as last, (select count(*) from gone) as pruned`.execute(db)
    const batch = rows[0]
    if (!batch?.last || batch.pruned === 0) return pruned
    pruned += batch.pruned
    after = batch.last
  }
}

const REFUSALS = {
  spent: 'the budget of the account or its proxy is spent',
  stopped: 'the whole pool is stopped; GET /api/pool says why, POST /api/pool/resume ends it',
  busy: 'another account is logging in through the same proxy',
}
const NO_LOGIN_LEFT =
  'the login budget of the account is spent (GRAMD_LOGIN_GAP_HOURS, GRAMD_LOGINS_PER_DAY)'

/** Returns the error, for people, for an account that gets no permit although its lease holds. */
export function refusalOf(answer: Refusal, isLogin: boolean): PoolRestingError | AccountLostError {
  if (!('until' in answer)) return new AccountLostError('the account was taken out of service')
  const { verdict, until } = answer
  const isLoginSpent = isLogin && verdict === 'spent'
  return new PoolRestingError(isLoginSpent ? NO_LOGIN_LEFT : REFUSALS[verdict], until)
}
