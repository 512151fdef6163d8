-- Metrics by the name of what they divide by; the column <metric>_posts counts the posts behind each, whether they
-- sufficed or not. Fractions: 0.02 is 2 %.

alter table blogs
  add column er_posts integer check (er_posts >= 0), -- er is by followers, as is er_reels
  add column er_reels_posts integer check (er_reels_posts >= 0),
  add column er_reels_by_views double precision check (er_reels_by_views >= 0),
  add column er_reels_by_views_posts integer check (er_reels_by_views_posts >= 0),
  add column view_rate_by_followers double precision check (view_rate_by_followers >= 0),
  add column view_rate_by_followers_posts integer check (view_rate_by_followers_posts >= 0),
  add column comments_per_like double precision check (comments_per_like >= 0),
  add column comments_per_like_posts integer check (comments_per_like_posts >= 0),
  add column posts_last_28_days integer check (posts_last_28_days >= 0),
  add column last_post_at timestamptz,
  add column engagement_spread double precision check (engagement_spread >= 0), -- 1.4826 * MAD / median
  add column engagement_spread_posts integer check (engagement_spread_posts >= 0),
  add column paid_post_share double precision check (paid_post_share between 0 and 1),
  add column paid_post_share_posts integer check (paid_post_share_posts >= 0), -- where the platform tells
  add column er_trend_per_30_days double precision, -- relative change; low and high are its 95 % confidence interval
  add column er_trend_low double precision,
  add column er_trend_high double precision,
  add column er_trend_posts integer check (er_trend_posts >= 0),
  add column follower_growth_7_days double precision, -- relative change, at the average pace since an earlier scrape
  add column follower_growth_30_days double precision,
  add column follower_tier text generated always as (
    case
      when follower_count < 1000 then 'under_1k'
      when follower_count < 10000 then '1k_10k'
      when follower_count < 50000 then '10k_50k'
      when follower_count < 500000 then '50k_500k'
      when follower_count < 1000000 then '500k_1m'
      when follower_count >= 1000000 then 'over_1m'
    end
  ) stored,
  add column er_percentile smallint check (er_percentile between 0 and 100), -- within the tier, in our own database
  add column risk_flags text[] not null default '{}',
  add column risk_evidence jsonb not null default '{}', -- flag -> what it was seen in
  add column languages text[] not null default '{}'; -- of the captions, the most used first; ISO 639

alter table blog_snapshots
  add column er_posts integer,
  add column er_reels_posts integer,
  add column er_reels_by_views double precision,
  add column view_rate_by_followers double precision,
  add column comments_per_like double precision,
  add column posts_last_28_days integer,
  add column engagement_spread double precision,
  add column paid_post_share double precision,
  add column er_trend_per_30_days double precision,
  add column is_full boolean not null default true; -- false: only the profile was read, the rest had not changed

-- Where creators of a tier stand, computed from our own database: `percentiles` has the 0th to the 100th.
create table tier_benchmarks (
  metric text not null,
  tier text not null,
  creators integer not null check (creators > 0),
  percentiles double precision[] not null check (cardinality(percentiles) = 101),
  computed_at timestamptz not null default world_now(),
  constraint tier_benchmarks_pkey primary key (metric, tier)
);
