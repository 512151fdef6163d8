-- What other folders may read of connections: no token.
create view shared.connections as
select id, owner_id, platform_id, username, login, page_id, state, rights_granted, rights_missing, created_at,
  authorized_at, checked_at
from connections where removed_at is null;
