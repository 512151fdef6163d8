-- When a post of an own account is synced next, after `since`: every `often` until it is `young`
-- old, then daily until it was synced at an age of `old` or more, then never (null): numbers at an
-- age are interpolated between readings around it. Posts take turns: each has its own place within
-- the hour or day, by its id, and the first turn that is at least half an interval away is the next
-- one, so that one sync that came late moves no other.
create function derived.next_own_media_sync(
  media_id uuid, published_at timestamptz, since timestamptz, often interval, young interval, old interval
) returns timestamptz
language sql immutable as $$
  select case when since < published_at + old then turn end
  from (
    select to_timestamp(place + step * ceil((extract(epoch from since) + step / 2 - place) / step)) as turn
    from (
      select step, (hashtextextended(media_id::text, 0) & 2147483647) % step::bigint as place
      from (
        select case when since < published_at + young then extract(epoch from often) else 86400 end as step
      ) intervals
    ) places
  ) turns
$$;
