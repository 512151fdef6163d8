import { sql } from 'kysely'
import type { CoreConfig } from '../../settings/core.ts'
import type { Db } from '../../db/handles.ts'

export type TokenLedger = {
  /** The configured limit, or a smaller learned one. */
  limit: number
  /** Reserved by open batches. */
  enqueued: number
  left: number
}

const TOKEN_LIMIT_EXCEEDED = 'token_limit_exceeded'

/** A learned limit is valid for a day: limits rise, and other programs end. */
const LEARNED_HOURS = 24
/** Longer than any open batch is old. */
const LONGEST_BATCH_HOURS = 72

/**
 * The tokens that open batches of a model use of OpenAI's limit; `except` does not count. If a
 * batch exceeded OpenAI's limit all the same, the limit is the one in its error, if we were above
 * it; otherwise another program uses a part of it, and the limit is half of what we used then.
 */
export async function readTokenLedger(
  db: Db,
  config: Pick<CoreConfig, 'openaiEnqueuedTokens'>,
  model: string,
  except: string | null = null,
): Promise<TokenLedger> {
  const { rows } = await sql<{ enqueued: number; learned: number | null }>`
    with over as (
      select replace(substring(f.error_message from 'Limit: ([0-9,]{1,18})'), ',', '')::float8 as reported, (
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
      (select min(case when reported < ours then reported else greatest(1, floor(ours / 2)) end) from over
        where ours > 0) as learned`.execute(db)
  const enqueued = rows[0]?.enqueued ?? 0
  const limit = Math.min(config.openaiEnqueuedTokens, rows[0]?.learned ?? Infinity)
  return { limit, enqueued, left: Math.max(0, limit - enqueued) }
}
