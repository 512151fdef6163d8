-- Shops whose products are made of the posts of a connected account.
create table stores (
  id uuid primary key default uuidv7(),
  owner_id uuid, -- the user whose it is; null: the service's. Users are disabled, never deleted
  name text not null check (name <> ''),
  slug text not null constraint stores_slug_key unique,
  currency text not null check (currency ~ '^[A-Z]{3}$'), -- ISO 4217, of prices that name none
  languages text[] not null default '{}', -- ISO 639-1, of its captions
  -- Null: nothing is read. It outlives a connection that was removed, but not its parting.
  connection_id uuid constraint stores_connection_key unique,
  auto_sync boolean not null default true,
  auto_approve_from double precision check (auto_approve_from between 0.9 and 1), -- null: a person approves everything
  with_videos boolean not null default true,
  with_carousels boolean not null default true,
  approved_as text not null default 'active' check (approved_as in ('active', 'draft')),
  categories text[] not null,
  product_url text, -- of the shop's own pages, with {slug} in it
  followed_from timestamptz not null default world_now(), -- older posts are read by scans alone
  polled_at timestamptz,
  next_poll_at timestamptz not null default world_now(), -- at its newest posts
  next_full_poll_at timestamptz not null default world_now(), -- at all that its drafts and products are of
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now()
);
create index stores_owner_idx on stores (owner_id, id desc);
create index stores_poll_idx on stores (next_poll_at) where auto_sync and connection_id is not null;

-- One reading of a store's posts.
create table catalog_syncs (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores (id) on delete cascade,
  connection_id uuid not null,
  type text not null check (type in ('bulk_import', 'incremental_sync', 'webhook_trigger', 'manual_refresh')),
  begun_by text not null check (begun_by in ('user_initiated', 'webhook', 'scheduled_job')),
  status text not null default 'running' check (status in ('running', 'success', 'partial_success', 'failed',
    'cancelled')),
  options jsonb check (jsonb_typeof(options) = 'object'), -- of a scan: limit, since, in_batches, …
  is_listed boolean not null default false, -- all its posts are known
  requests integer not null default 0, -- of the official API
  counts jsonb, -- what became of its posts, once it has ended
  reason text, -- why it failed or was cancelled
  started_at timestamptz not null default world_now(),
  completed_at timestamptz,
  logged_at timestamptz, -- its end is in the log
  constraint catalog_syncs_completed check ((status = 'running') = (completed_at is null))
);
create index catalog_syncs_store_idx on catalog_syncs (store_id, id desc);
create index catalog_syncs_completed_idx on catalog_syncs (completed_at);
create index catalog_syncs_unlogged_idx on catalog_syncs (completed_at) where logged_at is null
  and completed_at is not null;
create index catalog_syncs_running_idx on catalog_syncs (store_id) where status = 'running';

-- Requests of the official API for a store, by the UTC day: polls that find nothing have no sync.
create table catalog_requests (
  store_id uuid not null references stores (id) on delete cascade,
  day date not null,
  requests integer not null default 0,
  constraint catalog_requests_pkey primary key (store_id, day)
);
create index catalog_requests_day_idx on catalog_requests (day);

