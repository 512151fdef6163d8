-- Creators who were erased and must not come back: keyed hashes of their id and their username, and nothing else.
create table erased_creators (
  identity_hmac bytea primary key check (octet_length(identity_hmac) = 32),
  kind text not null check (kind in ('id', 'username')),
  erased_at timestamptz not null default world_now()
);

-- The key of those hashes, encrypted under GRAMD_ENCRYPTION_KEYS like every stored secret.
create table erasure_key (
  singleton boolean primary key default true check (singleton),
  key_encrypted bytea not null,
  created_at timestamptz not null default world_now()
);
