-- A creator's history, scrape by scrape, with the change against the scrape before it. For charts,
-- of one creator at a time: select scraped_at, follower_count, follower_growth, er from
-- derived.blog_history where blog_id = '…' order by scraped_at; Rates and follower_growth are
-- fractions (0.02 is 2 %). is_full is false where the profile alone was read again.
create view derived.blog_history as
select s.*,
  s.follower_count - lag(s.follower_count) over earlier as follower_change,
  s.follower_count::double precision / nullif(lag(s.follower_count) over earlier, 0) - 1 as follower_growth,
  extract(epoch from s.scraped_at - lag(s.scraped_at) over earlier)::double precision / 86400 as days_before
from blog_snapshots s
window earlier as (partition by s.blog_id order by s.scraped_at, s.id);
