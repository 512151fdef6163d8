-- The publishing accounts through which one Instagram account is published on: of the pool, and connected.
create function derived.accesses_to(name text) returns table (id uuid)
language sql stable as $$
  select p.id from public.publishing_accounts p join shared.instagram_accounts a on a.id = p.account_id
  where a.username = lower(name)
  union all
  select p.id from public.publishing_accounts p join shared.connections c on c.id = p.connection_id
  where lower(c.username) = lower(name)
$$;
