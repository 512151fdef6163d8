-- Bytes by their hash, each stored once for all its users: JPEGs of at most 512 px, as a model gets
-- them, and those of products as large as Instagram has them.
create table media (
  sha256 bytea primary key check (octet_length(sha256) = 32),
  bytes bytea storage external not null, -- a JPEG cannot be compressed any further
  width integer not null check (width between 1 and 1440),
  height integer not null check (height between 1 and 1440),
  created_at timestamptz not null default world_now()
);

create table media_uses (
  owner text not null, -- such as blog:<id>
  name text not null, -- by which the owner knows it, so that gramd fetches none twice
  sha256 bytea not null references media,
  position integer not null check (position >= 0), -- the order in which they are shown
  stored_at timestamptz not null default world_now(),
  primary key (owner, name)
);
create index media_uses_sha256_idx on media_uses (sha256);
create index media_uses_kind_idx on media_uses (split_part(owner, ':', 1), stored_at);
