import { sql } from 'kysely'
import { Gauge, Histogram, type Registry } from 'prom-client'
import type { Db } from '../../db/database.ts'
import type { PoolLimits } from './limits.ts'

const HOUR = 3_600
const DAY = 24 * HOUR
/** In seconds: reported session lifetimes range from hours to a year. */
const AGES = [HOUR, 6 * HOUR, ...[1, 3, 7, 14, 30, 60, 90, 180, 365].map((days) => days * DAY)]

/** Registers session ages and logins left, both read from the database on each scrape. */
export function registerSessionMetrics(
  registry: Registry,
  db: Db,
  { loginsPerDay }: Pick<PoolLimits, 'loginsPerDay'>,
): void {
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
  registry.registerMetric(
    new Gauge({
      name: 'gramd_accounts_by_logins_left',
      help: 'Accounts with a password, by logins left of the budget of 24 hours.',
      labelNames: ['left'],
      registers: [],
      async collect() {
        const rows = await readLoginsLeft(db, loginsPerDay)
        this.reset()
        for (let left = 0; left <= loginsPerDay; left += 1)
          this.set({ left }, rows.find((row) => row.left === left)?.count ?? 0)
      },
    }),
  )
}

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

async function readLoginsLeft(
  db: Db,
  loginsPerDay: number,
): Promise<{ left: number; count: number }[]> {
  const { rows } = await sql<{ left: number; count: number }>`
    select greatest(0, ${loginsPerDay}::integer - made.logins)::integer as left, count(*)::integer as count
    from instagram_accounts a
    cross join lateral (
      select count(*) as logins from account_requests r
      where r.account_id = a.id and r.kind = 'login'
        and (r.ended_at is null or r.ended_at > (select world_now()) - interval '24 hours')
    ) made
    where a.secrets is not null
    group by 1`.execute(db)
  return rows
}
