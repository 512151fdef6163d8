-- The latest attempts that did not succeed, newest first: read backwards along the primary key.
create function derived.newest_attempts(most integer) returns setof past_attempts
language sql stable rows 10000
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
  select * from past_attempts order by id desc limit most
$$;
