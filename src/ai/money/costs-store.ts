import { roundUsd } from '../openai/prices.ts'
import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'

export type Spent = { input_tokens: number; output_tokens: number; cost_usd: number }

/**
 * Costs of an AI kind and a model on a UTC day: batches whose results were read then, and direct
 * calls.
 */
export type DayCosts = {
  day: string
  kind: string
  model: string
  batches: { count: number; rows: number } & Spent
  calls: { count: number } & Spent
}

/** Batches without results, with their estimates. */
export type UnderWay = { batches: number; rows: number; input_tokens: number; cost_usd: number }

/** The days with costs from `from` to `to` inclusive (`YYYY-MM-DD`), newest first. */
export async function readCosts(db: Db, from: string, to: string): Promise<DayCosts[]> {
  const sums = (way: 'batch' | 'call') => {
    const sum = (column: string) =>
      sql`coalesce(sum(${sql.ref(column)}) filter (where way = ${sql.lit(way)}), 0)::float8`
    const count = sql`count(*) filter (where way = ${sql.lit(way)})`
    return sql`jsonb_build_object('count', ${count}, 'rows', ${sum('rows')},
      'input_tokens', ${sum('input_tokens')}, 'output_tokens', ${sum('output_tokens')}, 'cost_usd', ${sum('cost_usd')})`
  }
  const { rows } = await sql<DayCosts>`
    with paid as (
      select 'batch' as way, ingested_at as paid_at, kind, model, request_count as rows, input_tokens, output_tokens,
        cost_usd
      from ai_batches where ingested_at is not null and status <> 'abandoned'
      union all
      select 'call', created_at, kind, model, null, input_tokens, output_tokens, cost_usd from ai_calls
    )
    select to_char(paid_at at time zone 'UTC', 'YYYY-MM-DD') as day, kind, model, ${sums('batch')} as batches,
      ${sums('call')} - 'rows' as calls
    from paid
    where paid_at >= ${from}::date::timestamp at time zone 'UTC'
      and paid_at < (${to}::date + 1)::timestamp at time zone 'UTC'
    group by 1, 2, 3
    order by 1 desc, 2, 3`.execute(db)
  for (const { batches, calls } of rows)
    for (const spent of [batches, calls]) spent.cost_usd = roundUsd(spent.cost_usd)
  return rows
}

export async function readUnderWay(db: Db): Promise<UnderWay> {
  const { rows } = await sql<UnderWay>`
    select count(*)::int as batches, coalesce(sum(request_count), 0)::int as rows,
      coalesce(sum(estimated_input_tokens), 0)::float8 as input_tokens,
      coalesce(sum(estimated_cost_usd), 0) as cost_usd
    from ai_batches where ingested_at is null and files_deleted_at is null`.execute(db)
  return rows[0] ?? { batches: 0, rows: 0, input_tokens: 0, cost_usd: 0 }
}
