-- Pictures and videos that editors brought for posts, as they are sent: the bytes are files by their
-- hash in a folder that all replicas share, and several rows may refer to one.
create table uploads (
  id uuid primary key default uuidv7(),
  owner_id uuid, -- who brought it; null: the service. Users are disabled, never deleted
  file_name text not null check (file_name <> ''), -- as the user calls it, to be shown alone
  sha256 bytea not null check (length(sha256) = 32), -- of the stored file
  kind text not null check (kind in ('picture', 'video')),
  media_type text not null check (media_type in ('image/jpeg', 'video/mp4', 'video/quicktime')),
  bytes bigint not null check (bytes > 0),
  width integer not null check (width > 0),
  height integer not null check (height > 0), -- as it is shown
  duration_ms integer check (duration_ms > 0),
  frame_rate double precision check (frame_rate > 0),
  bit_rate bigint check (bit_rate >= 0), -- of the pictures of a video
  audio_rate integer check (audio_rate > 0), -- null: without sound
  codecs text[] not null, -- of a video: of its pictures, then of its sound
  conversions text[] not null, -- what was done to what the user gave
  warnings text[] not null,
  report jsonb not null, -- what the user gave, and what was found in it
  created_at timestamptz not null default world_now(),
  constraint uploads_video check ((kind = 'video') = (duration_ms is not null))
);
create index uploads_kind_idx on uploads (kind, id desc);
create index uploads_created_idx on uploads (created_at);
create index uploads_sha256_idx on uploads (sha256);
-- What a user has uploaded is added up before each file.
create index uploads_owner_idx on uploads (owner_id) include (bytes) where owner_id is not null;
