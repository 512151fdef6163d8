-- Words of name, biography and captions, for full-text search.
alter table blogs add column search tsvector;
create index blogs_search_idx on blogs using gin (search);
-- How common a word is decides between walking along a sort and asking the index: the planner has to know many words.
alter table blogs alter column search set statistics 1000;
-- Who was scraped before: index_creators writes their words, a hundred at a time, which would take hours in a migration.
create index blogs_wordless_idx on blogs (id) where search is null and scraped_at is not null;

-- Parts of names. A trusted extension: whoever may create a table in this database may create it.
create extension if not exists pg_trgm;
create index blogs_username_part_idx on blogs using gin (username gin_trgm_ops);
create index blogs_name_part_idx on blogs using gin (lower(full_name) gin_trgm_ops);

-- One index for each sort of GET /api/blogs, as in 0002: creators without the value last, the id breaks ties.
create index blogs_following_idx on blogs (following_count desc nulls last, id desc);
create index blogs_media_idx on blogs (media_count desc nulls last, id desc);
create index blogs_clips_idx on blogs (clips_count desc nulls last, id desc);
create index blogs_er_reels_idx on blogs (er_reels desc nulls last, id desc);
create index blogs_er_reels_by_views_idx on blogs (er_reels_by_views desc nulls last, id desc);
create index blogs_view_rate_idx on blogs (view_rate_by_followers desc nulls last, id desc);
create index blogs_comments_per_like_idx on blogs (comments_per_like desc nulls last, id desc);
create index blogs_posts_last_28_days_idx on blogs (posts_last_28_days desc nulls last, id desc);
create index blogs_engagement_spread_idx on blogs (engagement_spread desc nulls last, id desc);
create index blogs_paid_post_share_idx on blogs (paid_post_share desc nulls last, id desc);
create index blogs_er_trend_idx on blogs (er_trend_per_30_days desc nulls last, id desc);
create index blogs_er_percentile_idx on blogs (er_percentile desc nulls last, id desc);
create index blogs_growth_7_days_idx on blogs (follower_growth_7_days desc nulls last, id desc);
create index blogs_growth_30_days_idx on blogs (follower_growth_30_days desc nulls last, id desc);
create index blogs_ai_confidence_idx on blogs (ai_confidence desc nulls last, id desc);
create index blogs_last_post_idx on blogs (last_post_at desc nulls last, id desc);

-- Not partial, here and for places: the planner would not use what it knows of the values.
create index blogs_business_category_idx on blogs (lower(business_category));
create index blogs_languages_idx on blogs using gin (languages);
create index blogs_risk_flags_idx on blogs using gin (risk_flags);
create index categories_lower_name_idx on categories (lower(name));

create index blog_posts_hashtags_idx on blog_posts using gin (hashtags);
create index blog_posts_mentions_idx on blog_posts using gin (mentions);
create index blog_posts_sponsors_idx on blog_posts using gin (sponsors) where sponsors <> '{}';
create index blog_posts_location_idx on blog_posts (location_id, blog_id) where location_id is not null;
create index blog_posts_location_name_idx on blog_posts (lower(location_name) text_pattern_ops, blog_id);
alter index blog_posts_location_name_idx alter column 1 set statistics 1000;
create index blog_highlights_mentions_idx on blog_highlights using gin (story_mentions)
  where story_mentions <> '{}';
