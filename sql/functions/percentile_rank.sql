-- The percentile that a value is at, 0 to 100, by the 0th to the 100th in ascending order: the
-- highest that it reaches, and of several equal ones their middle. Null without a value or
-- percentiles. src/features/scrape/metrics/benchmark.ts has the same for a scrape in hand. Not
-- `strict`, which would keep the planner from inlining it.
create function derived.percentile_rank(value double precision, percentiles double precision[]) returns smallint
language sql immutable parallel safe
as $$
  select case when value is not null and percentiles is not null then
    least(100, greatest(0, floor((
      coalesce(array_position(percentiles, value) - 1, width_bucket(value, percentiles)) + width_bucket(value,
        percentiles) - 1
    ) / 2.0)))::smallint
  end
$$;
