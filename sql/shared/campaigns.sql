-- What other folders may read of campaigns: their windows and limits (the end is that of the list), and what
-- was published for them.
create view shared.campaigns as
select list_id, starts_at, time_zone, daily_requests from campaigns;
create view shared.campaign_results as
select id, list_id, blog_id, author_id, kind, platform_id, taken_at, gone_since, last_read_at
from campaign_results where untied_at is null;
