-- What other folders may read of relation checks: their tasks, and whom they saw by which name when.
create view shared.relation_checks as select id, task_id, username, platform_id, accounts, started_at
  from relation_checks;
create view shared.relation_members as select username, platform_id, created_at from relation_members;
