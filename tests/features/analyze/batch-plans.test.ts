import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { batchesQuery, batchTasksQuery } from '../../../src/features/ai/store/batch-list.ts'
import { expect, testOnCopiesOf } from '../../fixtures/test.ts'

/** Batches of which one in a hundred failed and one in a hundred had another model. Twenty of them share twenty thousand tasks, in turns. */
async function manyBatches(db: Db): Promise<void> {
  await sql`
    insert into ai_batches (kind, id, status, model, remote_id, request_count, ingested_at, files_deleted_at, created_at)
    select 'creator_insights', ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
      case when n % 100 = 0 then 'failed' else 'completed' end, case when n % 100 = 1 then 'old' else 'new' end,
      'batch_' || n, 100, now(), now(), now() - n * interval '1 minute'
    from generate_series(1, 5000) n`.execute(db)
  await sql`
    insert into scrape_tasks_ended (id, created_at, task_type, priority, status)
    select n, now(), 'ai_analysis', 3, 'done' from generate_series(1, 20000) n`.execute(db)
  await sql`
    insert into ai_batch_rows (batch_id, task_id, outcome)
    select ('00000000-0000-7000-8000-' || lpad(to_hex(1 + n % 20), 12, '0'))::uuid, n,
      case when n % 100 = 2 then 'refusal' else 'success' end
    from generate_series(1, 20000) n`.execute(db)
  await sql`analyze ai_batches, ai_batch_rows, scrape_tasks_ended`.execute(db)
}
const test = testOnCopiesOf(manyBatches)

const idOf = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** The plan of a query as text, and the most rows that any step of it read. */
function read(plan: unknown): { text: string; maxRows: number } {
  const text = JSON.stringify(plan)
  const rows = [...text.matchAll(/"(?:Actual Rows|Rows Removed by Filter)":(\d+)/g)]
  return { text, maxRows: Math.max(...rows.map(([, count]) => Number(count))) }
}

test.for([
  ['all', {}, 'ai_batches_pkey'],
  ['a rare state', { status: 'failed' }, 'ai_batches_status_idx'],
  ['a state without a batch', { status: 'cancelling' }, 'ai_batches_status_idx'],
  ['a rare model', { model: 'old' }, 'ai_batches_model_idx'],
] as const)(
  'a page of %s is read from its index, as far as the page goes',
  async ([, filter, index], { db }) => {
    const page = { limit: 51, after: idOf(4_000) }
    const plan = await batchesQuery(db, filter, page).explain('json', sql`analyze`)

    const { text, maxRows } = read(plan)
    expect(text).toContain(index)
    expect(text).not.toContain('Seq Scan')
    expect(text).not.toContain('"Sort"')
    expect(maxRows).toBeLessThanOrEqual(51)
  },
)

test.for([
  ['rows', {}, 51],
  ['rows of one end', { outcome: 'refusal' }, 1_000],
] as const)(
  'a page of %s is read from the key, and each task looked up',
  async ([, filter, most], { db }) => {
    const query = batchTasksQuery(idOf(3), filter, { limit: 51, after: 4_000 })
    const { rows } = await sql`explain (analyze, format json) ${query}`.execute(db)

    const { text, maxRows } = read(rows)
    expect(text).toContain('ai_batch_rows_pkey')
    expect(text).toContain('scrape_tasks_ended_pkey')
    expect(text).not.toContain('Seq Scan')
    expect(maxRows).toBeLessThanOrEqual(most)
  },
)
