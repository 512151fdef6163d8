import { sql } from 'kysely'
import type { CoreConfig } from '../../settings/core.ts'
import type { Db } from '../../db/database.ts'

/** Prompt tokens of a model that wait at OpenAI, or are about to. */
export type TokenLedger = {
  /** What may wait at a time: the configured limit, or a smaller one that was learned. */
  limit: number
  /** Reserved by batches that have not ended. */
  enqueued: number
  left: number
}

const TOKEN_LIMIT_EXCEEDED = 'token_limit_exceeded'

/**
 * A limit is learned for a day: an organisation moves up, and another program that used it may be
 * done.
 */
const LEARNED_HOURS = 24
/** No batch that was still under way when another failed is older. */
const LONGEST_BATCH_HOURS = 72

/**
 * What our own batches of a model hold of the tokens that OpenAI lets wait; `except` is not
 * counted. After a batch that was over OpenAI's limit all the same, the limit is the one that the
 * error told, if we were above it; else another program uses a part of it, or we reckon in smaller
 * tokens, and it is half of what we had there.
 */
export async function readTokenLedger(
  db: Db,
  config: Pick<CoreConfig, 'openaiEnqueuedTokens'>,
  model: string,
  except: string | null = null,
): Promise<TokenLedger> {
  const { rows } = await sql<{ enqueued: number; learned: number | null }>`
    with over as (
      select replace(substring(f.error_message from 'Limit: ([0-9,]{1,18})'), ',', '')::float8 as told, (
        select sum(b.estimated_input_tokens)::float8 from ai_batches b
        where b.model = f.model and b.sent_at <= f.sent_at
          and b.created_at between f.sent_at - make_interval(hours => ${LONGEST_BATCH_HOURS}) and f.sent_at
          and (b.ingested_at is null or b.ingested_at > f.sent_at)
      ) as ours
      from ai_batches f
      where f.model = ${model} and f.error_code = ${TOKEN_LIMIT_EXCEEDED}
        and f.ingested_at > (select world_now()) - make_interval(hours => ${LEARNED_HOURS})
    )
    select
      (select coalesce(sum(estimated_input_tokens), 0)::float8 from ai_batches
        where ingested_at is null and files_deleted_at is null and model = ${model}
          and id is distinct from ${except}::uuid) as enqueued,
      (select min(case when told < ours then told else greatest(1, floor(ours / 2)) end) from over where ours > 0) as learned`.execute(
    db,
  )
  const enqueued = rows[0]?.enqueued ?? 0
  const limit = Math.min(config.openaiEnqueuedTokens, rows[0]?.learned ?? Infinity)
  return { limit, enqueued, left: Math.max(0, limit - enqueued) }
}
