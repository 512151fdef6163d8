-- Claims up to `most` due tasks without a limit key for a worker: the first ones by (priority, due,
-- id), or by due alone if `by_due`. `types` has for each task type: room (most tasks of it),
-- resource, resource_room (most tasks of all types with that resource), lease_seconds, and `after`:
-- by priority the place {due, id} up to which all tasks are claimed. It locks its rows only, so
-- that workers claim side by side.
create function derived.claim_tasks(worker text, most integer, types jsonb, due_before timestamptz, by_due boolean)
returns setof public.scrape_tasks
language plpgsql rows 100
-- Statistics of a queue are often stale. With those of an empty table, PostgreSQL would read a full one for each claim;
-- with those of a small one it would sort all due tasks (tests/queue/claim-plan.test.ts).
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with ready as materialized (
    select t.id, t.due_at, named.task_type, w.room, w.resource, w.resource_room,
      case when by_due then 0 else p.priority end as rank
    from jsonb_each(types) as named (task_type, asked)
    cross join jsonb_to_record(named.asked) as w (room integer, resource text, resource_room integer, after jsonb)
    cross join generate_series(1, 10) as p (priority)
    cross join lateral (
      select r.id, r.due_at from public.scrape_tasks r
      where r.status = 'pending' and r.batch_id is null and r.limit_key is null
        and r.task_type = named.task_type and r.priority = p.priority and r.due_at <= due_before
        and (r.due_at, r.id) > (coalesce((w.after -> p.priority::text ->> 'due')::timestamptz, '-infinity'),
          coalesce((w.after -> p.priority::text ->> 'id')::bigint, 0))
      order by r.due_at, r.id limit least(w.room, most) for update skip locked
    ) t
    where not exists (select from public.paused_task_types paused where paused.task_type = named.task_type)
  ),
  of_type as (
    select r.*, row_number() over (partition by r.task_type order by r.rank, r.due_at, r.id) as place from ready r
  ),
  of_resource as (
    select o.*, row_number() over (partition by o.resource order by o.rank, o.due_at, o.id) as resource_place
    from of_type o where o.place <= o.room
  ),
  claimed as (
    update public.scrape_tasks t
    set status = 'running', lease_owner = worker, started_at = (select world_now()),
      lease_until = clock_timestamp() + make_interval(secs => (types -> t.task_type ->> 'lease_seconds')::float8),
      fencing_token = t.fencing_token + 1
    where t.status = 'pending' and t.id = any (array(
      select o.id from of_resource o where o.resource_place <= o.resource_room
      order by o.rank, o.due_at, o.id limit most
    ))
    returning t.*
  ),
  events as (
    insert into public.task_events (event, task_type, task_ids)
    select 'claimed', c.task_type, array_agg(c.id) from claimed c group by c.task_type
  )
  select c.* from claimed c;
end
$$;
