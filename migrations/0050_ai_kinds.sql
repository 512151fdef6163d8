-- A batch or a call is of one AI kind: a question that gramd asks a model. `asked` is what its rows were asked (prompt
-- version and whatever else the kind needs to read the answers), null until its file is written; `is_outdated` says that
-- the file has to be written again, because a subject of it was erased.
alter table ai_batches
  add column kind text,
  add column asked jsonb,
  add column is_outdated boolean not null default false;
update ai_batches set kind = 'creator_insights',
  asked = case when prompt_version is not null
    then jsonb_build_object('prompt_version', prompt_version, 'sections', coalesce(to_jsonb(sections), '["life_situation", "lifestyle", "content", "commercial", "audience_inference"]')) end;
alter table ai_batches alter column kind set not null, drop column prompt_version, drop column sections;

alter table ai_calls add column kind text, add column subject text;
update ai_calls set kind = 'creator_insights', subject = 'blog:' || blog_id;
alter table ai_calls alter column kind set not null, drop column blog_id, drop column purpose;
create index ai_calls_subject_idx on ai_calls (subject) where subject is not null;

-- Until when tasks of a kind were due that are being sent; without a row, enough has to gather first.
create table ai_gathering (
  kind text primary key,
  until timestamptz not null
);
insert into ai_gathering (kind, until)
select 'creator_insights', gathered_until from ai_sending where gathered_until is not null;
alter table ai_sending drop column gathered_until;

alter table ai_told rename to ai_alerts_sent;
alter table ai_alerts_sent rename column what to name;
alter table ai_alerts_sent rename column told_at to sent_at;
