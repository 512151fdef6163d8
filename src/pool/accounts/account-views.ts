import { sql, type InferResult, type RawBuilder } from 'kysely'
import { reportApp, type AppProfile } from '../../accounts/app-profiles.ts'
import type { Db } from '../../db/handles.ts'
import { NoSuchRecordError } from '../../base/errors.ts'
import { TARGET_ANSWERS } from '../../platforms/target-errors.ts'
import { adviseOnAccount } from '../../accounts/advice.ts'
import type { AccountPurpose, AccountState } from '../../accounts/states.ts'
import { stateCode } from './ailments.ts'
import { isLeased } from '../budget/lease.ts'
import { limitsForSql, type PoolLimits } from '../state/limits.ts'

type SessionSource = 'login' | 'sessionid' | 'file'

type Budget = { limit: number; left: number }

/**
 * Counted in two parts, because recently ended and unended requests are two ranges of the index.
 */
const taken = (hours: number, kind: 'request' | 'login' = 'request') => sql<number>`(
  select count(*) from account_requests r
  where r.account_id = a.id and r.kind = ${sql.lit(kind)}
    and r.ended_at > (select world_now()) - make_interval(hours => ${hours})
) + (
  select count(*) from account_requests r
  where r.account_id = a.id and r.kind = ${sql.lit(kind)} and r.ended_at is null
)`

const accountRows = (db: Db, limits: PoolLimits) =>
  db
    .selectFrom('instagram_accounts as a')
    .leftJoin('proxies as p', 'p.id', 'a.proxy_id')
    .leftJoin('app_login_refusals as r', 'r.account_id', 'a.id')
    .select([
      'a.id',
      'a.username',
      'a.platform_id',
      'a.rest_until',
      'a.rest_code',
      'a.health',
      'a.strikes',
      'a.free_at',
      'a.password_refused_at',
      'a.session_created_at',
      'a.session_expires_at',
      'a.renewal_at',
      'a.last_used_at',
      'a.last_verified_at',
      'a.last_login_at',
      'a.last_error',
      'a.warm_up_from',
      'a.time_zone',
      'a.notes',
      'a.created_at',
      'r.refused_at as login_outdated_at',
      'p.id as proxy_id',
      'p.label as proxy_label',
      'p.host as proxy_host',
      'p.port as proxy_port',
      'p.state as proxy_state',
      // The constraints of the columns allow nothing else.
      sql<AccountState>`a.state`.as('state'),
      sql<AccountPurpose>`a.purpose`.as('purpose'),
      sql<AccountState | null>`a.paused_from`.as('paused_from'),
      sql<SessionSource | null>`a.session_source`.as('session_source'),
      sql<AppProfile | null>`a.app_profile`.as('app_profile'),
      sql<boolean>`a.secrets is not null`.as('has_password'),
      sql<boolean>`a.pending_login is not null`.as('awaits_code'),
      sql<Date>`(select world_now())`.as('now'),
      isLeased.as('is_leased'),
      stateCode.as('state_code'),
      taken(1).as('taken_in_hour'),
      taken(24).as('taken_in_day'),
      taken(24, 'login').as('logins_in_day'),
      sql<Date | null>`(
        select nullif(l.frees_at, '-infinity')
        from derived.login_frees_at(a.id, ${limitsForSql(limits)}::jsonb) as l (frees_at)
        where l.frees_at > (select world_now())
      )`.as('next_login_at'),
      'a.renewal_off',
    ])

export type AccountView = ReturnType<typeof viewOf>
type AccountRow = InferResult<ReturnType<typeof accountRows>>[number]

