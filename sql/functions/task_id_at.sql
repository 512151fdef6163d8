-- The lowest id of the tasks that were created at a moment (world time) or later; one more than the
-- highest id when there is none. Tasks of transactions that overlap may have their ids in another
-- order: allow for an hour. Halves the range of ids with one probe per step, about thirty in all.
create function derived.task_id_at(moment timestamptz) returns bigint
language sql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
  with recursive search (low, high) as (
    select 0::bigint, 1 + greatest((select max(id) from scrape_tasks_open), (select max(id) from scrape_tasks_ended), 0)
    union all
    select case when found.created_at < moment then found.id + 1 else low end,
      case when found.created_at < moment then high else middle end
    from search
    cross join lateral (select (low + high) / 2 as middle) half
    cross join lateral (
      select t.id, t.created_at from scrape_tasks t where t.id >= half.middle order by t.id limit 1
    ) found
    where low < high
  )
  select max(low) from search
$$;
