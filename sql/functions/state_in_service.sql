-- The state in which an account comes back into service after what kept it away is over: what is
-- left of a rest is kept, and an account that cannot log in by itself waits for a person.
create function derived.state_in_service(account public.instagram_accounts) returns text
language sql stable as $$
  select case
    when account.session_created_at is null and account.secrets is null then 'needs_login'
    when account.rest_until > world_now() then 'resting'
    when account.session_created_at is null and account.last_login_at is null then 'new'
    else 'active'
  end
$$;
