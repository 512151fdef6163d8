-- Puts a blog on the lists that another one is on, with their notes, before the other goes: it turned out to be the same
-- creator. On lists that have both, the blog's own entry stays.
create function derived.move_list_members(from_blog uuid, to_blog uuid) returns void
language sql
as $$
  insert into list_members (list_id, blog_id, note, added_at)
  select list_id, to_blog, note, added_at from list_members where blog_id = from_blog
  on conflict (list_id, blog_id) do nothing;
  delete from list_members where blog_id = from_blog;
$$;
