-- When the platform last changed a highlight: what has not changed is not asked for again. Null for those of before.
alter table blog_highlights add column changed_at timestamptz;