create table catalog_posts (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores (id) on delete cascade,
  account_id text not null, -- the platform's, of the account whose post it is: a store may change its account
  platform_id text not null,
  permalink text,
  type text not null check (type in ('IMAGE', 'VIDEO', 'CAROUSEL_ALBUM')),
  caption text,
  picture_ids text[] not null default '{}', -- id and file of each, in their order: another list is another post
  picture_urls text[] not null default '{}', -- signed, and soon at their end
  published_at timestamptz not null,
  revision integer not null default 1, -- grows when caption or pictures change
  extracted_revision integer, -- null: never
  extracted_caption text, -- from which its drafts were made
  extracted_pictures text[] not null default '{}', -- as picture_ids
  extracted_hashes bigint[] not null default '{}', -- the perceptual hash of each; null: not available
  outcome text check (outcome in ('drafted', 'skipped', 'failed')),
  reason text, -- of the outcome, for programs
  failures smallint not null default 0, -- of the model, in a row, on this revision
  cost_usd double precision not null default 0, -- of asking a model about it
  found_at timestamptz, -- it was asked for by itself and is there, although lists leave it out
  deleted_at timestamptz,
  wanted_at timestamptz, -- a person wants a draft of it: neither rules nor a model skip it
  ignored_at timestamptz, -- a person wants no draft of it: scans and syncs skip it
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  -- What a seller sees of it.
  state text not null generated always as (
    case when ignored_at is not null then 'never' when deleted_at is not null then 'gone' else coalesce(outcome,
      'waiting') end
  ) stored,
  constraint catalog_posts_platform_id_key unique (store_id, platform_id)
);
create index catalog_posts_published_idx on catalog_posts (store_id, published_at desc, id desc);
create index catalog_posts_state_idx on catalog_posts (store_id, state, published_at desc, id desc);

-- What a sync does with each post; the outcome is null until it came to an end.
create table catalog_sync_posts (
  sync_id uuid not null references catalog_syncs (id) on delete cascade,
  post_id uuid not null references catalog_posts (id) on delete cascade,
  outcome text check (outcome in ('drafted', 'updated', 'skipped', 'unchanged', 'failed')),
  drafts smallint not null default 0,
  cost_usd double precision not null default 0,
  code text, -- why it was skipped or has failed
  message text,
  ended_at timestamptz,
  constraint catalog_sync_posts_pkey primary key (sync_id, post_id)
);
create index catalog_sync_posts_post_idx on catalog_sync_posts (post_id);
create index catalog_sync_posts_ended_idx on catalog_sync_posts (ended_at) where ended_at is not null;
create index catalog_sync_posts_open_idx on catalog_sync_posts (sync_id) where outcome is null;

-- Pictures of posts, to find the same one again. The bytes are media of `catalog_post:<id>`.
create table catalog_pictures (
  post_id uuid not null references catalog_posts (id) on delete cascade,
  position smallint not null check (position >= 0), -- in the post
  phash bigint not null, -- perceptual-hash.ts
  constraint catalog_pictures_pkey primary key (post_id, position)
);

create table products (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores (id) on delete cascade,
  slug text not null,
  name text not null check (name <> ''),
  description text not null default '',
  sku text,
  -- As many decimals as the currency has: a numeric without a scale gives them back as they were written.
  price numeric check (price >= 0 and price < 1e12 and scale(price) <= 3), -- null: on request
  compare_at_price numeric check (compare_at_price >= 0 and compare_at_price < 1e12 and scale(compare_at_price) <= 3),
  cost_per_item numeric check (cost_per_item >= 0 and cost_per_item < 1e12 and scale(cost_per_item) <= 3),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  track_inventory boolean not null default false,
  quantity integer check (quantity >= 0),
  allow_backorder boolean not null default false,
  low_stock_threshold integer check (low_stock_threshold >= 0),
  categories text[] not null default '{}',
  tags text[] not null default '{}',
  collection text,
  variants jsonb not null default '[]' check (jsonb_typeof(variants) = 'array'), -- [{ option, value }]
  status text not null default 'active' check (status in ('draft', 'active', 'archived')),
  is_featured boolean not null default false,
  is_seasonal boolean not null default false,
  available_from timestamptz,
  available_until timestamptz,
  meta_title text,
  meta_description text,
  source text not null check (source in ('instagram', 'manual', 'whatsapp_catalog')),
  model_url text, -- of a three-dimensional model
  source_id text, -- of the post, or of the other catalog
  source_url text,
  source_caption text,
  source_deleted_at timestamptz, -- its post is gone
  source_dropped_at timestamptz, -- its post is there, but sells it no more
  source_loss_accepted_at timestamptz, -- its seller keeps it all the same
  gone_notified_for timestamptz, -- the source_deleted_at of the last message to its owner
  dropped_notified_for timestamptz, -- the source_dropped_at of the last message to its owner
  touched text[] not null default '{}', -- fields that a person has changed: posts do not change them any more
  sold_count integer check (sold_count >= 0), -- these are written through the API; null: unknown
  view_count integer check (view_count >= 0),
  like_count integer check (like_count >= 0),
  rating real check (rating between 0 and 5),
  review_count integer check (review_count >= 0),
  imported_at timestamptz,
  videos_due_at timestamptz default world_now(), -- when the videos of its post are fetched; null: not any more
  video_tries smallint not null default 0,
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  constraint products_slug_key unique (store_id, slug),
  constraint products_availability check (available_until > available_from)
);
create index products_store_idx on products (store_id, id desc);
-- Lists of products are sorted by them, store by store (isSortable in the table of fields).
create index products_name_idx on products (store_id, left(lower(name), 60), id);
create index products_price_idx on products (store_id, price desc nulls last, id desc);
create index products_status_idx on products (store_id, status, id);
create index products_created_idx on products (store_id, created_at, id);
create index products_updated_idx on products (store_id, updated_at, id);
create index products_sold_idx on products (store_id, sold_count desc, id) where sold_count > 0;
create index products_gone_unnotified_idx on products (id) where source_deleted_at is not null
  and gone_notified_for is distinct from source_deleted_at;
