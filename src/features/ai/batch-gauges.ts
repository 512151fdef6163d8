import { sql } from 'kysely'
import { sharing, type GaugeKind } from '../../base/metrics.ts'
import type { Db } from '../../db/handles.ts'
import type { Config } from '../declarations.ts'

type OpenBatches = { model: string; count: number; tokens: number; age_seconds: number }

const gauge = (
  name: string,
  help: string,
  valueOf: (open: OpenBatches) => number,
): GaugeKind<{ db: Db; config: Pick<Config, 'openaiModel'> }> => ({
  name,
  help,
  labelNames: ['model'],
  async read({ db, config }) {
    const open = await readOpenBatches(db)
    // The configured model always has a value, so that its series does not come and go.
    const none = { model: config.openaiModel, count: 0, tokens: 0, age_seconds: 0 }
    const all = open.some(({ model }) => model === none.model) ? open : [...open, none]
    return all.map((each) => ({ labels: { model: each.model }, value: valueOf(each) }))
  },
})

/** Open batches, over all processes. */
export const BATCH_GAUGES = [
  gauge(
    'gramd_openai_open_batches',
    'Batches whose results have not been read.',
    ({ count }) => count,
  ),
  gauge(
    'gramd_openai_oldest_batch_age_seconds',
    'Age of the oldest batch whose results have not been read.',
    ({ age_seconds: age }) => age,
  ),
  gauge(
    'gramd_openai_enqueued_tokens',
    'Prompt tokens that batches under way have reserved.',
    ({ tokens }) => tokens,
  ),
]

const readOpenBatches = sharing(async (db: Db) => {
  const { rows } = await sql<OpenBatches>`
    select model, count(*)::int as count, sum(estimated_input_tokens)::float8 as tokens,
      extract(epoch from (select world_now()) - min(created_at))::float8 as age_seconds
    from ai_batches where ingested_at is null and files_deleted_at is null
    group by model order by model`.execute(db)
  return rows
})
