-- psql "$DATABASE_URL" -x -v id=1 -f sql/ops/task.sql
-- One task: its row and its stored attempts.
select * from scrape_tasks where id = :'id'::bigint;
select * from task_attempts where task_id = :'id'::bigint order by started_at;
