-- Lists of creators. A campaign is a list whose creators gramd updates more often until it ends.
create table lists (
  id uuid primary key default uuidv7(),
  name text not null check (name <> ''), -- never in the form of an id: the API accepts either
  description text,
  is_campaign boolean not null default false,
  ends_at timestamptz,
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  constraint lists_ends_if_campaign check (is_campaign or ends_at is null)
);
create unique index lists_name_idx on lists (lower(name));

create table list_members (
  list_id uuid not null references lists (id) on delete cascade,
  blog_id uuid not null references blogs (id) on delete cascade,
  -- How far the team is with the creator.
  status text not null default 'candidate' check (
    status in ('candidate', 'contacted', 'agreed', 'published', 'rejected')
  ),
  status_since timestamptz not null default world_now(),
  owner_id uuid, -- the user who talks to the creator; users are disabled, never deleted
  -- With as many decimals as the currency has.
  price numeric check (price >= 0 and price < 1e12 and scale(price) <= 3),
  currency text check (currency ~ '^[A-Z]{3}$'), -- ISO 4217
  due_on date,
  note text,
  added_at timestamptz not null default world_now(),
  constraint list_members_pkey primary key (list_id, blog_id),
  constraint list_members_price_in_currency check ((price is null) = (currency is null))
);
create index list_members_blog_idx on list_members (blog_id);
-- What a user has to do, by date.
create index list_members_owner_idx on list_members (owner_id, due_on) where due_on is not null;

-- Members that were taken out, to be put back with all that the team knew of them.
create table former_list_members (
  removal_id uuid not null, -- of all that one request has taken out
  list_id uuid not null references lists (id) on delete cascade,
  blog_id uuid not null references blogs (id) on delete cascade,
  status text not null,
  status_since timestamptz not null,
  owner_id uuid,
  price numeric,
  currency text,
  due_on date,
  note text,
  added_at timestamptz not null,
  removed_at timestamptz not null default world_now(),
  constraint former_list_members_pkey primary key (removal_id, blog_id)
);
create index former_list_members_list_idx on former_list_members (list_id);
create index former_list_members_blog_idx on former_list_members (blog_id);
create index former_list_members_removed_idx on former_list_members (removed_at);
