-- Until when (real time: a lease guards against a dead process) a direct call without an outcome may be under way. Until it
-- has one, its cost is what it will probably be, so that money counts from the moment it may be spent.
alter table ai_calls add column under_way_until timestamptz;
create index ai_calls_under_way_idx on ai_calls (under_way_until) where outcome is null;
