-- A list that was begun again shows who has left it by then: they are in none of its later pages.
alter table relation_lists add column reading smallint not null default 1; -- the newest that has a page

-- Checks of one target, newest first: what a diff is made with, and what an erasure removes.
create index relation_checks_platform_id_idx on relation_checks (platform_id, id);
