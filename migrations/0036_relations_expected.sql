-- Accounts that a person does not expect to follow a target back, such as those of the team and
-- brands: checks of the target leave them out of those who do not follow back.
create table relation_expected (
  target_id text not null, -- the platform's id of the target
  username text not null check (username ~ '^[a-z0-9._]{1,30}$'),
  created_at timestamptz not null default world_now(),
  constraint relation_expected_pkey primary key (target_id, username)
);
create index relation_expected_username_idx on relation_expected (username);