create index products_dropped_unnotified_idx on products (id) where source_dropped_at is not null
  and dropped_notified_for is distinct from source_dropped_at;
create index products_videos_due_idx on products (videos_due_at) where videos_due_at is not null;

-- Videos of products: the files are in the folder of uploads, by their hash.
create table product_videos (
  product_id uuid not null references products (id) on delete cascade,
  position smallint not null check (position >= 0),
  sha256 bytea not null check (octet_length(sha256) = 32),
  bytes bigint not null check (bytes > 0),
  stored_at timestamptz not null default world_now(),
  constraint product_videos_pkey primary key (product_id, position)
);
create index product_videos_sha256_idx on product_videos (sha256);

-- Pictures of products, to find the same one again. The bytes are media of `product:<id>`.
create table product_pictures (
  product_id uuid not null references products (id) on delete cascade,
  position smallint not null check (position >= 0),
  phash bigint not null, -- perceptual-hash.ts
  constraint product_pictures_pkey primary key (product_id, position)
);

-- What a model made of a post, until the seller decides.
create table product_drafts (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores (id) on delete cascade,
  post_id uuid not null references catalog_posts (id) on delete cascade,
  position smallint not null check (position >= 0), -- among the products of the post
  extracted jsonb not null check (jsonb_typeof(extracted) = 'object'),
  edits jsonb not null default '{}' check (jsonb_typeof(edits) = 'object'), -- the seller's
  confidence double precision not null check (confidence between 0 and 1), -- a real 0.9 is less
  flags text[] not null default '{}', -- why a person should look closely
  status text not null default 'pending' check (status in ('pending', 'approved', 'rejected', 'expired')),
  reason text, -- of a rejection
  product_id uuid references products (id) on delete set null,
  duplicate_of uuid references products (id) on delete set null, -- it may be this product
  duplicate_of_draft uuid references product_drafts (id) on delete set null, -- or what this earlier post sells
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by text check (decided_by in ('person', 'store')), -- store: by its auto-approval
  notified_at timestamptz, -- when its owner was notified
  created_at timestamptz not null default world_now(),
  updated_at timestamptz not null default world_now(),
  constraint product_drafts_position_key unique (post_id, position),
  constraint product_drafts_decided check ((status in ('approved', 'rejected')) <= (decided_at is not null))
);
create index product_drafts_store_idx on product_drafts (store_id, status, id desc);
create index product_drafts_expiry_idx on product_drafts (expires_at) where status = 'pending';
create index product_drafts_unnotified_idx on product_drafts (id) where notified_at is null and status = 'pending';
create index product_drafts_decided_idx on product_drafts (decided_at) where decided_at is not null;
create index product_drafts_product_idx on product_drafts (product_id) where product_id is not null;
create index product_drafts_duplicate_idx on product_drafts (duplicate_of) where duplicate_of is not null;
create index product_drafts_duplicate_draft_idx on product_drafts (duplicate_of_draft)
  where duplicate_of_draft is not null;

