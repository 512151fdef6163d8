-- Creators who were erased and must not come back: keyed hashes of their id and their usernames, and nothing else. Those
-- of one creator share an erasure, so that whoever knows one of them can lift all.
create table erased_creators (
  identity_hmac bytea primary key check (octet_length(identity_hmac) = 32),
  kind text not null check (kind in ('id', 'username')),
  erasure uuid not null,
  erased_at timestamptz not null default world_now()
);
create index erased_creators_erasure_idx on erased_creators (erasure);

-- The key of those hashes, encrypted under GRAMD_ENCRYPTION_KEYS like every stored secret.
create table erasure_key (
  singleton boolean primary key default true check (singleton),
  key_encrypted bytea not null,
  created_at timestamptz not null default world_now()
);

-- Whom a text names, as @name or by the address of a profile: lower case.
create function told_names(told text) returns text[]
language sql immutable parallel safe
return array(
  select distinct lower(rtrim(found[1], '.'))
  from regexp_matches(told, '(?:[@＠]|instagram\.com/)([A-Za-z0-9._]{1,30})', 'gi') as found
);

create function highlight_names(title text, story_links text[]) returns text[]
language sql immutable parallel safe
return array(
  select unnest(told_names(told)) from unnest(array[title] || story_links) as told
);

-- Where others name a creator, beside the mentions and sponsors that 0019 has indexes for; who is tagged or a coauthor is
-- mentioned, too. The sound of a creator bears its username.
create index blog_posts_artist_idx on blog_posts (lower(music_artist)) where music_artist is not null;
create index blog_highlights_names_idx on blog_highlights using gin (highlight_names(title, story_links));
create index blogs_names_idx on blogs using gin (told_names(
  coalesce(biography, '') || ' ' || coalesce(external_url, '') || ' ' || bio_links::text || ' '
    || coalesce(ai_insights::text, '')
));
create index relation_members_platform_id_idx on relation_members (platform_id);
create index relation_members_username_idx on relation_members (username);
create index relation_checks_created_idx on relation_checks (created_at);

-- Ended tasks that may tell of somebody else than the blog that they are about: few of them, since one that was done has
-- neither checkpoint nor error. See src/queue/forget.ts.
create index ended_tasks_telling_idx on ended_tasks (id)
  where blog_id is null or checkpoint is not null or progress is not null or error_message is not null;
