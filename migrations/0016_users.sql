-- People who sign in. Sessions, codes and throttling count in real time.
create table users (
  id uuid primary key default uuidv7(),
  login text not null unique check (login ~ '^[a-z0-9][a-z0-9._-]{1,62}$'),
  email text unique check (email = lower(email)),
  name text not null check (name <> ''),
  role text not null check (role in ('admin', 'member', 'editor', 'viewer')),
  is_active boolean not null default true,
  password_hash text, -- argon2id as a PHC string; null until a welcome code was used
  -- The appearance of gramd for them; null: as their browser and gramd's own settings say.
  language text check (language ~ '^[a-z]{2,3}$'),
  theme text check (theme in ('light', 'dark')),
  time_zone text,
  has_single_keys boolean not null default true, -- keys such as j and k work alone
  home text check (home in ('editor', 'creator', 'seller', 'marketer', 'operator')), -- null: the first of theirs
  created_at timestamptz not null default world_now(),
  last_sign_in_at timestamptz
);

create table user_sessions (
  id_hash bytea primary key, -- sha-256 of a 256-bit random token
  id uuid not null unique default uuidv7(), -- to name it without its secret
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null, -- each use puts it off, up to `ends_at`
  ends_at timestamptz not null,
  elevated_until timestamptz,
  codes_tried smallint not null default 0, -- since the last elevation
  address text,
  user_agent text
);
create index user_sessions_user_idx on user_sessions (user_id);
create index user_sessions_end_idx on user_sessions (expires_at);

create table welcome_codes (
  user_id uuid primary key references users (id) on delete cascade,
  code_hash bytea not null unique, -- sha-256 of a 256-bit random code
  expires_at timestamptz not null
);

create table second_factors (
  user_id uuid primary key references users (id) on delete cascade,
  seed bytea not null, -- of TOTP, encrypted (crypto.ts)
  confirmed_at timestamptz, -- null: sign-ins do not ask for a code yet
  last_step bigint, -- the newest time step of which a code was taken: none counts twice
  recovery_hashes bytea[] not null default '{}' -- sha-256 of 80-bit random codes
);

create table sign_in_attempts (
  subject bytea primary key, -- sha-256 of a login, an address, or the word for all failures
  failures integer not null,
  last_at timestamptz not null default now(),
  retry_at timestamptz
);
create index sign_in_attempts_age_idx on sign_in_attempts (last_at);

-- Browsers and addresses that have signed in as a user: their attempts have counts of their own.
create table known_places (
  digest bytea not null, -- sha-256 of a browser's 256-bit random secret, or of an address's network
  user_id uuid not null references users (id) on delete cascade,
  kind text not null check (kind in ('device', 'address')),
  last_at timestamptz not null default world_now(),
  primary key (digest, user_id)
);
create index known_places_user_idx on known_places (user_id, kind, last_at);
create index known_places_age_idx on known_places (last_at);

create table api_tokens (
  id uuid primary key default uuidv7(),
  user_id uuid references users (id) on delete cascade, -- null: the token belongs to the service
  name text not null unique check (name <> ''),
  token_hash bytea not null unique, -- sha-256 of a 256-bit random token
  scopes text[] not null check (cardinality(scopes) > 0), -- by area, such as creators:read
  created_at timestamptz not null default world_now(),
  last_used_at timestamptz
);
create index api_tokens_user_idx on api_tokens (user_id);
