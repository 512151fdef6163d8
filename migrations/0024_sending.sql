-- What a batch was reckoned with when it was sent: prompt tokens are taken from what OpenAI lets wait of a model until the
-- batch has ended, and its rows cost what the model cost then.
alter table ai_batches
  add column estimated_input_tokens bigint not null default 0 check (estimated_input_tokens >= 0),
  add column input_usd_per_million double precision check (input_usd_per_million >= 0),
  add column output_usd_per_million double precision check (output_usd_per_million >= 0);
update ai_batches set estimated_input_tokens = 6000 * request_count::bigint where ingested_at is null;
create index ai_batches_creation_idx on ai_batches (create_attempted_at) where create_attempted_at is not null;

-- Answers that were asked for one by one, without a batch: each is paid, whatever became of it.
create table ai_calls (
  id uuid primary key default uuidv7(),
  blog_id uuid references blogs on delete set null,
  purpose text not null check (purpose <> ''),
  model text not null check (model <> ''),
  outcome text,
  input_tokens integer not null default 0 check (input_tokens >= 0),
  output_tokens integer not null default 0 check (output_tokens >= 0),
  cost_usd double precision not null default 0 check (cost_usd >= 0),
  created_at timestamptz not null default world_now()
);
create index ai_calls_created_idx on ai_calls (created_at);
create index ai_calls_blog_idx on ai_calls (blog_id) where blog_id is not null;

-- How sending stands; one row.
create table ai_sending (
  is_only boolean primary key default true check (is_only),
  -- What waited when enough had gathered: due until this time, it is sent whatever its number.
  gathered_until timestamptz,
  -- Why the last look sent nothing although enough waits, and since when.
  held text,
  held_since timestamptz,
  constraint ai_sending_held_since check ((held is null) = (held_since is null))
);
insert into ai_sending default values;

-- OpenAI refuses model, key or quota: nothing is sent. At most one row.
create table ai_holds (
  is_only boolean primary key default true check (is_only),
  code text not null,
  model text not null,
  message text not null,
  since timestamptz not null default world_now(),
  -- An HMAC of the nonce, by the key that was refused: tells whether it is still the same one, and nothing of it.
  nonce bytea not null,
  key_hash bytea not null,
  -- When one batch is tried; null waits for a person.
  probe_at timestamptz
);

-- What people were told once, such as that a day's money is spent.
create table ai_told (
  what text primary key,
  told_at timestamptz not null default world_now()
);
