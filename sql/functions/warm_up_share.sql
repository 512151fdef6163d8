-- The share of its budgets that an account has at a moment (world time): the n-th of
-- `warm_up_steps` on the n-th day since `warm_up_from`, all of them after the last one and when it
-- needs no warm-up.
create function derived.warm_up_share(warm_up_from timestamptz, at timestamptz, limits jsonb) returns numeric
language sql immutable as $$
  select case
    when warm_up_from is null then 1
    else coalesce(
      (limits -> 'warm_up_steps' ->> greatest(0,
        floor(extract(epoch from at - warm_up_from) / 86400))::integer)::numeric, 1
    )
  end
$$;
