import { sql } from 'kysely'
import { Gauge, type Registry } from 'prom-client'
import type { Db } from '../../db/database.ts'

/** Registers how the batches under way stand, over all processes; read from the database on each scrape. */
export function registerBatchGauges(registry: Registry, db: Db): void {
  // Each asks for itself: metrics are collected at the same time, and none waits for another.
  const register = (name: string, help: string, set: (gauge: Gauge, open: OpenBatches[]) => void) =>
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: ['model'],
        registers: [],
        async collect() {
          this.reset()
          set(this, await readOpenBatches(db))
        },
      }),
    )
  register(
    'gramd_openai_open_batches',
    'Batches whose results have not been read.',
    (gauge, open) => {
      for (const { model, count } of open) gauge.set({ model }, count)
    },
  )
  register(
    'gramd_openai_oldest_batch_age_seconds',
    'Age of the oldest batch whose results have not been read.',
    (gauge, open) => {
      for (const { model, age_seconds: age } of open) gauge.set({ model }, age)
    },
  )
  register(
    'gramd_openai_enqueued_tokens',
    'Prompt tokens that batches under way have reserved.',
    (gauge, open) => {
      for (const { model, tokens } of open) gauge.set({ model }, tokens)
    },
  )
}

type OpenBatches = { model: string; count: number; tokens: number; age_seconds: number }

async function readOpenBatches(db: Db): Promise<OpenBatches[]> {
  const { rows } = await sql<OpenBatches>`
    select model, count(*)::int as count, sum(estimated_input_tokens)::float8 as tokens,
      extract(epoch from (select world_now()) - min(created_at))::float8 as age_seconds
    from ai_batches where ingested_at is null and files_deleted_at is null
    group by model order by model`.execute(db)
  return rows
}
