-- The trend is that of engagement (likes + comments), not of the rate by followers: it is called what it measures.
alter table blogs rename column er_trend to engagement_trend;
alter table blogs rename column er_trend_per_30_days to engagement_trend_per_30_days;
alter table blogs rename column er_trend_low to engagement_trend_low;
alter table blogs rename column er_trend_high to engagement_trend_high;
alter table blogs rename column er_trend_posts to engagement_trend_posts;
alter table blogs rename constraint blogs_er_trend_check to blogs_engagement_trend_check;
alter table blogs rename constraint blogs_er_trend_posts_check to blogs_engagement_trend_posts_check;
alter index blogs_er_trend_idx rename to blogs_engagement_trend_idx;
alter table blog_snapshots rename column er_trend to engagement_trend;
alter table blog_snapshots rename column er_trend_per_30_days to engagement_trend_per_30_days;
alter table blog_snapshots rename constraint blog_snapshots_er_trend_check to blog_snapshots_engagement_trend_check;
