-- Names for addresses of the console. A view without a user is the service's.
create table saved_views (
  id uuid primary key default uuidv7(),
  user_id uuid references users (id) on delete cascade,
  page text not null check (page in ('creators', 'tasks')),
  name text not null check (name <> ''),
  query text not null, -- the query of the address, without the ?
  is_shared boolean not null default false,
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now()
);
create unique index saved_views_name_idx on saved_views (user_id, page, lower(name)) nulls not distinct;
create index saved_views_shared_idx on saved_views (page) where is_shared;

-- Visits of people to their home: changes are shown since the one before. World time.
create table visits (
  user_id uuid primary key references users (id) on delete cascade,
  begun_at timestamptz not null default world_now(),
  used_at timestamptz not null default world_now(),
  since timestamptz -- when the visit before it began; null on the first one
);
-- The creators that a view had when a visit began, and when the one before it began.
create table view_visits (
  user_id uuid not null references users (id) on delete cascade,
  view_id uuid not null references saved_views (id) on delete cascade,
  begun_at timestamptz not null, -- of the visit
  ids uuid[] not null,
  before_ids uuid[], -- null: the view was not compared at that visit
  constraint view_visits_pkey primary key (user_id, view_id)
);
create index view_visits_view_idx on view_visits (view_id);
