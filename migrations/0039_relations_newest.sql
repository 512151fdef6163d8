-- A check of a target whose list was read whole before may read only those who joined since, where
-- the platform takes the newest first. A check from before this column reads whole lists.
alter table relation_checks add column may_read_new_only boolean not null default false;

alter table relation_lists
  -- The check that has read the whole list; its members are the known ones.
  add column base_check_id uuid references relation_checks (id) on delete set null,
  -- When that reading began; null where the whole list is read.
  add column new_since timestamptz,
  -- One of so many readings reads the whole list.
  add column whole_every integer,
  -- Why the whole list is read although an earlier check knows it.
  add column whole_because text
    check (whole_because in ('turn', 'requested', 'not_newest_first', 'not_newest_before')),
  -- Members that the base lacks, and known ones in a row at the end of what was read.
  add column new_members integer not null default 0,
  add column known_run integer not null default 0;
create index relation_lists_base_idx on relation_lists (base_check_id) where base_check_id is not null;