-- The last message to the owner of a store, by the kind of the alert.
create table store_notices (
  store_id uuid not null references stores (id) on delete cascade,
  kind text not null,
  notified_at timestamptz not null default world_now(),
  constraint store_notices_pkey primary key (store_id, kind)
);

-- A post has changed where a person has changed the product, too.
create table product_conflicts (
  id uuid primary key default uuidv7(),
  store_id uuid not null, -- the product's
  product_id uuid not null references products (id) on delete cascade,
  field text not null,
  mine jsonb not null, -- the product's value, as a person wrote it
  theirs jsonb not null, -- as the post has it now
  before jsonb not null, -- as the post had it when the product's value was written
  caption_before text,
  caption_after text,
  created_at timestamptz not null default world_now(),
  resolved_at timestamptz,
  notified_at timestamptz, -- its owner was notified of it
  resolved_to text check (resolved_to in ('mine', 'theirs', 'value', 'withdrawn')), -- withdrawn: by a later change
  constraint product_conflicts_resolved check ((resolved_at is null) = (resolved_to is null))
);
create unique index product_conflicts_open_key on product_conflicts (product_id, field) where resolved_at is null;
create index product_conflicts_product_idx on product_conflicts (product_id);
create index product_conflicts_store_idx on product_conflicts (store_id, id desc) where resolved_at is null;
create index product_conflicts_resolved_idx on product_conflicts (store_id, id desc) where resolved_at is not null;
create index product_conflicts_unnotified_idx on product_conflicts (id) where notified_at is null
  and resolved_at is null;

-- Links in messages: each decides one thing, once, for the owner of its store: a draft, a conflict, or a product whose
-- post is gone or sells it no more. The code itself is in the message alone.
create table draft_links (
  code_hash bytea primary key,
  draft_id uuid references product_drafts (id) on delete cascade,
  conflict_id uuid references product_conflicts (id) on delete cascade,
  product_id uuid references products (id) on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint draft_links_subject check (num_nonnulls(draft_id, conflict_id, product_id) = 1)
);
create index draft_links_draft_idx on draft_links (draft_id) where draft_id is not null;
create index draft_links_conflict_idx on draft_links (conflict_id) where conflict_id is not null;
create index draft_links_product_idx on draft_links (product_id) where product_id is not null;
create index draft_links_expires_idx on draft_links (expires_at);

-- Comments that people write below a store's posts, and their mentions of its account, as Meta's
-- webhooks report them.
create table catalog_comments (
  id uuid primary key default uuidv7(),
  store_id uuid not null references stores (id) on delete cascade,
  post_id uuid references catalog_posts (id) on delete cascade, -- null: a post of another account, or not read yet
  kind text not null check (kind in ('comment', 'mention')),
  media_id text not null, -- the platform's, of the post
  comment_id text not null, -- the platform's; empty for a mention in a caption
  parent_id text, -- of the comment that it answers
  text text,
  username text,
  platform_id text, -- of who wrote it
  sent_at timestamptz not null,
  constraint catalog_comments_key unique (store_id, media_id, comment_id)
);
create index catalog_comments_store_idx on catalog_comments (store_id, kind, id desc);
create index catalog_comments_post_idx on catalog_comments (post_id) where post_id is not null;
create index catalog_comments_sent_idx on catalog_comments (sent_at);
-- Comments that came before their post was read: hidden until it is.
create index catalog_comments_early_idx on catalog_comments (store_id) where kind = 'comment' and post_id is null;

-- Pages of posts as they were read, for an hour: another scan does not ask for them again.
create table catalog_pages (
  connection_id uuid not null,
  after text not null, -- the cursor
  media jsonb not null,
  next text,
  unreadable integer not null,
  read_at timestamptz not null default world_now(),
  constraint catalog_pages_pkey primary key (connection_id, after)
);
create index catalog_pages_read_idx on catalog_pages (read_at);
