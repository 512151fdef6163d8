-- A creator's history by week (from Monday) or month, UTC: what the last scrape of each measured,
-- and how many posts are known to have been taken in it, without those dated in the future. For
-- charts, of one creator at a time: select period, follower_count, follower_growth, er, posts from
-- derived.blog_periods where blog_id = '…' and unit = 'month' order by period; Periods without a
-- scrape are missing; follower_growth (a fraction) is against the last one that is there, which
-- began days_before earlier. Of posts only those count that scrapes have read, so that old periods
-- have too few.
create view derived.blog_periods as
with last_scrapes as (
  select s.blog_id, unit, date_trunc(unit, s.scraped_at, 'UTC') as period, count(*)::integer as scrapes,
    (array_agg(s.id order by s.scraped_at desc, s.id desc))[1] as snapshot_id
  from blog_snapshots s cross join unnest(array['week', 'month']) as unit
  group by s.blog_id, unit, period
)
select p.unit, p.period, p.scrapes, posts.posts, s.*,
  s.follower_count - lag(s.follower_count) over earlier as follower_change,
  s.follower_count::double precision / nullif(lag(s.follower_count) over earlier, 0) - 1 as follower_growth,
  extract(epoch from p.period - lag(p.period) over earlier)::double precision / 86400 as days_before
from last_scrapes p
join blog_snapshots s on s.id = p.snapshot_id and s.blog_id = p.blog_id
cross join lateral (
  select count(*)::integer as posts from blog_posts b
  where b.blog_id = s.blog_id and b.taken_at >= p.period and b.taken_at <= (select world_now())
    and b.taken_at < date_trunc(p.unit, p.period + case p.unit when 'week' then interval '10 days'
      else interval '32 days' end, 'UTC')
) posts
window earlier as (partition by s.blog_id, p.unit order by p.period);
