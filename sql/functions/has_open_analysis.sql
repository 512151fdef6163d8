-- Whether an analysis of the blog waits or runs. Written by analyze, for those who show a creator's status.
create function derived.has_open_analysis(blog uuid) returns boolean
language sql stable
return exists (
  select from public.scrape_tasks t
  where t.status in ('pending', 'running') and t.task_type = 'ai_analysis' and t.dedupe_key = blog::text
);
