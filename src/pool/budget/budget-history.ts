import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'

/**
 * How long requests are stored, in days of world time: budgets look back one day, people a week.
 */
export const REQUEST_DAYS = 8

type HourOfAccount = { hour: Date; requests: number; logins: number; failed: number }
type BudgetHistory = { hours: HourOfAccount[]; outcomes: { outcome: string; requests: number }[] }

/**
 * Returns an account's requests by hour (UTC) and outcome over the last seven days of world time,
 * oldest first, without empty hours. `failed` counts all outcomes but `ok`. Reads the entries of
 * one account by index, at most a week's budget.
 */
export async function readBudgetHistory(db: Db, accountId: string): Promise<BudgetHistory> {
  const { rows } = await sql<Omit<HourOfAccount, 'failed'> & { outcome: string }>`
    select date_trunc('hour', ended_at, 'UTC') as hour, coalesce(outcome, 'unknown') as outcome,
      (count(*) filter (where kind = 'request'))::int as requests,
      (count(*) filter (where kind = 'login'))::int as logins
    from (
      select * from account_requests where kind = 'request' and account_id = ${accountId}
      union all
      select * from account_requests where kind = 'login' and account_id = ${accountId}
    ) r
    where ended_at > world_now() - interval '7 days'
    group by 1, 2 order by 1, 2`.execute(db)
  const hours = [...Map.groupBy(rows, ({ hour }) => hour.getTime())].map(([at, parts]) => ({
    hour: new Date(at),
    requests: sum(parts, ({ requests }) => requests),
    logins: sum(parts, ({ logins }) => logins),
    failed: sum(parts, (part) => (part.outcome === 'ok' ? 0 : part.requests + part.logins)),
  }))
  const outcomes = [...Map.groupBy(rows, ({ outcome }) => outcome)]
    .map(([outcome, parts]) => ({
      outcome,
      requests: sum(parts, ({ requests, logins }) => requests + logins),
    }))
    .toSorted((a, b) => b.requests - a.requests)
  return { hours, outcomes }
}

const sum = <Row>(rows: readonly Row[], value: (row: Row) => number): number =>
  rows.reduce((total, row) => total + value(row), 0)
