-- That people want the end of a batch is noted first and carried out then, so that a crash in between forgets nothing.
-- World time.
alter table ai_batches
  add column cancel_requested_at timestamptz,
  -- What OpenAI said last of how far it is; rows that never ran count as neither.
  add column completed_count integer not null default 0 check (completed_count >= 0),
  add column failed_count integer not null default 0 check (failed_count >= 0),
  -- Its rows by outcome, once they are read: the rows themselves go with their tasks.
  add column outcomes jsonb not null default '{}' check (jsonb_typeof(outcomes) = 'object');

update ai_batches b
set outcomes = ended.outcomes
from (
  select batch_id, jsonb_object_agg(outcome, rows) as outcomes
  from (
    select batch_id, outcome, count(*) as rows from ai_batch_rows where outcome is not null group by batch_id, outcome
  ) counted
  group by batch_id
) ended
where ended.batch_id = b.id and b.ingested_at is not null;

-- Ids are in the order in which batches were begun.
create index ai_batches_status_idx on ai_batches (status, id desc);
create index ai_batches_model_idx on ai_batches (model, id desc);
