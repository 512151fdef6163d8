-- Content in the making: projects, the versions of their scripts, and what is expected of each.
create table projects (
  id uuid primary key default uuidv7(),
  owner_id uuid, -- the user whose it is; null: the service's. Users are disabled, never deleted
  name text not null check (name <> ''),
  note text,
  last_number integer not null default 0, -- of its versions: a removed one gives its number to none
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now()
);
create index projects_owner_idx on projects (owner_id, id desc);

-- Six of 31 letters and digits that people do not confuse: with the beginning of tags a hashtag of
-- at most 12 characters.
create function version_tag_code() returns text language sql volatile as $$
  select string_agg(substr('abcdefghjkmnpqrstuvwxyz23456789', 1 + floor(random() * 31)::integer, 1), '')
    from generate_series(1, 6)
$$;

create table project_versions (
  id uuid primary key default uuidv7(),
  project_id uuid not null references projects (id) on delete cascade,
  number integer not null check (number > 0),
  title text,
  script text,
  length_seconds double precision check (length_seconds > 0), -- of the video: retention needs it
  predicted jsonb not null default '{}' check (jsonb_typeof(predicted) = 'object'),
  horizon_hours smallint not null default 48 check (horizon_hours in (24, 48, 168, 720)), -- age predicted for
  -- Of title and script, for the similarity to captions (text-similarity.ts).
  stem_hashes integer[] not null default '{}',
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  tag_code text not null default version_tag_code() constraint project_versions_tag_code_key unique, -- of its tag
  constraint project_versions_number_key unique (project_id, number)
);

-- Which post was made from which version. A post belongs to one version.
create table bindings (
  id uuid primary key default uuidv7(),
  version_id uuid not null references project_versions (id) on delete cascade,
  media_id uuid not null unique references own_media (id) on delete cascade,
  kind text not null check (kind in ('manual', 'tagged')),
  created_at timestamptz not null default world_now()
);
create index bindings_version_idx on bindings (version_id, id);

-- What a model advised last, in each language. It is shown as long as the numbers are those that it was given.
create table project_advice (
  project_id uuid not null references projects (id) on delete cascade,
  language text not null check (language ~ '^[a-z]{2,3}$'),
  ask_id uuid not null, -- of the request that it answers
  version_id uuid not null references project_versions (id) on delete cascade,
  basis bytea not null, -- sha-256 of the numbers that the model was given
  lines jsonb not null check (jsonb_typeof(lines) = 'array'),
  model text not null,
  prompt_version text not null,
  created_at timestamptz not null default world_now(),
  constraint project_advice_pkey primary key (project_id, language)
);
create index project_advice_version_idx on project_advice (version_id);
