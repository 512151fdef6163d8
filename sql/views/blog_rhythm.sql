-- When a creator posts: how many of the posts that are known were taken in each hour of the week,
-- and what the median of them got (likes + comments; of posts that show both and were 72 hours old
-- when the creator was scraped last: younger ones still collect both, and would make the hour of
-- the newest post the worst). weekday is 1 for Monday, hours are UTC: add the creator's own offset.
-- Pinned posts count, those dated in the future do not. Hours without posts are missing. select
-- weekday, hour, posts, median_engagement from derived.blog_rhythm where blog_id = '…' order by
-- weekday, hour;
create view derived.blog_rhythm as
select p.blog_id,
  extract(isodow from p.taken_at at time zone 'UTC')::integer as weekday,
  extract(hour from p.taken_at at time zone 'UTC')::integer as hour,
  count(*)::integer as posts,
  percentile_cont(0.5) within group (order by p.like_count + p.comment_count)
    filter (where p.taken_at <= coalesce(b.fully_scraped_at,
      (select world_now())) - interval '72 hours') as median_engagement
from blog_posts p join blogs b on b.id = p.blog_id
where p.taken_at <= (select world_now())
group by p.blog_id, weekday, hour;
