-- Pictures of creators as a model sees them: JPEGs of at most 512 px, each kept once whoever shows it.
create table images (
  sha256 bytea primary key check (octet_length(sha256) = 32),
  bytes bytea not null,
  width integer not null check (width between 1 and 512),
  height integer not null check (height between 1 and 512),
  created_at timestamptz not null default world_now()
);
-- A JPEG cannot be compressed any further.
alter table images alter column bytes set storage external;
create index images_created_idx on images (created_at);

create table blog_images (
  blog_id uuid not null references blogs on delete cascade,
  kind text not null check (kind in ('avatar', 'post')),
  -- Of the post, or the platform's id of the avatar: what is known by it is not fetched again.
  platform_id text not null,
  sha256 bytea not null references images,
  -- In this order they are shown.
  position integer not null check (position >= 0),
  primary key (blog_id, kind, platform_id)
);
create index blog_images_sha256_idx on blog_images (sha256);
