-- One row per task of a batch: how it ended and what it cost.
create table ai_batch_rows (
  batch_id uuid not null references ai_batches (id) on delete cascade,
  task_id bigint not null references scrape_tasks (id) on delete cascade,
  outcome text check (
    outcome in (
      'success', 'refusal', 'cut_off', 'content_filter', 'invalid', 'row_error', 'missing', 'expired', 'cancelled'
    )
  ),
  input_tokens integer not null default 0,
  output_tokens integer not null default 0,
  cost_usd double precision not null default 0,
  constraint ai_batch_rows_pkey primary key (batch_id, task_id)
);
create index ai_batch_rows_task_idx on ai_batch_rows (task_id);
