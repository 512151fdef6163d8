-- The category that somebody has given a creator. It comes before what the topics of its insights say.
create table given_categories (
  blog_id uuid primary key references blogs (id) on delete cascade,
  category_id uuid not null references categories (id),
  given_at timestamptz not null default world_now()
);
create index given_categories_category_idx on given_categories (category_id);
