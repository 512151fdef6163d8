import { sql } from 'kysely'
import { Histogram, type Registry } from 'prom-client'
import { ACCOUNT_STATES } from '../../accounts/states.ts'
import { orNone, registerGauges, type GaugeKind, type OnFault } from '../../base/metrics.ts'
import type { Db } from '../../db/handles.ts'
import { PROXY_STATES } from '../proxies/proxy-health.ts'
import { readFreeAccounts } from '../budget/free-accounts.ts'
import type { PoolLimits } from '../state/limits.ts'

/** Registers gauges that are read from the database on each scrape, over all processes. */
export function registerPoolGauges(
  registry: Registry,
  db: Db,
  { loginsPerDay, onFault }: Pick<PoolLimits, 'loginsPerDay'> & { onFault: OnFault },
): void {
  const gauges = [STATES, IN_SERVICE, FREE, STOP, PROXIES, loginsLeft(loginsPerDay)]
  registerGauges(registry, gauges, db, onFault)
  registry.registerMetric(
    new Histogram({
      name: 'gramd_session_age_seconds',
      help: 'Age of the live sessions, over all processes, in world time.',
      buckets: AGES,
      registers: [],
      async collect() {
        const rows = await orNone(readAges(db), onFault)
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

const IN_SERVICE: GaugeKind<Db> = {
  name: 'gramd_accounts_in_service',
  help: 'Accounts that work now or will without a person, over all processes.',
  labelNames: [],
  async read(db) {
    const { rows } = await sql<{ count: number }>`
      select coalesce(sum(in_service + renews), 0)::integer as count from derived.account_counts`.execute(
      db,
    )
    return rows.map(({ count }) => ({ labels: {}, value: count }))
  },
}

const FREE: GaugeKind<Db> = {
  name: 'gramd_free_accounts',
  help: 'Accounts that a task could lease now, over all processes; counts no further than 200.',
  labelNames: [],
  read: async (db) => [{ labels: {}, value: (await readFreeAccounts(db)).free }],
}

const STOP: GaugeKind<Db> = {
  name: 'gramd_pool_stop_seconds',
  help: 'World time until the whole pool may work again; 0 while it is not stopped.',
  labelNames: [],
  async read(db) {
    const { rows } = await sql<{ seconds: number }>`
      select coalesce(extract(epoch from max(stopped_until) - (select world_now())), 0)::float8 as seconds
      from pool_stops where stopped_until > (select world_now())`.execute(db)
    return rows.map(({ seconds }) => ({ labels: {}, value: seconds }))
  },
}

const PROXIES: GaugeKind<Db> = {
  name: 'gramd_proxies',
  help: 'Proxies by state, over all processes.',
  labelNames: ['state'],
  async read(db) {
    const { rows } = await sql<{ state: string; count: number }>`
      select state, count(*)::integer as count from proxies group by state`.execute(db)
    return PROXY_STATES.map((state) => ({
      labels: { state },
      value: rows.find((row) => row.state === state)?.count ?? 0,
    }))
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
