create table api_tokens (
  id uuid primary key default uuidv7(),
  name text not null unique check (name <> ''),
  token_hash bytea not null unique, -- sha-256 of a 256-bit random token
  scopes text[] not null check (scopes <@ array['read', 'write', 'admin'] and cardinality(scopes) > 0),
  created_at timestamptz not null default world_now(),
  last_used_at timestamptz
);

-- A repeated POST gets its first answer. Real time: it is about clients' retries.
create table idempotency_keys (
  token text not null,
  route text not null,
  key text not null,
  body_hash bytea not null,
  status integer, -- null while the first request is still being answered
  response jsonb,
  created_at timestamptz not null default now(),
  constraint idempotency_keys_pkey primary key (token, route, key)
);
create index idempotency_keys_age_idx on idempotency_keys (created_at);
