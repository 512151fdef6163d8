-- One row per OpenAI batch, made before anything is sent, so that a crash at any step finds its way back.
create table ai_batches (
  id uuid primary key default uuidv7(), -- also our key in the batch's metadata
  -- 'preparing' until OpenAI has accepted it, 'abandoned' when it never did; after that OpenAI's own words.
  status text not null default 'preparing' check (
    status in (
      'preparing', 'abandoned', 'validating', 'in_progress', 'finalizing', 'cancelling',
      'completed', 'failed', 'expired', 'cancelled'
    )
  ),
  model text not null,
  remote_id text unique,
  input_file_id text,
  output_file_id text,
  error_file_id text,
  request_count integer not null check (request_count > 0),
  estimated_cost_usd double precision not null default 0, -- what counts against the daily budget until the real cost is known
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_usd double precision not null default 0,
  error_code text,
  error_message text,
  created_at timestamptz not null default world_now(),
  create_attempted_at timestamptz, -- real time: it is about a request that may still be on its way
  sent_at timestamptz,
  polled_at timestamptz,
  completed_at timestamptz,
  ingested_at timestamptz,
  files_deleted_at timestamptz, -- when OpenAI no longer held any file of it
  constraint ai_batches_sent_has_remote check ((status in ('preparing', 'abandoned')) = (remote_id is null)),
  constraint ai_batches_ingested_is_terminal check (
    ingested_at is null or status in ('abandoned', 'completed', 'failed', 'expired', 'cancelled')
  )
);
create index ai_batches_open_idx on ai_batches (created_at) where files_deleted_at is null;
create index ai_batches_ended_idx on ai_batches (ingested_at) where ingested_at is not null;
create index ai_batches_created_idx on ai_batches (created_at desc, id desc);
