-- Requests on a target that went well since it cost an account: what further challenges on it are weighed against.
alter table pool_targets add column answered integer not null default 0;
