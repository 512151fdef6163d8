-- What Meta sent by itself about connected accounts, one row a change. It may come twice: the key knows it again.
create table webhook_events (
  id uuid primary key default uuidv7(),
  connection_id uuid, -- null: the account is not connected. The row stays when the connection goes
  dedup_key text not null unique, -- hash of account, field and value
  received_at timestamptz not null default world_now(),
  sent_at timestamptz, -- as Meta says
  processed_at timestamptz,
  field text not null,
  account_id text not null, -- the platform's
  media_id text, -- the platform's
  payload jsonb, -- as it came; null for what is ignored
  status text not null default 'pending' check (status in ('pending', 'processing', 'completed', 'failed', 'ignored')),
  tries smallint not null default 0 check (tries between 0 and 4),
  next_attempt_at timestamptz not null default world_now(), -- of a pending one
  error text, -- why it failed or was ignored: a code
  constraint webhook_events_known check (status = 'ignored' or (connection_id is not null and payload is not null)),
  constraint webhook_events_processed check ((processed_at is not null) = (status in ('completed', 'failed')))
);
-- What the task takes.
create index webhook_events_open_idx on webhook_events (id) where status in ('pending', 'processing');
-- The pages of a user's list, newest first.
create index webhook_events_connection_idx on webhook_events (connection_id, id desc);
-- The events that a person searches for.
create index webhook_events_failed_idx on webhook_events (id) where status = 'failed';
create index webhook_events_received_idx on webhook_events (received_at);

-- Whether Meta sends what happens on an account, and why not. No row: it was not asked yet.
create table webhook_subscriptions (
  connection_id uuid primary key,
  fields text[] not null, -- that were asked for
  subscribed_at timestamptz, -- null: Meta refused
  error text,
  requested_at timestamptz not null default world_now()
);
