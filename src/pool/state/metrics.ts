import { sql } from 'kysely'
import { Histogram, type Registry } from 'prom-client'
import { registerCounters, registerGauges, type GaugeKind } from '../../base/metrics.ts'
import type { Db } from '../../db/database.ts'
import type { PoolLimits } from './limits.ts'
import { ACCOUNT_STATES } from '../../accounts/states.ts'

/** The pool's counters. Labels never name an account, proxy or target: there are too many. */
export type PoolMetrics = {
  countTransition(transition: { from: string; to: string; code: string }): void
  countRequest(request: { endpoint: string; outcome: string }): void
  countRenewal(renewal: { way: RenewalWay; outcome: string }): void
}

/** What renewed a session: work that met a dead one, the pool's care, an operator, an import. */
type RenewalWay = 'work' | 'care' | 'person' | 'import'

const TRANSITIONS = {
  name: 'gramd_account_transitions_total',
  help: 'Account state changes by this process, with the code of the cause.',
  labelNames: ['from', 'to', 'code'],
} as const

const REQUESTS = {
  name: 'gramd_instagram_requests_total',
  help: 'Instagram requests finished by this process, by outcome: ok or the error code.',
  labelNames: ['endpoint', 'outcome'],
} as const

const RENEWALS = {
  name: 'gramd_session_renewals_total',
  help: 'Logins and imported sessions of this process, first ones included, by way (work, care, person, import) and outcome: ok, waiting (a login could not begin yet), unchecked (imported without a check), or the error code.',
  labelNames: ['way', 'outcome'],
} as const

export function createPoolMetrics(registry: Registry): PoolMetrics {
  const count = registerCounters(registry, [TRANSITIONS, REQUESTS, RENEWALS])
  return {
    countTransition: (transition) => count(TRANSITIONS, transition),
    countRequest: (request) => count(REQUESTS, request),
    countRenewal: (renewal) => count(RENEWALS, renewal),
  }
}

/** Registers what is read from the database on each scrape, over all processes. */
export function registerPoolGauges(
  registry: Registry,
  db: Db,
  { loginsPerDay }: Pick<PoolLimits, 'loginsPerDay'>,
): void {
  registerGauges(registry, [STATES, loginsLeft(loginsPerDay)], db)
  registry.registerMetric(
    new Histogram({
      name: 'gramd_session_age_seconds',
      help: 'Age of the live sessions, over all processes, in world time.',
      buckets: AGES,
      registers: [],
      async collect() {
        const rows = await readAges(db)
        this.reset()
        for (const { count, age } of rows) for (let n = 0; n < count; n += 1) this.observe(age)
      },
    }),
  )
}

const STATES: GaugeKind<Db> = {
  name: 'gramd_account_states',
  help: 'Accounts by state, over all processes.',
  labelNames: ['state'],
  async read(db) {
    const { rows } = await sql<{ state: string; count: number }>`
      select state, count from derived.account_counts`.execute(db)
    const counts = new Map(rows.map(({ state, count }) => [state, count]))
    return ACCOUNT_STATES.map((state) => ({ labels: { state }, value: counts.get(state) ?? 0 }))
  },
}

const loginsLeft = (loginsPerDay: number): GaugeKind<Db> => ({
  name: 'gramd_accounts_by_logins_left',
  help: 'Accounts with a password, by logins left of the budget of 24 hours.',
  labelNames: ['left'],
  async read(db) {
    const { rows } = await sql<{ left: string; count: number }>`
      select possible.logins::text as "left", count(made.logins)::integer as count
      from generate_series(0, ${loginsPerDay}::integer) possible (logins)
      left join (
        select greatest(0, ${loginsPerDay}::integer - (
          select count(*) from account_requests r
          where r.account_id = a.id and r.kind = 'login'
            and (r.ended_at is null or r.ended_at > (select world_now()) - interval '24 hours')
        ))::integer as logins
        from instagram_accounts a where a.secrets is not null
      ) made on made.logins = possible.logins
      group by possible.logins
      order by possible.logins`.execute(db)
    return rows.map(({ left, count }) => ({ labels: { left }, value: count }))
  },
})

const HOUR = 3_600
const DAY = 24 * HOUR
/** In seconds: reported session lifetimes range from hours to a year. */
const AGES = [HOUR, 6 * HOUR, ...[1, 3, 7, 14, 30, 60, 90, 180, 365].map((days) => days * DAY)]

/** Sessions per bucket, with their mean age in seconds, so that the sum stays exact. */
async function readAges(db: Db): Promise<{ count: number; age: number }[]> {
  const { rows } = await sql<{ count: number; age: number }>`
    select count(*)::integer as count, avg(age)::double precision as age
    from (
      select greatest(0, extract(epoch from (select world_now()) - session_created_at)) as age
      from instagram_accounts where session_created_at is not null
    ) ages
    -- A bucket includes its upper bound, width_bucket its lower one: an age exactly on a bound may
    -- move.
    group by width_bucket(age::double precision, ${AGES}::double precision[])`.execute(db)
  return rows
}
