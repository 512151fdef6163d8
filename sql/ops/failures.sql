-- The most frequent failures of the last day, with one task of each to look at.
-- psql "$DATABASE_URL" -f sql/ops/failures.sql
select task_type, error_code, regexp_replace(error_message, '\d+', 'N', 'g') as message, count(*) as tasks,
       max(id) as newest_task
from scrape_tasks
where status = 'failed' and completed_at > world_now() - interval '1 day'
group by 1, 2, 3
order by tasks desc
limit 50;
