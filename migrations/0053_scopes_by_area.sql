-- Scopes are named by area, such as creators:read: the code knows which there are.
alter table api_tokens drop constraint api_tokens_scopes_check;
update api_tokens t
set scopes = (
  select array_agg(area || ':' || verb)
  from unnest(array['creators', 'lists', 'exports', 'publishing', 'tasks', 'ai', 'accounts', 'notifications', 'system',
                    'erasure', 'users', 'audit']) area,
       unnest(array['read', 'write']) verb
  where 'admin' = any (t.scopes)
     or verb = any (t.scopes) and area not in ('erasure', 'users', 'audit', 'notifications', 'accounts')
     or verb = 'read' and 'read' = any (t.scopes) and area in ('notifications', 'accounts')
);
alter table api_tokens add check (cardinality(scopes) > 0);

-- A key belongs to the principal: a user, the service or a token of it.
alter table idempotency_keys rename column token to principal;
delete from idempotency_keys;
