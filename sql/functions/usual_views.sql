-- The views that the posts of the same account and type before a post had at an age: the middle half and the median of
-- at most 20, each interpolated between the readings around the age. No row for fewer than three of them.
create function derived.usual_views(of_media uuid, age interval)
returns table (low double precision, median double precision, high double precision, posts integer)
language sql stable as $$
  with valued as (
    select before.views + (after.views - before.views)
      * (extract(epoch from earlier.published_at + age - before.collected_at)
        / extract(epoch from after.collected_at - before.collected_at))::double precision as views
    from public.own_media own
    cross join lateral (
      select m.id, m.published_at from public.own_media m
      where m.connection_id = own.connection_id and m.type = own.type and m.deleted_at is null
        and (m.published_at, m.id) < (own.published_at, own.id)
      order by m.published_at desc, m.id desc
      limit 20
    ) earlier
    cross join lateral (
      select s.collected_at, (s.metrics ->> 'views')::double precision as views from public.media_insights s
      where s.media_id = earlier.id and s.collected_at <= earlier.published_at + age and s.metrics ? 'views'
      order by s.collected_at desc limit 1
    ) before
    cross join lateral (
      select s.collected_at, (s.metrics ->> 'views')::double precision as views from public.media_insights s
      where s.media_id = earlier.id and s.collected_at > earlier.published_at + age and s.metrics ? 'views'
      order by s.collected_at limit 1
    ) after
    where own.id = of_media and after.collected_at - before.collected_at <= age
  )
  select percentile_cont(0.25) within group (order by views), percentile_cont(0.5) within group (order by views),
    percentile_cont(0.75) within group (order by views), count(*)::integer
  from valued
  having count(*) >= 3
$$;
