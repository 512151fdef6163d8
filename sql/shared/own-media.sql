-- What other folders may read of own media: what a post is, whose it is, and its numbers.
create view shared.own_media as
select id, connection_id, owner_id, platform_id, permalink, shortcode, type, caption, duration_ms, published_at,
  last_synced_at, deleted_at,
  created_at
from own_media;

create view shared.media_insights as select media_id, collected_at, metrics from media_insights;

-- When the posts of an account were listed last.
create view shared.own_media_sync as select connection_id, listed_at from own_media_sync;

-- The latest numbers of stories of the accounts that the team has connected, for campaigns.
create view shared.own_stories as
select story.connection_id, story.blog_id, story.story_id, story.taken_at, story.read_at, story.metrics, story.reason
from own_stories story join own_media_sync s on s.connection_id = story.connection_id
where s.owner_id is null;
