-- What other folders may read of jobs.
create view shared.job_tasks as select job_id, task_id from job_tasks;
