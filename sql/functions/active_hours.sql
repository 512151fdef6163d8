-- When an account may work that could at the moment `at` (world time): from `opens_at`, which is
-- `at` itself in the middle of its active hours, until `closes_at`, which is null when it works day
-- and night. Each day of the calendar in `zone` opens once and closes once, by what a clock on the
-- wall says, whatever is skipped or repeated between; hours that pass midnight close on the next
-- day.
create function derived.active_hours(
  at timestamptz, zone text, limits jsonb, out opens_at timestamptz, out closes_at timestamptz
)
language plpgsql stable as $$
declare
  zone text := coalesce(active_hours.zone, limits ->> 'time_zone');
  from_time interval := make_interval(mins => (limits ->> 'active_from')::integer);
  to_time interval := make_interval(mins => (limits ->> 'active_to')::integer);
  day timestamp;
begin
  opens_at := at;
  if from_time is null or at in ('infinity', '-infinity') then
    return;
  end if;
  if to_time <= from_time then
    to_time := to_time + interval '1 day';
  end if;
  day := date_trunc('day', at at time zone zone) - interval '1 day';
  loop
    closes_at := (day + to_time) at time zone zone;
    exit when closes_at > at;
    day := day + interval '1 day';
  end loop;
  opens_at := greatest(at, (day + from_time) at time zone zone);
end
$$;
