import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'

const idOf = (place: number) =>
  `0199f3c4-7a10-7bd2-8c39-0000000000${String(place).padStart(2, '0')}`
const FIRST_TASK = 2_000_000_000

/** Batches in every state, a month of costs, and a refusal that holds the rest. */
async function fill(db: Db, text: string) {
  await sql`delete from ai_batches where model = 'gpt-fill'`.execute(db)
  await sql`delete from ai_calls where model = 'gpt-fill'`.execute(db)
  await sql`delete from ai_holds`.execute(db)
  await sql`
    insert into ai_batches (id, kind, model, status, prompt, remote_id, request_count, completed_count, failed_count, outcomes,
      error_code, error_message, estimated_cost_usd, input_tokens, output_tokens, cost_usd, created_at, sent_at, completed_at,
      ingested_at)
    select (${'0199f3c4-7a10-7bd2-8c39-0000000000'} || lpad(n::text, 2, '0'))::uuid, 'creator_insights', 'gpt-fill', status,
      '{"prompt_version": "7"}', case when status not in ('preparing', 'abandoned') then 'batch_' || n end, 500,
      case status when 'completed' then 480 when 'in_progress' then 310 else 0 end, case status when 'completed' then 12 else 0 end,
      case status when 'completed' then '{"success": 480, "row_error": 12, "expired": 8}'::jsonb else '{}' end,
      case status when 'failed' then 'invalid_request' end, case status when 'failed' then ${text}::text end,
      0.41, case status when 'completed' then 3550000 else 0 end, case status when 'completed' then 240000 else 0 end,
      case status when 'completed' then 0.39 else 0 end, now() - (9 - n) * interval '26 hours',
      case when status not in ('preparing', 'abandoned') then now() - (9 - n) * interval '26 hours' + interval '2 minutes' end,
      case when status in ('completed', 'failed') then now() - (9 - n) * interval '26 hours' + interval '5 hours' end,
      case when status in ('completed', 'failed') then now() - (9 - n) * interval '26 hours' + interval '5 hours 15 minutes' end
    from unnest(array['preparing', 'in_progress', 'completed', 'failed', 'completed', 'completed', 'cancelling', 'completed'])
      with ordinality as b (status, n)`.execute(db)
  await sql`
    insert into ai_batch_rows (batch_id, task_id, outcome, input_tokens, output_tokens, cost_usd)
    select ${idOf(3)}::uuid, ${FIRST_TASK}::bigint + n, case when n % 5 = 0 then 'refusal' else 'success' end, 7100, 480, 0.0008
    from generate_series(1, 12) n`.execute(db)
  await sql`
    insert into ai_calls (kind, model, outcome, input_tokens, output_tokens, cost_usd, created_at)
    select 'creator_insights', 'gpt-fill', 'success', 7000, 500, 0.4, now() - n * interval '3 days' from generate_series(1, 8) n`.execute(
    db,
  )
  await sql`
    insert into ai_holds (code, model, message, since, nonce, key_hash)
    values ('openai_quota_spent', 'gpt-fill', ${text}, now() - interval '40 minutes', '\\x00', '\\x00')`.execute(
    db,
  )
}

export const batches: Filling = {
  fill,
  paths: [
    '/batches',
    '/batches?status=failed',
    '/batches?model=none',
    '/batches/estimate',
    `/batches/${idOf(3)}`,
    `/batches/${idOf(4)}`,
    `/batches/${idOf(2)}/cancel`,
  ],
}
