-- Messages to people. A row is open, and takes in all that is raised for its cause, until it is handed to the channels
-- (`sent_at`); what comes later is the next row's.
alter table notifications
  add column severity text not null default 'warning' check (severity in ('info', 'warning', 'critical')),
  add column title text not null default '',
  add column items jsonb not null default '[]',  -- the first few things that it is about
  add column count integer not null default 1 check (count > 0),
  add column last_raised_at timestamptz not null default world_now(),
  add column send_at timestamptz not null default world_now(),
  add column sent_at timestamptz;
update notifications
set title = kind, items = jsonb_build_array(payload), last_raised_at = created_at, send_at = created_at,
  sent_at = coalesce(delivered_at, created_at);  -- what is old news by now is not sent
alter table notifications
  alter column severity drop default,
  alter column title drop default,
  drop column payload;

drop index notifications_open_cause_idx;
create unique index notifications_open_cause_idx on notifications (kind, cause) where sent_at is null;
create index notifications_due_idx on notifications (send_at) where sent_at is null;
create index notifications_last_sent_idx on notifications (kind, cause, sent_at) where sent_at is not null;
create index notifications_kind_idx on notifications (kind, id);
create index notifications_undelivered_idx on notifications (id) where delivered_at is null;
create index notifications_age_idx on notifications (last_raised_at);

-- The way of a notification through one channel, with its attempts. A replay is another row.
create table notification_deliveries (
  id bigint generated always as identity primary key,
  notification_id uuid not null references notifications (id) on delete cascade,
  channel text not null check (channel in ('webhook', 'telegram')),
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default world_now(),
  lease_token uuid,
  lease_until timestamptz, -- real time, as in task_claims
  last_status integer,     -- of the last answer in HTTP; null when there was none
  last_error text,
  log jsonb not null default '[]', -- an entry for each attempt
  created_at timestamptz not null default world_now(),
  ended_at timestamptz,
  constraint notification_deliveries_lease_whole check ((lease_token is null) = (lease_until is null)),
  constraint notification_deliveries_ended check ((state = 'pending') = (ended_at is null))
);
create index notification_deliveries_due_idx on notification_deliveries (channel, next_attempt_at, id)
  where state = 'pending';
create unique index notification_deliveries_pending_idx on notification_deliveries (notification_id, channel)
  where state = 'pending';
create index notification_deliveries_notification_idx on notification_deliveries (notification_id, id);
