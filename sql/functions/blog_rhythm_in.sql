-- When a creator posts: how many of the posts that are known were taken in each hour of the week of
-- a time zone, and what the median of them got (likes + comments; of posts that show both and were
-- 72 hours old when the creator was scraped last: younger ones still collect both, and would make
-- the hour of the newest post the worst). weekday is 1 for Monday. Pinned posts count, those dated
-- in the future do not. Hours without posts are missing. Each post counts in the hour that clocks of
-- the zone showed then, summer time included.
create function derived.blog_rhythm_in(blog uuid, zone text)
returns table (weekday integer, hour integer, posts integer, median_engagement double precision)
language sql stable as $$
  select extract(isodow from p.taken_at at time zone zone)::integer,
    extract(hour from p.taken_at at time zone zone)::integer,
    count(*)::integer,
    percentile_cont(0.5) within group (order by p.like_count + p.comment_count)
      filter (where p.taken_at <= coalesce(b.fully_scraped_at,
        (select world_now())) - interval '72 hours')
  from blog_posts p join blogs b on b.id = p.blog_id
  where p.blog_id = blog and p.taken_at <= (select world_now())
  group by 1, 2
$$;
