-- A repeated POST gets its first answer. Real time: clients' retries take place in it.
create table idempotency_keys (
  principal text not null, -- user:ID, token:ID or service
  route text not null,
  key text not null,
  body_hash bytea not null,
  status integer, -- null while the first request is being answered
  response jsonb,
  created_at timestamptz not null default now(),
  constraint idempotency_keys_pkey primary key (principal, route, key)
);
create index idempotency_keys_age_idx on idempotency_keys (created_at);

-- What principals change through the API: a row is written before the change, and completed after
-- it.
create table audit_log (
  id bigint primary key generated always as identity,
  at timestamptz not null default world_now(),
  principal text not null, -- user:ID, token:ID or service
  name text not null,
  action text not null, -- the operationId
  object text, -- the path of what was changed; null once an erasure has removed it
  before jsonb, -- the fields that the change changed
  after jsonb,
  status integer, -- null: the process died, and the change may have happened
  request_id text not null,
  address text
);
create index audit_log_principal_idx on audit_log (principal, id);
create index audit_log_object_idx on audit_log (object, id);
create index audit_log_action_idx on audit_log (action, id);
create index audit_log_age_idx on audit_log (at);
