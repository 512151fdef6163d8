-- Every answer about a creator; blogs has the newest.
create table ai_insights (
  blog_id uuid not null references blogs (id) on delete cascade,
  version integer not null check (version > 0), -- counts from 1 for each blog
  insights jsonb not null check (jsonb_typeof(insights) = 'object'),
  confidence double precision not null check (confidence between 0 and 1),
  model text not null check (model <> ''),
  prompt_version text not null check (prompt_version <> ''),
  -- The task that asked, and its batch; null for a direct call. No foreign keys: insights outlive
  -- both.
  task_id bigint,
  batch_id uuid,
  created_at timestamptz not null default world_now(),
  constraint ai_insights_pkey primary key (blog_id, version),
  -- One answer per task, however often its batch is read.
  constraint ai_insights_task_key unique (task_id)
);
create index ai_insights_created_idx on ai_insights (created_at);
-- Insights that name other creators, for their erasure.
create index ai_insights_names_idx on ai_insights using gin (mentioned_names(insights::text));
