-- World time: what budgets, rests, gathering and schedules are told in. Without a row it is real time. Tests shift it
-- and the demo compresses it; `gramd start` refuses a database that has a row here.
create table world_clock (
  singleton boolean primary key default true check (singleton),
  world_at timestamptz not null,
  real_at timestamptz not null,
  speed double precision not null default 1 check (speed >= 0)
);

-- In a migration because column defaults hang on it. Statement time, so that it is stable and one statement sees one
-- instant; `(select world_now())` keeps it out of a row-by-row filter.
create function world_now() returns timestamptz
language sql stable parallel safe
as $$
  select coalesce(
    (select world_at + (statement_timestamp() - real_at) * speed from world_clock),
    statement_timestamp()
  )
$$;
