-- Erased creators, who must not return: keyed hashes of their id and usernames, and nothing else.
-- Those of one creator share an erasure, so that one known identity is enough to lift all.
create table erased_creators (
  identity_hmac bytea primary key check (octet_length(identity_hmac) = 32),
  kind text not null check (kind in ('id', 'username')),
  erasure uuid not null,
  erased_at timestamptz not null default world_now()
);
create index erased_creators_erasure_idx on erased_creators (erasure);

-- The key of those hashes, encrypted under GRAMD_ENCRYPTION_KEYS like every stored secret.
create table erasure_key (
  singleton boolean primary key default true check (singleton),
  key_encrypted bytea not null,
  created_at timestamptz not null default world_now()
);
