-- The blogs of whose insights a version mentions one of these usernames. Written by analyze, for an erasure.
create function derived.answers_naming(names text[]) returns table (blog_id uuid)
language sql stable
begin atomic
  select i.blog_id from public.ai_insights i where mentioned_names(i.insights::text) && names;
end;
