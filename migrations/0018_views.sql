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