/** The public view of an account: no secrets. Times are world time. */
function viewOf(row: AccountRow, limits: PoolLimits) {
  const share = warmUpShare(limits.warmUpSteps, row.warm_up_from, row.now)
  return {
    id: row.id,
    username: row.username,
    platform_id: row.platform_id,
    purpose: row.purpose,
    state: row.state,
    paused_from: row.paused_from,
    rest_until: row.rest_until,
    rest_code: row.rest_code,
    problem: problemOf(row),
    health: row.health,
    // Whole strikes, for unreadable answers.
    strikes: Math.floor(row.strikes / 2),
    free_at: row.free_at,
    is_leased: row.is_leased,
    has_password: row.has_password,
    password_refused_at: row.password_refused_at,
    awaits_code: row.awaits_code,
    renewal_at: row.renewal_at,
    session: sessionOf(row),
    app: row.app_profile && appOf(row.app_profile, row.now),
    login_outdated_at: row.login_outdated_at,
    last_used_at: row.last_used_at,
    last_login_at: row.last_login_at,
    last_error: row.last_error,
    warm_up_from: row.warm_up_from,
    time_zone: row.time_zone,
    notes: row.notes,
    created_at: row.created_at,
    proxy: proxyOf(row),
    budget: {
      hour: budgetOf(limits.requestsPerHour, share, row.taken_in_hour),
      day: budgetOf(limits.requestsPerDay, share, row.taken_in_day),
    },
    logins: { ...budgetOf(limits.loginsPerDay, 1, row.logins_in_day), next_at: row.next_login_at },
    automatic_renewal: !row.renewal_off,
  }
}

function problemOf(row: AccountRow) {
  const code = row.rest_code ?? row.state_code
  const advice = adviseOnAccount({
    account: row.username,
    state: row.state,
    code: code ?? undefined,
    proxy: row.proxy_label ?? row.proxy_id ?? undefined,
    renews: row.renewal_at !== null,
  })
  return advice && { ...advice, code }
}

function proxyOf(row: AccountRow) {
  const { proxy_id: id, proxy_host: host, proxy_port: port, proxy_state: state } = row
  if (id === null || host === null || port === null || state === null) return null
  return { id, label: row.proxy_label, host, port, state }
}

const appOf = (app: AppProfile, now: Date) => ({
  ...reportApp(app, now),
  version_code: app.versionCode,
  bloks_version_id: app.bloksVersionId,
})

/** Valid while no cookie has expired; only use shows whether the platform accepts it. */
function sessionOf(row: AccountRow) {
  const { session_created_at: createdAt, session_expires_at: expiresAt, now } = row
  const exists = createdAt !== null
  const age = createdAt && Math.max(0, now.getTime() - createdAt.getTime())
  return {
    exists,
    is_valid: exists && (expiresAt === null || expiresAt > now),
    source: exists ? row.session_source : null,
    created_at: createdAt,
    age_seconds: age && Math.floor(age / 1000),
    expires_at: exists ? expiresAt : null,
    verified_at: exists ? row.last_verified_at : null,
  }
}

const DAY_MS = 86_400_000

/** Share of its budgets on this day of its warm-up; 1 without a warm-up. */
function warmUpShare(steps: readonly number[], from: Date | null, now: Date): number {
  if (!from) return 1
  return steps[Math.max(0, Math.floor((now.getTime() - from.getTime()) / DAY_MS))] ?? 1
}

// In binary, 100 × 0.29 is slightly below 29, but not in PostgreSQL, which counts.
function budgetOf(full: number, share: number, taken: number): Budget {
  const limit = Math.max(1, Math.floor(full * share + 1e-9))
  return { limit, left: Math.max(0, limit - taken) }
}

/** Throws NoSuchRecordError. */
export async function getAccount(db: Db, limits: PoolLimits, id: string): Promise<AccountView> {
  const row = await accountRows(db, limits).where('a.id', '=', id).executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`there is no account ${id}`)
  return viewOf(row, limits)
}

export type AccountFilter = {
  state?: AccountState | undefined
  username?: string | undefined
  /** A part of the username, in lower case. */
  text?: string | undefined
  proxyId?: string | undefined
  purpose?: AccountPurpose | undefined
}

export type AccountPage = AccountFilter & {
  limit: number
  /** Only accounts with these ids. */
  ids?: readonly string[] | undefined
  offset?: number
  /** Exclusive. */
  after?: string | undefined
}

