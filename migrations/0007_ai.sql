-- One row per OpenAI batch, made before anything is sent, so that gramd recovers from a crash at
-- any step. A batch is of one AI kind: a question that gramd asks a model.
create table ai_batches (
  -- Also gramd's key in the batch's metadata; ids are in order of creation.
  id uuid primary key default uuidv7(),
  kind text not null,
  model text not null,
  -- 'preparing' until OpenAI has accepted it, 'abandoned' when it never did; after that OpenAI's
  -- own words.
  status text not null default 'preparing' check (
    status in (
      'preparing', 'abandoned', 'validating', 'in_progress', 'finalizing', 'cancelling',
      'completed', 'failed', 'expired', 'cancelled'
    )
  ),
  -- What its rows were asked (prompt version and whatever else the kind needs to read the answers,
  -- also in a newer gramd); null until its file is written.
  prompt jsonb,
  -- A subject of it was erased: the file must be written again.
  is_outdated boolean not null default false,
  remote_id text unique,
  input_file_id text,
  output_file_id text,
  error_file_id text,

  request_count integer not null check (request_count > 0),
  -- OpenAI's last count; rows that never ran are in neither.
  completed_count integer not null default 0 check (completed_count >= 0),
  failed_count integer not null default 0 check (failed_count >= 0),
  -- Its rows by outcome, once they are read: the rows themselves are deleted with their tasks.
  outcomes jsonb not null default '{}' check (jsonb_typeof(outcomes) = 'object'),
  error_code text,
  error_message text,

  -- Counts against the daily budget until the cost is known.
  estimated_cost_usd double precision not null default 0,
  -- Counts against OpenAI's limit of enqueued tokens for the model until the batch has ended.
  estimated_input_tokens bigint not null default 0 check (estimated_input_tokens >= 0),
  -- The model's prices when the batch was sent.
  input_usd_per_million double precision check (input_usd_per_million >= 0),
  output_usd_per_million double precision check (output_usd_per_million >= 0),
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_usd double precision not null default 0,

  created_at timestamptz not null default world_now(),
  create_attempted_at timestamptz, -- real time: a request that may still be on its way
  sent_at timestamptz,
  polled_at timestamptz,
  -- Stored before the cancellation is sent, so that a crash in between loses nothing.
  cancel_requested_at timestamptz,
  completed_at timestamptz,
  ingested_at timestamptz,
  files_deleted_at timestamptz, -- since when OpenAI has no file of it
  constraint ai_batches_sent_has_remote check ((status in ('preparing', 'abandoned')) = (remote_id is null)),
  constraint ai_batches_ingested_is_terminal check (
    ingested_at is null or status in ('abandoned', 'completed', 'failed', 'expired', 'cancelled')
  )
);
create index ai_batches_open_idx on ai_batches (created_at) where files_deleted_at is null;
create index ai_batches_ended_idx on ai_batches (ingested_at) where ingested_at is not null;
create index ai_batches_creation_idx on ai_batches (create_attempted_at) where create_attempted_at is not null;
create index ai_batches_created_idx on ai_batches (created_at desc, id desc);
create index ai_batches_status_idx on ai_batches (status, id desc);
create index ai_batches_model_idx on ai_batches (model, id desc);

-- One row per task of a batch: how it ended and what it cost. No foreign key to the task, because a
-- task changes its partition; retention deletes both.
create table ai_batch_rows (
  batch_id uuid not null references ai_batches (id) on delete cascade,
  task_id bigint not null,
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

-- Direct calls, without a batch: each is paid, whatever its outcome.
create table ai_calls (
  id uuid primary key default uuidv7(),
  kind text not null,
  subject text,
  model text not null check (model <> ''),
  outcome text,
  input_tokens integer not null default 0 check (input_tokens >= 0),
  output_tokens integer not null default 0 check (output_tokens >= 0),
  -- Until the outcome, an estimate.
  cost_usd double precision not null default 0 check (cost_usd >= 0),
  created_at timestamptz not null default world_now(),
  -- Until then (real time: it guards against a dead process) a call without an outcome may be in
  -- flight.
  under_way_until timestamptz
);
create index ai_calls_created_idx on ai_calls (created_at);
create index ai_calls_subject_idx on ai_calls (subject) where subject is not null;
create index ai_calls_under_way_idx on ai_calls (under_way_until) where outcome is null;

-- Tasks of a kind that were due until then are being sent; without a row, enough must gather first.
create table ai_gathering (
  kind text primary key,
  until timestamptz not null
);

-- One row: why the last attempt to send sent nothing although enough is pending, and since when.
create table ai_sending (
  is_only boolean primary key default true check (is_only),
  held text,
  held_since timestamptz,
  constraint ai_sending_held_since check ((held is null) = (held_since is null))
);
insert into ai_sending default values;

-- At most one row: OpenAI refuses model, key or quota, and nothing is sent.
create table ai_holds (
  is_only boolean primary key default true check (is_only),
  code text not null,
  model text not null,
  message text not null,
  since timestamptz not null default world_now(),
  -- An HMAC of the nonce by the refused key: shows whether the key is still the same, and nothing
  -- else of it.
  nonce bytea not null,
  key_hash bytea not null,
  probe_at timestamptz -- when one batch is sent as a probe; null: a person must act
);

-- Models as OpenAI's list last had them, one row for each: replaced once a day.
create table ai_models (
  id text primary key check (length(id) <= 200),
  ends_on date, -- null: OpenAI has announced no end
  base_url text not null, -- of the service that was asked
  read_at timestamptz not null
);

-- Alerts that are sent once, such as for a spent daily budget.
create table ai_alerts_sent (
  name text primary key,
  sent_at timestamptz not null default world_now()
);
