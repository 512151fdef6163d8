-- Links that show creators, a list or a campaign to people without a user, and addresses of CSV for spreadsheets.
create table shares (
  id uuid primary key default uuidv7(),
  token_hash bytea not null unique check (octet_length(token_hash) = 32), -- of 256 random bits
  kind text not null check (kind in ('page', 'csv')),
  subject text not null check (subject in ('creator', 'comparison', 'list', 'campaign', 'view')),
  list_id uuid, -- of a list or campaign; the row stays when the list goes, and says so
  view_id uuid, -- of a view
  show_prices boolean not null default false,
  language text, -- in which it opens; null: the reader's
  password_hash text, -- a PHC string
  ends_at timestamptz not null, -- when it ends or has ended: revoking sets it
  revoked_at timestamptz,
  created_by uuid, -- users are disabled, never deleted; null: the service
  created_at timestamptz not null default world_now(),
  -- Visits are counted, and no visitor is known.
  visits bigint not null default 0 check (visits >= 0),
  last_visit_at timestamptz,
  hour_began_at timestamptz, -- of the limit of reads
  hour_visits integer not null default 0 check (hour_visits >= 0),
  constraint shares_subject_known check (
    (subject in ('list', 'campaign')) = (list_id is not null) and (subject = 'view') = (view_id is not null)
  ),
  constraint shares_csv_open check (kind = 'page' or password_hash is null),
  constraint shares_ends_when_revoked check (revoked_at is null or ends_at <= revoked_at)
);
create index shares_ends_idx on shares (ends_at);

-- The creators that a link to creators shows. An erasure takes them out.
create table share_creators (
  share_id uuid not null references shares (id) on delete cascade,
  blog_id uuid not null references blogs (id) on delete cascade,
  position integer not null check (position >= 0),
  constraint share_creators_pkey primary key (share_id, blog_id)
);
create index share_creators_blog_idx on share_creators (blog_id);

-- Whose reports these are: at most one row.
create table team_profile (
  only_row boolean primary key default true check (only_row),
  name text not null check (name <> ''),
  logo bytea, -- a PNG of at most 256 px
  updated_at timestamptz not null default world_now()
);
