-- World time is the clock of budgets, rests, batching and schedules. Without a row it is real time.
-- Tests shift it and the demo compresses it; `gramd start` refuses a database that has a row here.
create table world_clock (
  singleton boolean primary key default true check (singleton),
  world_at timestamptz not null,
  real_at timestamptz not null,
  speed double precision not null default 1 check (speed >= 0)
);

-- Which PostgreSQL served the database last (server_version_num): after some updates of the server gramd
-- analyzes tables. Backups leave it out, since it says nothing about the rows.
create table postgres_server (
  singleton boolean primary key default true check (singleton),
  version_num integer not null
);

-- The process that has each configured name of a replica, or had it when it died: a starting process tells a restart
-- from a second process by it. A clean end removes the row. Backups leave it out.
create table instances (
  name text primary key,
  process uuid not null,
  taken_at timestamptz not null default clock_timestamp()
);

-- The time at which `gramd backup` last wrote a whole file: `gramd upgrade --check` reports it. Backups leave it out.
create table last_backup (
  singleton boolean primary key default true check (singleton),
  written_at timestamptz not null default clock_timestamp(),
  version text not null,
  rows bigint not null
);

-- Empty. Readiness writes to it, to see whether the server takes writes
-- (sql/functions/prove_writing.sql). Backups leave it out.
create table write_proof (
  proven_at timestamptz not null
);

-- A migration creates it because column defaults depend on it. It returns statement time: it is
-- stable, and one statement sees one instant. `(select world_now())` keeps it out of a row-by-row
-- filter.
create function world_now() returns timestamptz
language sql stable parallel safe
as $$
  select coalesce(
    (select world_at + (statement_timestamp() - real_at) * speed from world_clock),
    statement_timestamp()
  )
$$;

-- Searches parts of names and compares topics. A trusted extension: who may create a table may
-- create it.
create extension if not exists pg_trgm;

-- The fills of new columns that a release brought, in batches, each by one task (CONTRIBUTING.md, "Change the schema").
-- A row is there from the task's creation on. A batch writes its rows, `cursor` and `done` in one transaction, so that
-- a dead process loses and repeats nothing. A migration that removes what a fill reads waits for `finished_at`.
create table gramd_backfills (
  name text primary key,
  version text not null, -- of the gramd that began it
  task_id bigint, -- null when `gramd upgrade` or `gramd restore` does it itself
  done bigint not null default 0 check (done >= 0),
  total bigint check (total >= 0), -- rows at the beginning, estimated
  cursor jsonb,
  started_at timestamptz not null default world_now(),
  finished_at timestamptz
);