/** Whether account `a` matches; there are thousands of accounts, not millions. */
const matches = ({ state, username, text, proxyId, purpose }: AccountFilter): RawBuilder<boolean> =>
  sql<boolean>`(
    (${state ?? null}::text is null or a.state = ${state ?? null})
    and (${username ?? null}::text is null or a.username = ${username ?? null})
    and (${text ?? null}::text is null or position(${text ?? null}::text in a.username) > 0)
    and (${proxyId ?? null}::uuid is null or a.proxy_id = ${proxyId ?? null}::uuid)
    and (${purpose ?? null}::text is null or a.purpose = ${purpose ?? null})
  )`

/** Oldest first. */
export async function listAccounts(
  db: Db,
  limits: PoolLimits,
  page: AccountPage,
): Promise<AccountView[]> {
  let query = accountRows(db, limits)
    .where(matches(page))
    .orderBy('a.id')
    .limit(page.limit)
    .offset(page.offset ?? 0)
  if (page.after !== undefined) query = query.where('a.id', '>', page.after)
  if (page.ids !== undefined) query = query.where(sql<boolean>`a.id = any (${page.ids}::uuid[])`)
  return (await query.execute()).map((row) => viewOf(row, limits))
}

/** Returns how many accounts match, and the ids of the first `most` of them, oldest first. */
export async function findAccountIds(
  db: Db,
  filter: AccountFilter,
  most: number,
): Promise<{ ids: string[]; matched: number }> {
  const { rows } = await sql<{ id: string; matched: number }>`
    select a.id, (count(*) over ())::integer as matched
    from instagram_accounts a where ${matches(filter)}
    order by a.id
    limit ${most}`.execute(db)
  return { ids: rows.map(({ id }) => id), matched: rows[0]?.matched ?? 0 }
}

/**
 * The requests of an account in the last 24 hours of world time, by outcome: 'ok' or the error
 * code.
 */
export type AccountActivity = {
  requests: number
  logins: number
  /** Requests and logins without success. */
  errors: number
  by_outcome: { kind: 'request' | 'login'; outcome: string; count: number }[]
}

const GOOD_OUTCOMES: ReadonlySet<string> = new Set(['ok', 'open', ...TARGET_ANSWERS])

/** One branch per kind, by its index: without a kind, PostgreSQL would read the whole table. */
export const activityQuery = (accountId: string) => {
  const lately = sql`
    account_id = ${accountId}
    and (ended_at is null or ended_at > (select world_now()) - interval '24 hours')`
  return sql<AccountActivity['by_outcome'][number]>`
    select kind, coalesce(outcome, case when ended_at is null then 'open' else 'unknown' end) as outcome,
      count(*)::integer as count
    from (
      select kind, outcome, ended_at from account_requests where kind = 'request' and ${lately}
      union all
      select kind, outcome, ended_at from account_requests where kind = 'login' and ${lately}
    ) sent
    group by 1, 2
    order by 1 desc, 3 desc, 2`
}

/** A running request counts as `open`. */
export async function readActivity(db: Db, accountId: string): Promise<AccountActivity> {
  const { rows } = await activityQuery(accountId).execute(db)
  const total = (counts: typeof rows) => counts.reduce((sum, { count }) => sum + count, 0)
  return {
    requests: total(rows.filter(({ kind }) => kind === 'request')),
    logins: total(rows.filter(({ kind }) => kind === 'login')),
    errors: total(rows.filter(({ outcome }) => !GOOD_OUTCOMES.has(outcome))),
    by_outcome: rows,
  }
}

type AccountEvent = InferResult<ReturnType<typeof eventsQuery>>[number]

export type EventPage = {
  limit: number
  offset?: number
  /** Exclusive: older events only. */
  before?: number | undefined
  event?: string | undefined
}

/** The history of an account, newest first. */
export const listAccountEvents = async (
  db: Db,
  accountId: string,
  page: EventPage,
): Promise<AccountEvent[]> => await eventsQuery(db, accountId, page).execute()

/** The statement of `listAccountEvents`, apart from it so that a test can have it explained. */
export function eventsQuery(db: Db, accountId: string, page: EventPage) {
  let query = db
    .selectFrom('account_events')
    .select(['id', 'event', 'from_state', 'to_state', 'code', 'detail', 'created_at'])
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  if (page.event !== undefined) query = query.where('event', '=', page.event)
  return query
}
