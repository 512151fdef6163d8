-- The state of an account of the pool as editors know it: derived.publishing_accounts says what each word means. An
-- account without a proxy has null as `proxy_state`.
create function derived.pool_state_for_editors(state text, proxy_state text, rests boolean) returns text
language sql immutable as $$
  select case
    when state = 'suspended' then 'banned'
    when state = 'needs_operator' then 'needs_person'
    when state = 'needs_login' then 'login_required'
    when state = 'paused' then 'paused'
    when state = 'proxy_error' or proxy_state is distinct from 'active' then 'proxy_error'
    when rests then 'cooldown'
    else 'active'
  end
$$;
