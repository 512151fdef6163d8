import { sql } from 'kysely'
import { worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { storableJson } from '../../../base/text.ts'
import { deleteInSteps } from '../../../db/delete-in-steps.ts'
import { storeTopics } from '../../categories/index.ts'
import { storeInsights } from '../../scrape/index.ts'
import type { AIInsights } from '../insights.ts'

/** An answer about a creator, cleaned. Without a task or a batch, it was asked for directly. */
export type Answer = {
  blogId: string
  insights: AIInsights
  taskId: number | null
  batchId: string | null
  /** When the model was asked (world time): a direct answer of later takes precedence. */
  requestedAt?: Date | null
  model: string
  promptVersion: string
}

/** An answer in the form in which it waits to be stored: as text it takes a tenth of the memory. */
export type WrittenAnswer = {
  blogId: string
  /** Whether it ends the analysis that the blog waited for. */
  isAwaited: boolean
  topics: { primary: string; secondary: readonly string[] } | null
  /** JSON of its columns. */
  record: string
}

export function writtenAnswer({ blogId, insights, ...request }: Answer): WrittenAnswer {
  const { confidence, content } = insights
  return {
    blogId,
    isAwaited: request.taskId !== null,
    topics: content
      ? { primary: content.primary_topic, secondary: content.secondary_topics }
      : null,
    record: storableJson({
      blog_id: blogId,
      insights,
      confidence,
      model: request.model,
      prompt_version: request.promptVersion,
      task_id: request.taskId,
      batch_id: request.batchId,
      requested_at: request.requestedAt,
    }),
  }
}

/**
 * Stores answers as the next version of their creators, with the insights and categories that these
 * show. An answer whose task has one already changes nothing; neither does one of a batch that was
 * sent before a direct answer came, or of a blog that is gone. At most one entry a blog; the caller
 * has locked the blogs, so that versions follow each other.
 */
export async function storeAnswers(tx: Tx, answers: readonly WrittenAnswer[]): Promise<void> {
  if (answers.length === 0) return
  const versions = await insertVersions(tx, answers)
  const stored = answers.flatMap((answer) => {
    const version = versions.get(answer.blogId)
    return version === undefined ? [] : [{ ...answer, version }]
  })
  await storeInsights(
    tx,
    stored.map(({ blogId, version, isAwaited }) => ({ blogId, version, isAwaited })),
  )
  const topics = stored.flatMap(({ blogId, topics: about }) =>
    about ? [{ blogId, ...about }] : [],
  )
  await storeTopics(tx, topics)
}

/** The new versions by blog; without known ones, and those older than a direct answer. */
async function insertVersions(
  tx: Tx,
  answers: readonly WrittenAnswer[],
): Promise<Map<string, number>> {
  const records = `[${answers.map(({ record }) => record).join(',')}]`
  const { rows } = await sql<{ blog_id: string; version: number }>`
    insert into ai_insights (blog_id, version, insights, confidence, model, prompt_version, task_id, batch_id,
      created_at)
    select r.blog_id, 1 + coalesce(
             (select i.version from ai_insights i where i.blog_id = r.blog_id order by i.version desc limit 1), 0),
           r.insights, r.confidence, r.model, r.prompt_version, r.task_id, r.batch_id, ${worldNow}
    from jsonb_to_recordset(${records}::jsonb) as r (
      blog_id uuid, insights jsonb, confidence double precision, model text, prompt_version text, task_id bigint,
      batch_id uuid, requested_at timestamptz
    )
    join shared.blogs b on b.id = r.blog_id
    where not exists (
      select from ai_insights i
      where i.blog_id = r.blog_id and i.batch_id is null and i.created_at > r.requested_at
    )
    on conflict (task_id) do nothing
    returning blog_id, version`.execute(tx)
  return new Map(rows.map((row) => [row.blog_id, row.version]))
}

/** Versions of a blog's insights, newest first; those before `before`, if it is not null. */
export const insightsOf = async (
  db: Db,
  blogId: string,
  { limit, before }: { limit: number; before: number | null },
) =>
  await db
    .selectFrom('ai_insights')
    .select(['version', 'confidence', 'model', 'prompt_version', 'task_id', 'batch_id'])
    .select(['created_at', sql<AIInsights>`insights`.as('insights')])
    .where('blog_id', '=', blogId)
    .$if(before !== null, (query) => query.where('version', '<', before))
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()

/** The newest of a blog's insights that were asked for directly. */
export async function directInsights(
  db: Db,
  blogId: string,
): Promise<{ version: number; insights: AIInsights } | undefined> {
  return await db
    .selectFrom('ai_insights')
    .select(['version', sql<AIInsights>`insights`.as('insights')])
    .where('blog_id', '=', blogId)
    .where('batch_id', 'is', null)
    .where('task_id', 'is', null)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

const VERSIONS = 1_000

/**
 * Deletes insights that are more than `keepMs` old (world time) and that newer ones have replaced;
 * returns how many. An aborted signal ends it between two steps.
 */
export async function deleteOldInsights(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  return await deleteInSteps(db, oldInsightsQuery(keepMs), VERSIONS, signal)
}

/** Exported for a test of its plan. */
export const oldInsightsQuery = (keepMs: number) => sql`
  delete from ai_insights where ctid = any (array(
    select i.ctid
    from ai_insights i
    where i.created_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      and i.version < (select b.ai_version from shared.blogs b where b.id = i.blog_id)
    order by i.created_at
    limit ${sql.lit(VERSIONS)}
    for update of i skip locked
  ))`
