import { sql, type RawBuilder } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import type { EndedRow, RowOutcome } from '../../../ai/batches/store/ai-batches/ingest.ts'
import { REMOTE_STATUSES } from '../../../ai/openai/remote-status.ts'

export const BATCH_STATUSES = ['preparing', 'abandoned', ...REMOTE_STATUSES] as const
export type BatchStatus = (typeof BATCH_STATUSES)[number]

export type BatchFilter = { status?: BatchStatus | undefined; model?: string | undefined }
type Page<Key> = { limit: number; offset?: number | undefined; after?: Key | undefined }

export type BatchRow = Awaited<ReturnType<typeof getBatch>>

const batches = (db: Db) =>
  db
    .selectFrom('ai_batches')
    .selectAll()
    .select([
      sql<BatchStatus>`status`.as('status'),
      sql<string | null>`prompt ->> 'prompt_version'`.as('prompt_version'),
      sql<string[] | null>`prompt -> 'sections'`.as('sections'),
      sql<Partial<Record<RowOutcome, number>>>`outcomes`.as('outcomes'),
      sql<number>`extract(epoch from coalesce(completed_at, (select world_now())) - created_at)::float8`.as(
        'age_seconds',
      ),
    ])

/** Batches, newest first; those after an id. */
export const batchesQuery = (db: Db, { status, model }: BatchFilter, page: Page<string>) =>
  batches(db)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0)
    .$if(status !== undefined, (query) => query.where('status', '=', status ?? ''))
    .$if(model !== undefined, (query) => query.where('model', '=', model ?? ''))
    .$if(page.after !== undefined, (query) => query.where('id', '<', page.after ?? ''))

/** Throws NoSuchRecordError. */
export async function getBatch(db: Db, id: string) {
  const row = await batches(db).where('id', '=', id).executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`no batch ${id}`)
  return row
}

/** Greater than any task id. */
const LAST_ID = 2n ** 63n - 1n

export type BatchTask = Omit<EndedRow, 'outcome'> & {
  kind: string
  subject: string | null
  username: string | null
  outcome: RowOutcome | null
}

/**
 * The rows of a batch by task; those after one. Both columns of the key are compared together,
 * since by task alone PostgreSQL would read the rows of all batches. Subjects are looked up per
 * page: the task may be deleted. The subject of a task that the caller may
 * not see is left out: `isSeen` is the condition on `t`.
 */
export const batchTasksQuery = (
  batchId: string,
  { outcome }: { outcome?: RowOutcome | undefined },
  {
    limit,
    offset = 0,
    after,
    isVisible,
  }: Page<number> & { isVisible?: RawBuilder<boolean> | undefined },
) => sql<BatchTask>`
  with page as materialized (
    select task_id, outcome, input_tokens, output_tokens, cost_usd
    from ai_batch_rows
    where (batch_id, task_id) > (${batchId}::uuid, ${after ?? 0}::bigint)
      and (batch_id, task_id) < (${batchId}::uuid, ${String(LAST_ID)}::bigint)
      and ${outcome === undefined ? sql`true` : sql`outcome = ${outcome}`}
    order by batch_id, task_id
    limit ${sql.lit(limit)} offset ${sql.lit(offset)}
  )
  select page.task_id,
    (select kind from ai_batches where id = ${batchId}::uuid) as kind,
    task.subject,
    (select b.username from shared.blogs b where b.id = substring(task.subject from '^blog:([0-9a-f-]{36})$')::uuid)
      as username,
    page.outcome, page.input_tokens, page.output_tokens, page.cost_usd
  from page
  left join lateral (select t.subject from shared.scrape_tasks t where t.id = page.task_id
    and ${isVisible ?? sql`true`}) task on true
  order by page.task_id`
