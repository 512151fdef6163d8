-- What was put back to a later time and goes on as soon as what it was put back for is there again, such as an account.
-- Tasks that nothing has put back are not in it; ten million of them are looked through once here, which takes seconds.
create index open_tasks_put_back_idx on open_tasks (error_code, due_at)
  where batch_id is null and error_code is not null;
