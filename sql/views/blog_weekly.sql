-- Followers, engagement rate and posts of a creator by week (from Monday, UTC);
-- derived.blog_periods has the rest, and months. select week, follower_count, follower_growth, er,
-- posts from derived.blog_weekly where blog_id = '…' order by week;
create view derived.blog_weekly as
select blog_id, period as week, follower_count, follower_change, follower_growth, er, er_posts, posts, scrapes
from derived.blog_periods where unit = 'week';
