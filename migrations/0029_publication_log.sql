-- The log tells of logins and checks of accounts that publish and of looks at proxies, too, and of each line what was sent.
alter table publication_log
  alter column username drop not null,
  add column proxy text, -- its label or address, of a look at a proxy
  add column requests jsonb not null default '[]' check (jsonb_typeof(requests) = 'array'),
  add constraint publication_log_whose check (coalesce(username, proxy) is not null);
-- For those who see no proxies: every quarter of an hour each of them may have a line.
create index publication_log_accounts_idx on publication_log (id desc) where action <> 'check_proxy';
