-- When each creator posts, by UTC: derived.blog_rhythm_in says what counts. select weekday, hour,
-- posts, median_engagement from derived.blog_rhythm where blog_id = '…' order by weekday, hour;
create view derived.blog_rhythm as
select b.id as blog_id, rhythm.weekday, rhythm.hour, rhythm.posts, rhythm.median_engagement
from blogs b cross join lateral derived.blog_rhythm_in(b.id, 'UTC') rhythm;
