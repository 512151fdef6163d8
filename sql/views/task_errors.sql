-- Failures of the last day (world time) by code, and message without numbers and names; `order by
-- attempts desc` has the most frequent first. Includes retried and snoozed attempts, and those
-- whose worker died (`lost`). `trend` has the attempts of each three hours, oldest first. Reads only
-- the newest 5,000 attempts that did not succeed.
create view derived.task_errors as
select * from derived.task_errors_of(null);
