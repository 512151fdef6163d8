-- Messages to operators, or to the one user whose things they are about. A row is open, and
-- collects all alerts of its cause, until it is given to the channels (`sent_at`); later alerts
-- open the next row.
create table notifications (
  id uuid primary key default uuidv7(),
  audience text not null default 'operators' check (audience ~ '^(operators|user:.+)$'),
  kind text not null,
  cause text not null,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  title text not null,
  items jsonb not null default '[]', -- the first few of its objects
  count integer not null default 1 check (count > 0),
  created_at timestamptz not null default world_now(),
  last_raised_at timestamptz not null default world_now(),
  send_at timestamptz not null default world_now(),
  sent_at timestamptz,
  delivered_at timestamptz
);
create unique index notifications_open_cause_idx on notifications (kind, cause, audience) where sent_at is null;
create index notifications_due_idx on notifications (send_at) where sent_at is null;
create index notifications_last_sent_idx on notifications (kind, cause, audience, sent_at) where sent_at is not null;
create index notifications_kind_idx on notifications (kind, id);
create index notifications_undelivered_idx on notifications (id) where delivered_at is null;
create index notifications_age_idx on notifications (last_raised_at);
create index notifications_unread_idx on notifications (audience, last_raised_at, id);

-- What each user has read: everything up to a time, and single ones since.
create table notification_inboxes (
  user_id uuid primary key,
  read_until timestamptz not null
);
create table notification_reads (
  notification_id uuid not null references notifications (id) on delete cascade,
  user_id uuid not null,
  read_at timestamptz not null,
  primary key (notification_id, user_id)
);
create index notification_reads_user_idx on notification_reads (user_id);

-- Channels of users' own.
create table notification_channels (
  user_id uuid not null,
  kind text not null check (kind in ('webhook', 'telegram')),
  label text not null, -- the host or the chat, for its owner
  settings bytea not null, -- encrypted (crypto.ts)
  created_at timestamptz not null default world_now(),
  primary key (user_id, kind)
);

-- Sends a notification through one channel. A replay is another row.
create table notification_deliveries (
  id bigint generated always as identity primary key,
  notification_id uuid not null references notifications (id) on delete cascade,
  channel text not null check (channel in ('webhook', 'telegram', 'own_webhook', 'own_telegram')),
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default world_now(),
  lease_token uuid,
  lease_until timestamptz, -- real time, as in scrape_tasks
  last_status integer, -- of the last HTTP answer; null when there was none
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
