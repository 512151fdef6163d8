-- What was put back to a later time and goes on as soon as what it was put back for is there again, such as an account.
-- Tasks that nothing has put back are not in it; ten million of them are looked through once here, which takes seconds.
create index open_tasks_put_back_idx on open_tasks (error_code, due_at)
  where batch_id is null and error_code is not null;

-- Members by the beginning of their names, in one check as well. Takes some seconds a million members, in which none can
-- be stored, and 18 MB more than before.
drop index relation_members_username_idx;
create index relation_members_username_idx on relation_members (username text_pattern_ops, check_id);
