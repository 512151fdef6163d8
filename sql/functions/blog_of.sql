-- The blog that the subject of a task names; null when it names something else.
create function derived.blog_of(subject text) returns uuid
language sql immutable parallel safe
return case when subject like 'blog:%' then substr(subject, 6)::uuid end;
