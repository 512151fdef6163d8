-- Claims up to `most` due tasks of a type with a limit for each key: the first ones by (priority,
-- due, id) of which no more than `key_limit` of one key run in all workers. Claims of one type take
-- turns, because each counts what all workers run; claims of other types do not wait. plpgsql, so
-- that the count follows the lock.
--
-- The claim steps from key to key in their index: a key at its limit costs one step, however many
-- tasks wait for it. With `bound`, only tasks before that place {priority, due, id} are claimed.
-- With `overdue_before`, the one longest overdue task is claimed, which may be far behind the first
-- one of its key.
create function derived.claim_keyed_tasks(
  worker text, most integer, type text, lease_seconds double precision, key_limit integer, bound jsonb,
  overdue_before timestamptz
) returns setof public.scrape_tasks
language plpgsql rows 100
-- See claim_tasks.
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set plan_cache_mode = force_generic_plan
as $$
begin
  if exists (select from public.paused_task_types p where p.task_type = type) then return; end if;
  perform pg_advisory_xact_lock(hashtext('gramd claim'), hashtext(type));
  return query
  with recursive running as materialized (
    select r.limit_key, count(*)::integer as tasks from public.scrape_tasks r
    where r.status = 'running' and r.batch_id is null and r.task_type = type
    group by r.limit_key
  ),
  key as (
    (
      select t.limit_key from public.scrape_tasks t
      where overdue_before is null and t.status = 'pending' and t.batch_id is null and t.limit_key is not null
        and t.task_type = type
      order by t.limit_key limit 1
    )
    union all
    select next.limit_key
    from key k
    cross join lateral (
      select t.limit_key from public.scrape_tasks t
      where t.status = 'pending' and t.batch_id is null and t.limit_key is not null
        and t.task_type = type and t.limit_key > k.limit_key
      order by t.limit_key limit 1
    ) next
  ),
  ready as materialized (
    select t.id, t.priority, t.due_at
    from key k
    left join running r on r.limit_key = k.limit_key
    cross join lateral (
      select w.id, w.priority, w.due_at from public.scrape_tasks w
      where w.status = 'pending' and w.batch_id is null and w.task_type = type and w.limit_key = k.limit_key
        and w.priority = any ('{1,2,3,4,5,6,7,8,9,10}') and w.due_at <= (select world_now())
      order by w.priority, w.due_at, w.id limit least(most, key_limit - coalesce(r.tasks, 0)) for update skip locked
    ) t
    where coalesce(r.tasks, 0) < key_limit
      and (bound is null or (t.priority, t.due_at, t.id)
        < ((bound ->> 'priority')::smallint, (bound ->> 'due')::timestamptz, (bound ->> 'id')::bigint))
    union all
    (
      select t.id, t.priority, t.due_at
      from (
        select w.id, w.priority, w.due_at, w.limit_key from public.scrape_tasks w
        where w.status = 'pending' and w.batch_id is null and w.limit_key is not null and w.task_type || '' = type
          and w.due_at <= overdue_before
        order by w.due_at, w.id limit 100 for update skip locked
      ) t
      left join running r on r.limit_key = t.limit_key
      where coalesce(r.tasks, 0) < key_limit
      order by t.due_at, t.id limit 1
    )
  ),
  claimed as (
    update public.scrape_tasks t
    set status = 'running', lease_owner = worker, started_at = (select world_now()),
      lease_until = clock_timestamp() + make_interval(secs => lease_seconds), fencing_token = t.fencing_token + 1
    where t.status = 'pending' and t.id = any (array(
      select r.id from ready r order by r.priority, r.due_at, r.id limit most
    ))
    returning t.*
  ),
  events as (
    insert into public.task_events (event, task_type, task_ids)
    select 'claimed', type, array_agg(c.id) from claimed c having count(*) > 0
  )
  select c.* from claimed c;
end
$$;
