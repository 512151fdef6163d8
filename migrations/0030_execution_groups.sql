-- Through which groups of its post an account was chosen when the post began: accounts come and go, statistics of groups stay.
-- A group that is removed is in no statistics any more; its id means nothing then.
alter table executions add column group_ids uuid[] not null default '{}';

-- Of earlier publications nobody has kept it: who is in the groups now stands for who was.
update executions e set group_ids = chosen.group_ids
from (
  select t.post_id, m.publishing_account_id, array_agg(m.group_id order by m.group_id) as group_ids
  from post_targets t join group_members m on m.group_id = t.group_id
  group by t.post_id, m.publishing_account_id
) chosen
where e.post_id = chosen.post_id and e.publishing_account_id = chosen.publishing_account_id;
