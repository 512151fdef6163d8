-- The publishing accounts through which one Instagram account is published on, of the pool and
-- connected, and until when each rests or pauses. There is one at most of each account and
-- connection: so it is found by its index, whatever the statistics say.
create function derived.accesses_to(name text) returns table (id uuid, free_at timestamptz)
language sql stable as $$
  select p.id, p.free_at from shared.instagram_accounts a
  cross join lateral (
    select id, greatest(paused_until, rest_until) as free_at from public.publishing_accounts
    where account_id = a.id limit 1
  ) p
  where a.username = name
  union all
  select p.id, p.free_at from shared.connections c
  cross join lateral (
    select id, greatest(paused_until, rest_until) as free_at from public.publishing_accounts
    where connection_id = c.id limit 1
  ) p
  where c.username = name
$$;
