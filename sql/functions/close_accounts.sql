-- Releases accounts whose active hours have ended until these begin again, at most `most` at a time;
-- returns how many. Each costs one update a day, so that a search for a free account skips them.
create function derived.close_accounts(limits jsonb, most integer) returns integer
language plpgsql as $$
declare
  closed integer;
begin
  with due as (
    select a.id, a.time_zone from public.instagram_accounts a
    where a.free_until <= (select world_now()) and a.lease_token is null
      and a.state in ('new', 'active', 'resting')
    order by a.free_until
    limit most
    for no key update skip locked
  )
  update public.instagram_accounts a
  set free_at = greatest(a.free_at, hours.opens_at), free_until = hours.closes_at
  from due cross join lateral derived.active_hours(world_now(), due.time_zone, limits) hours
  where a.id = due.id;
  get diagnostics closed = row_count;
  return closed;
end
$$;
