import { roundUsd } from '../openai/prices.ts'
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'

export type Spent = { input_tokens: number; output_tokens: number; cost_usd: number }

/** What was paid for a model on a UTC day: in batches whose results were read then, and by direct calls. */
export type DayCosts = {
  day: string
  model: string
  batches: { count: number; rows: number } & Spent
  calls: { count: number } & Spent
}

/** Batches whose results are still to come, with what they will probably take. */
export type UnderWay = { batches: number; rows: number; input_tokens: number; cost_usd: number }

type Row = {
  day: string
  model: string
  kind: 'batch' | 'call'
  count: number
  rows: number
} & Spent

/** The days from `from` to `to`, both among them (`YYYY-MM-DD`), newest first; a day without costs is missing. */
export async function readCosts(db: Db, from: string, to: string): Promise<DayCosts[]> {
  const { rows } = await sql<Row>`
    with paid as (
      select 'batch' as kind, ingested_at as paid_at, model, request_count as rows, input_tokens, output_tokens, cost_usd
      from ai_batches where ingested_at is not null and status <> 'abandoned'
      union all
      select 'call', created_at, model, 1, input_tokens, output_tokens, cost_usd from ai_calls
    )
    select to_char(paid_at at time zone 'UTC', 'YYYY-MM-DD') as day, model, kind, count(*)::int as count,
      sum(rows)::int as rows, sum(input_tokens)::float8 as input_tokens, sum(output_tokens)::float8 as output_tokens,
      sum(cost_usd) as cost_usd
    from paid
    where paid_at >= ${from}::date::timestamp at time zone 'UTC'
      and paid_at < (${to}::date + 1)::timestamp at time zone 'UTC'
    group by 1, 2, 3
    order by 1 desc, 2`.execute(db)
  const groups = Map.groupBy(rows, ({ day, model }) => `${day} ${model}`)
  return [...groups.values()].flatMap((group) => dayOf(group) ?? [])
}

const NOTHING: Spent = { input_tokens: 0, output_tokens: 0, cost_usd: 0 }

function dayOf(rows: readonly Row[]): DayCosts | undefined {
  const [first] = rows
  if (!first) return undefined
  const batch = rows.find(({ kind }) => kind === 'batch')
  const call = rows.find(({ kind }) => kind === 'call')
  return {
    day: first.day,
    model: first.model,
    batches: { count: batch?.count ?? 0, rows: batch?.rows ?? 0, ...spentOf(batch) },
    calls: { count: call?.count ?? 0, ...spentOf(call) },
  }
}

const spentOf = ({ input_tokens, output_tokens, cost_usd }: Spent = NOTHING): Spent => ({
  input_tokens,
  output_tokens,
  cost_usd: roundUsd(cost_usd),
})

export async function readUnderWay(db: Db): Promise<UnderWay> {
  const { rows } = await sql<UnderWay>`
    select count(*)::int as batches, coalesce(sum(request_count), 0)::int as rows,
      coalesce(sum(estimated_input_tokens), 0)::float8 as input_tokens,
      coalesce(sum(estimated_cost_usd), 0) as cost_usd
    from ai_batches where ingested_at is null and files_deleted_at is null`.execute(db)
  return rows[0] ?? { batches: 0, rows: 0, input_tokens: 0, cost_usd: 0 }
}
