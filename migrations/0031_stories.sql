-- Stories of creators of campaigns, and of lists that ask for them, stored while they live. The
-- picture, of a video its cover, is a medium of the owner `stories:<blog_id>`.
create table blog_stories (
  id uuid primary key default uuidv7(),
  blog_id uuid not null references blogs (id) on delete cascade,
  platform_id text not null,
  taken_at timestamptz not null,
  expires_at timestamptz not null, -- when the platform stops to show it
  first_met_at timestamptz not null default world_now(), -- by the first reading that met it
  last_met_at timestamptz not null default world_now(),
  media_type text not null check (media_type in ('photo', 'video', 'album', 'unknown')),
  picture text, -- its name among the media of the owner; null when it could not be fetched
  mentions text[] not null default '{}',
  links text[] not null default '{}',
  hashtags text[] not null default '{}',
  stickers text[] not null default '{}', -- questions, answers and titles
  constraint blog_stories_blog_platform_id_key unique (blog_id, platform_id)
);
create index blog_stories_taken_idx on blog_stories (taken_at desc, id desc);
create index blog_stories_blog_idx on blog_stories (blog_id, taken_at desc, id desc);
create index blog_stories_mentions_idx on blog_stories using gin (mentions) where mentions <> '{}';
create index blog_stories_names_idx on blog_stories using gin (highlight_mentions(null, links || stickers));

-- Lists whose creators' stories are stored although no campaign runs.
create table story_lists (
  list_id uuid primary key references lists (id) on delete cascade,
  since timestamptz not null default world_now()
);
