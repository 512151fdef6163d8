-- What a scrape reads of profiles, posts and highlights beside the first slice.

alter table blogs
  add column bio_links jsonb not null default '[]' check (jsonb_typeof(bio_links) = 'array'), -- [{url, title}]
  add column picture_id text, -- of the avatar, whose address is signed anew each time
  add column latest_story_at timestamptz,
  add column clips_count integer check (clips_count >= 0),
  -- When posts and highlights were read too; scraped_at may have found that there was nothing new to read. Null for
  -- those of before, who lack what is added here.
  add column fully_scraped_at timestamptz;

alter table blog_posts
  add column code text, -- instagram.com/p/<code>
  add column view_count bigint check (view_count >= 0), -- counted otherwise than play_count, so kept apart
  add column child_count integer check (child_count >= 0), -- pictures and videos of an album
  add column coauthors text[] not null default '{}',
  add column tagged_users text[] not null default '{}',
  add column is_paid_partnership boolean, -- null where it is not told
  add column sponsors text[] not null default '{}',
  add column music_id text,
  add column music_title text,
  add column music_artist text;

-- Null while the stories of a highlight were never read: a creator with very many has them read over several scrapes.
alter table blog_highlights add column stories_read_at timestamptz;
update blog_highlights set stories_read_at = created_at;
