-- Gives a worker the first due tasks by (priority, due, id) that it has room for, in that order, and notes them in
-- task_claims. Claims take turns: each counts what all workers hold, so that no two get one task and no limit is passed,
-- whatever the replicas. plpgsql, because the count needs a snapshot that is taken after the lock.
--
-- The queue's index is probed for each type and priority: in one walk, the tasks that wait for a later time or a free
-- account would have to be stepped over. Where tasks have keys, the index is hopped along from key to key: one that has
-- reached its limit costs a hop, however many tasks wait for it. `key_look` hops are made at a time; a row without an id
-- then tells up to which key of a type was looked.
--
--   types         what the worker can run, as objects of
--                 name, resource, lease_seconds
--                 room, resource_room  how many tasks it has room for, of the type and of all types with the resource
--                 concurrency          how many tasks of the type all workers together may run, or null
--                 key_limit            how many tasks of one key all workers together may run, or null
--                 key_room             how many tasks of one key it takes at most: what runs and what waits for that
--                 keys_after           the key after which to look
--                 after                by priority, the place {due, id} up to which all is known to be taken, or null
--   elders        how many of the tasks are to be those that are longest overdue, whatever their priority
--   total         how many tasks all workers together may run, or null
--   ended         claims of the worker of which nothing is in its hands any more
create function derived.claim_tasks(
  worker text, most integer, types jsonb, elders integer, overdue_seconds double precision, total integer,
  ended bigint[], key_look integer
)
returns table (
  id bigint, turn bigint, claim_id bigint, started text, task_type text, priority smallint, due text, blog_id uuid,
  payload jsonb, attempts smallint, max_attempts smallint, lost_leases smallint, checkpoint jsonb, limit_key text,
  key_grant integer
)
language plpgsql
-- The plan is fixed by settings, because statistics about a queue are as often stale as not: walks of ordered indexes.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(hashtext('gramd claim'));
  if ended <> '{}' then
    delete from public.task_claims c where c.id = any (ended);
  end if;
  return query
  with recursive wanted as materialized (
    select w.*
    from jsonb_to_recordset(types) as w (
      name text, resource text, lease_seconds double precision, room integer, resource_room integer,
      concurrency integer, key_limit integer, key_room integer, keys_after text, after jsonb
    )
    where not exists (select from public.paused_task_types p where p.task_type = w.name)
  ),
  held as materialized (
    select h.id from public.task_claims c cross join lateral unnest(c.task_ids) as h (id)
  ),
  -- What counts against limits, with what is done and not yet settled.
  running as materialized (
    select c.task_type, t.limit_key, c.owner, count(*) as tasks
    from public.task_claims c
    cross join lateral unnest(c.task_ids) as h (id)
    cross join lateral (select o.limit_key from public.open_tasks o where o.id = h.id offset 0) t
    where total is not null
      or c.task_type in (select w.name from wanted w where w.concurrency is not null or w.key_limit is not null)
    group by c.task_type, t.limit_key, c.owner
  ),
  roomy as materialized (
    select w.*, least(w.room, most,
      w.concurrency - (select coalesce(sum(r.tasks), 0) from running r where r.task_type = w.name)) as type_room
    from wanted w
  ),
  probe as materialized (
    select w.name, w.type_room, p.priority,
      coalesce((w.after -> p.priority::text ->> 'due')::timestamptz, '-infinity') as after_due,
      coalesce((w.after -> p.priority::text ->> 'id')::bigint, 0) as after_id
    from roomy w cross join generate_series(1, 10) as p (priority)
    where w.type_room > 0
  ),
  key as (
    select w.name, first.limit_key, 1 as hops
    from roomy w
    cross join lateral (
      (
        select t.limit_key from public.open_tasks t
        where w.keys_after is null and t.batch_id is null and t.task_type = w.name and t.limit_key is not null
        order by t.limit_key
        limit 1
      )
      union all
      (
        select t.limit_key from public.open_tasks t
        where t.batch_id is null and t.task_type = w.name and t.limit_key > w.keys_after
        order by t.limit_key
        limit 1
      )
    ) first
    where w.type_room > 0
    union all
    select k.name, next.limit_key, k.hops + 1
    from key k
    cross join lateral (
      select t.limit_key from public.open_tasks t
      where t.batch_id is null and t.task_type = k.name and t.limit_key > k.limit_key
      order by t.limit_key
      limit 1
    ) next
    where k.hops < key_look
  ),
  -- Another worker runs no more tasks of a key than it holds, and no more than the limit: the rest may be granted.
  open_key as materialized (
    select k.name, k.limit_key,
      (w.key_limit - coalesce(used.elsewhere, 0))::integer as key_grant,
      coalesce(w.key_room - coalesce(used.here, 0), w.type_room) as key_room
    from key k
    join roomy w on w.name = k.name
    left join lateral (
      select sum(least(r.tasks, w.key_limit)) filter (where r.owner <> worker) as elsewhere,
        sum(r.tasks) filter (where r.owner = worker) as here
      from running r
      where r.task_type = k.name and r.limit_key = k.limit_key
    ) used on true
  ),
  keyed_candidate as materialized (
    select k.name, ready.priority, ready.id, ready.due_at, k.key_grant, k.limit_key, k.key_room
    from open_key k
    cross join lateral (
      select t.id, t.priority, t.due_at from public.open_tasks t
      where t.batch_id is null and t.task_type = k.name and t.limit_key = k.limit_key
        and t.priority = any ('{1,2,3,4,5,6,7,8,9,10}') and t.due_at <= (select world_now())
        and t.id not in (select held.id from held)
      order by t.priority, t.due_at, t.id
      limit k.key_room
    ) ready
    where coalesce(k.key_grant, 1) > 0 and k.key_room > 0
    union
    -- Those longest overdue may be far behind the first ones of their key.
    select k.name, late.priority, late.id, late.due_at, k.key_grant, k.limit_key, k.key_room
    from roomy w
    cross join lateral (
      select t.id, t.priority, t.due_at, t.limit_key from public.open_tasks t
      where t.batch_id is null and t.limit_key is not null and t.task_type || '' = w.name
        and t.due_at <= (select world_now()) - make_interval(secs => overdue_seconds)
        and t.id not in (select held.id from held)
      order by t.due_at, t.id
      limit 100
    ) late
    join open_key k on k.name = w.name and k.limit_key = late.limit_key
    where elders > 0 and w.type_room > 0 and coalesce(k.key_grant, 1) > 0 and k.key_room > 0
  ),
  candidate as materialized (
    select b.name, b.priority, ready.id, ready.due_at, null::integer as key_grant, null as limit_key, null as key_room
    from probe b
    cross join lateral (
      select t.id, t.due_at from public.open_tasks t
      where t.batch_id is null and t.limit_key is null and t.task_type = b.name and t.priority = b.priority
        and (t.due_at, t.id) > (b.after_due, b.after_id) and t.due_at <= (select world_now())
        and t.id not in (select held.id from held)
      order by t.due_at, t.id
      limit b.type_room
    ) ready
    union all
    select k.name, k.priority, k.id, k.due_at, k.key_grant, k.limit_key, k.key_room from keyed_candidate k
  ),
  elder as materialized (
    select c.id from candidate c
    where c.due_at <= (select world_now()) - make_interval(secs => overdue_seconds)
    order by c.due_at, c.id
    limit elders
  ),
  sorted as (
    select c.name, c.id, c.due_at, c.key_grant, c.limit_key, c.key_room,
      case when c.id in (select elder.id from elder) then 0 else c.priority end as rank
    from candidate c
  ),
  ranked as (
    select r.name, r.id, r.due_at, r.key_grant, r.rank
    from (
      select s.*, row_number() over (partition by s.name, s.limit_key order by s.rank, s.due_at, s.id) as key_place
      from sorted s
    ) r
    where r.key_room is null or r.key_place <= r.key_room
  ),
  placed as (
    select r.name, r.id, r.due_at, r.key_grant, r.rank,
      row_number() over (partition by r.name order by r.rank, r.due_at, r.id) as type_place
    from ranked r
  ),
  fitting as (
    select p.name, p.id, p.due_at, p.key_grant, p.rank, w.resource_room,
      row_number() over (partition by w.resource order by p.rank, p.due_at, p.id) as resource_place
    from placed p join roomy w on w.name = p.name
    where p.type_place <= w.type_room
  ),
  picked as materialized (
    select f.id, f.name, f.key_grant, row_number() over (order by f.rank, f.due_at, f.id) as place
    from fitting f
    where f.resource_place <= f.resource_room
    order by f.rank, f.due_at, f.id
    limit greatest(0, least(most, total - (select coalesce(sum(r.tasks), 0) from running r)))
  ),
  made as (
    insert into public.task_claims (owner, task_type, lease_until, lease_seconds, task_ids)
    select worker, w.name, clock_timestamp() + make_interval(secs => w.lease_seconds), w.lease_seconds, p.ids
    from (select name, array_agg(id) as ids from picked group by name) p join roomy w on w.name = p.name
    returning task_claims.id as claim_id, task_claims.task_type, task_claims.started_at::text as started, task_claims.task_ids
  ),
  told as (
    insert into public.task_events (event, task_type, task_ids)
    select 'claimed', m.task_type, m.task_ids from made m
  )
  (
    select t.id, t.turn, m.claim_id, m.started, t.task_type, t.priority, t.due_at::text, t.blog_id, t.payload,
      t.attempts, t.max_attempts, t.lost_leases, t.checkpoint, t.limit_key, p.key_grant
    from picked p
    join made m on m.task_type = p.name
    cross join lateral (select o.* from public.open_tasks o where o.id = p.id offset 0) t
    order by p.place
  )
  union all
  select null, null, null, null, k.name, null, null, null, null, null, null, null, null, k.limit_key, null
  from key k
  where k.hops = key_look;
end
$$;
