-- Every answer about a creator is kept; blogs has the newest. Times are world time.
create table ai_insights (
  blog_id uuid not null references blogs (id) on delete cascade,
  version integer not null check (version > 0), -- counts from 1 for each blog
  insights jsonb not null check (jsonb_typeof(insights) = 'object'),
  confidence double precision not null check (confidence between 0 and 1),
  model text not null check (model <> ''),
  prompt_version text not null check (prompt_version <> ''),
  -- The task that asked for it, and its batch: null where it was asked for without one. Neither is a reference, because
  -- insights outlive both.
  task_id bigint,
  batch_id uuid,
  created_at timestamptz not null default world_now(),
  constraint ai_insights_pkey primary key (blog_id, version),
  -- A task has one answer, however often its batch is read.
  constraint ai_insights_task_key unique (task_id)
);

create index ai_insights_created_idx on ai_insights (created_at);
-- Where they name other creators, who may want to be forgotten.
create index ai_insights_names_idx on ai_insights using gin (told_names(insights::text));

-- Of the newest insights.
alter table blogs
  add column ai_version integer check (ai_version > 0),
  add column ai_model text,
  add column ai_prompt_version text;

-- What the rows of a batch were asked, null until its file is written: an answer is read as it was asked for, also by a
-- newer gramd. Batches of before were asked for the sections that are configured.
alter table ai_batches
  add column prompt_version text,
  add column sections text[];
update ai_batches set prompt_version = '1';

-- The insights of before become version 1. Which model gave them is told by the creator's last successful row, as long as
-- that is kept.
insert into ai_insights (blog_id, version, insights, confidence, model, prompt_version, created_at)
select b.id, 1, b.ai_insights, b.ai_confidence, coalesce(last.model, 'unknown'), '1', b.ai_analyzed_at
from blogs b
left join (
  select distinct on (t.blog_id) t.blog_id, batch.model
  from ai_batch_rows r
  join ended_tasks t on t.id = r.task_id
  join ai_batches batch on batch.id = r.batch_id
  where r.outcome = 'success'
  order by t.blog_id, batch.ingested_at desc nulls last
) last on last.blog_id = b.id
where b.ai_insights is not null;

update blogs b
set ai_version = i.version, ai_model = i.model, ai_prompt_version = i.prompt_version
from ai_insights i
where i.blog_id = b.id;
