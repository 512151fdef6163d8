-- When a creator posts: how many of the posts that are known were taken in each hour of the week, and what the median of them
-- got (likes + comments; of posts that show both). weekday is 1 for Monday, hours are UTC: add the creator's own offset.
-- Pinned posts count, those dated in the future do not. Hours without posts are missing.
-- select weekday, hour, posts, median_engagement from derived.blog_rhythm where blog_id = '…' order by weekday, hour;
create view derived.blog_rhythm as
select blog_id,
  extract(isodow from taken_at at time zone 'UTC')::integer as weekday,
  extract(hour from taken_at at time zone 'UTC')::integer as hour,
  count(*)::integer as posts,
  percentile_cont(0.5) within group (order by like_count + comment_count) as median_engagement
from blog_posts
where taken_at <= (select world_now())
group by blog_id, weekday, hour;
