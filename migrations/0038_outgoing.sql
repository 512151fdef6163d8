-- Weekly reports of campaigns, which are sent through the channels of the team.
create table campaign_reports (
  list_id uuid primary key references lists (id) on delete cascade,
  weekday smallint not null check (weekday between 1 and 7), -- 1 is Monday
  hour smallint not null check (hour between 0 and 23), -- in the time zone of the campaign
  channels text[] not null check (cardinality(channels) > 0 and channels <@ array['webhook', 'telegram']),
  language text not null check (language <> ''),
  share_id uuid, -- the link that messages have; null: the address of the console
  link bytea, -- the secret of that link, encrypted
  next_at timestamptz, -- null: the last one was sent, or the campaign was over already
  -- The window for which next_at was computed; another one is planned again.
  planned_until timestamptz,
  planned_zone text not null,
  created_by uuid,
  updated_at timestamptz not null default world_now(),
  constraint campaign_reports_link check ((share_id is null) = (link is null))
);
create index campaign_reports_due_idx on campaign_reports (next_at) where next_at is not null;
create index campaign_reports_share_idx on campaign_reports (share_id) where share_id is not null;

-- A report on its way through one channel, or sent: never twice for one time.
create table campaign_report_sends (
  id uuid primary key default uuidv7(), -- the id of the message
  list_id uuid not null references lists (id) on delete cascade,
  channel text not null check (channel in ('webhook', 'telegram')),
  due_at timestamptz not null,
  is_last boolean not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0 check (attempts >= 0),
  last_status integer,
  last_error text,
  ended_at timestamptz,
  created_at timestamptz not null default world_now(),
  constraint campaign_report_sends_once unique (list_id, due_at, channel)
);
create index campaign_report_sends_created_idx on campaign_report_sends (created_at);

-- Webhooks that get a row for each result of a campaign, or each member of a list, when it changes.
create table outgoing_webhooks (
  id uuid primary key default uuidv7(),
  list_id uuid not null references lists (id) on delete cascade,
  name text not null check (name <> ''),
  rows text not null check (rows in ('results', 'members')),
  template text not null, -- JSON whose texts have placeholders such as {{username}}
  batch_size smallint not null check (batch_size between 1 and 500),
  rows_field text check (rows_field <> ''), -- the field of the body with the rows; null: the body is they
  host text not null, -- the part of the address that people see
  settings bytea not null, -- address, signing secret and authorization, encrypted
  has_authorization boolean not null default false,
  is_active boolean not null default true,
  created_by uuid,
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  tested_at timestamptz,
  last_sent_at timestamptz,
  last_status integer,
  last_error text,
  failed_at timestamptz -- since when no attempt was left; null: it works
);
create index outgoing_webhooks_list_idx on outgoing_webhooks (list_id);

-- What a receiver has of each row: a row is sent again only when its content differs.
create table outgoing_rows (
  webhook_id uuid not null references outgoing_webhooks (id) on delete cascade,
  row_id uuid not null, -- of the result, or of the creator who has none
  blog_id uuid not null references blogs (id) on delete cascade,
  hash bytea not null check (octet_length(hash) = 32),
  sent_at timestamptz not null default world_now(),
  constraint outgoing_rows_pkey primary key (webhook_id, row_id)
);
create index outgoing_rows_blog_idx on outgoing_rows (blog_id);
