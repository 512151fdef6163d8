// Generated from the migrated schema by `npm run db:types`; do not edit.
import type { Selectable } from "kysely";
import type { ColumnType } from "kysely";
import type { IPostgresInterval } from "postgres-interval";

export type ArrayType<T> = ArrayTypeImpl<T> extends (infer U)[]
  ? U[]
  : ArrayTypeImpl<T>;

export type ArrayTypeImpl<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S[], I[], U[]>
  : T[];

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;

export type Interval = ColumnType<IPostgresInterval, IPostgresInterval | number | string, IPostgresInterval | number | string>;

export type Json = JsonValue;

export type JsonArray = JsonValue[];

export type JsonObject = {
  [x: string]: JsonValue | undefined;
};

export type JsonPrimitive = boolean | number | string | null;

export type JsonValue = JsonArray | JsonObject | JsonPrimitive;

export type Numeric = ColumnType<string, number | string, number | string>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface AccountEvents {
  account_id: string | null;
  blames: string | null;
  code: string | null;
  created_at: Generated<Timestamp>;
  detail: Generated<Json>;
  event: string;
  from_state: string | null;
  id: Generated<number>;
  to_state: string | null;
}

export interface AccountInsights {
  collected_at: Generated<Timestamp>;
  connection_id: string;
  day: Timestamp;
  demographics: Json | null;
  gaps: Generated<Json>;
  metrics: Json;
  raw: Json | null;
}

export interface AccountRequests {
  account_id: string | null;
  ended_at: Timestamp | null;
  endpoint: string | null;
  id: Generated<number>;
  kind: string;
  outcome: string | null;
  proxy_id: string | null;
  removed_username: string | null;
  reserved_at: Generated<Timestamp>;
  task_id: number | null;
}

export interface AiAlertsSent {
  name: string;
  sent_at: Generated<Timestamp>;
}

export interface AiBatches {
  cancel_requested_at: Timestamp | null;
  completed_at: Timestamp | null;
  completed_count: Generated<number>;
  cost_usd: Generated<number>;
  create_attempted_at: Timestamp | null;
  created_at: Generated<Timestamp>;
  error_code: string | null;
  error_file_id: string | null;
  error_message: string | null;
  estimated_cost_usd: Generated<number>;
  estimated_input_tokens: Generated<number>;
  failed_count: Generated<number>;
  files_deleted_at: Timestamp | null;
  id: Generated<string>;
  ingested_at: Timestamp | null;
  input_file_id: string | null;
  input_tokens: Generated<number>;
  input_usd_per_million: number | null;
  is_outdated: Generated<boolean>;
  kind: string;
  model: string;
  outcomes: Generated<Json>;
  output_file_id: string | null;
  output_tokens: Generated<number>;
  output_usd_per_million: number | null;
  polled_at: Timestamp | null;
  prompt: Json | null;
  remote_id: string | null;
  request_count: number;
  sent_at: Timestamp | null;
  status: Generated<string>;
}

export interface AiBatchRows {
  batch_id: string;
  cost_usd: Generated<number>;
  input_tokens: Generated<number>;
  outcome: string | null;
  output_tokens: Generated<number>;
  task_id: number;
}

export interface AiCalls {
  cost_usd: Generated<number>;
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  input_tokens: Generated<number>;
  kind: string;
  model: string;
  outcome: string | null;
  output_tokens: Generated<number>;
  subject: string | null;
  under_way_until: Timestamp | null;
}

export interface AiGathering {
  kind: string;
  until: Timestamp;
}

export interface AiHolds {
  code: string;
  is_only: Generated<boolean>;
  key_hash: Buffer;
  message: string;
  model: string;
  nonce: Buffer;
  probe_at: Timestamp | null;
  since: Generated<Timestamp>;
}

export interface AiInsights {
  batch_id: string | null;
  blog_id: string;
  confidence: number;
  created_at: Generated<Timestamp>;
  insights: Json;
  model: string;
  prompt_version: string;
  task_id: number | null;
  version: number;
}

export interface AiModels {
  base_url: string;
  ends_on: Timestamp | null;
  id: string;
  read_at: Timestamp;
}

export interface AiSending {
  held: string | null;
  held_since: Timestamp | null;
  is_only: Generated<boolean>;
}

export interface ApiTokens {
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  last_used_at: Timestamp | null;
  name: string;
  scopes: string[];
  token_hash: Buffer;
  user_id: string | null;
}

export interface AppLoginRefusals {
  account_id: string;
  app_version: string;
  is_accounts_own: Generated<boolean>;
  refused_at: Generated<Timestamp>;
}

export interface AuditLog {
  action: string;
  address: string | null;
  after: Json | null;
  at: Generated<Timestamp>;
  before: Json | null;
  id: Generated<number>;
  name: string;
  object: string | null;
  principal: string;
  request_id: string;
  status: number | null;
}

export interface Bindings {
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  kind: string;
  media_id: string;
  version_id: string;
}

export interface BlogCategories {
  blog_id: string;
  category_id: string;
  is_primary: Generated<boolean>;
}

export interface BlogHighlights {
  blog_id: string;
  changed_at: Timestamp | null;
  cover_url: string | null;
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  media_count: number | null;
  platform_id: string;
  stories_read_at: Timestamp | null;
  story_links: Generated<string[]>;
  story_locations: Generated<string[]>;
  story_mentions: Generated<string[]>;
  title: string | null;
}

export interface BlogPosts {
  advertising: Json | null;
  blog_id: string;
  caption_text: string | null;
  child_count: number | null;
  coauthors: Generated<string[]>;
  code: string | null;
  comment_count: number | null;
  created_at: Generated<Timestamp>;
  hashtags: Generated<string[]>;
  id: Generated<string>;
  is_paid_partnership: boolean | null;
  is_pinned: Generated<boolean>;
  like_count: number | null;
  location_id: string | null;
  location_lat: number | null;
  location_lng: number | null;
  location_name: string | null;
  media_type: string;
  mentions: Generated<string[]>;
  music_artist: string | null;
  music_id: string | null;
  music_title: string | null;
  platform_id: string;
  play_count: number | null;
  product_type: string | null;
  sponsors: Generated<string[]>;
  tagged_users: Generated<string[]>;
  taken_at: Timestamp;
  thumbnail_url: string | null;
  view_count: number | null;
}

export interface Blogs {
  ai_analyzed_at: Timestamp | null;
  ai_confidence: number | null;
  ai_insights: Json | null;
  ai_model: string | null;
  ai_prompt_version: string | null;
  ai_version: number | null;
  avatar_url: string | null;
  bio_links: Generated<Json>;
  biography: string | null;
  business_category: string | null;
  city: string | null;
  city_id: number | null;
  city_posts: number | null;
  city_source: string | null;
  comments_per_like: number | null;
  comments_per_like_posts: number | null;
  created_at: Generated<Timestamp>;
  engagement_spread: number | null;
  engagement_spread_posts: number | null;
  engagement_trend: string | null;
  engagement_trend_high: number | null;
  engagement_trend_low: number | null;
  engagement_trend_per_30_days: number | null;
  engagement_trend_posts: number | null;
  er: number | null;
  er_percentile: number | null;
  er_posts: number | null;
  er_reels: number | null;
  er_reels_by_views: number | null;
  er_reels_by_views_posts: number | null;
  er_reels_posts: number | null;
  external_url: string | null;
  follower_count: number | null;
  follower_growth_30_days: number | null;
  follower_growth_7_days: number | null;
  follower_tier: Generated<string | null>;
  following_count: number | null;
  full_name: string | null;
  fully_scraped_at: Timestamp | null;
  id: Generated<string>;
  is_business: boolean | null;
  is_verified: boolean | null;
  languages: Generated<string[]>;
  last_post_at: Timestamp | null;
  latest_story_at: Timestamp | null;
  media_count: number | null;
  paid_post_share: number | null;
  paid_post_share_posts: number | null;
  person_id: string;
  picture_id: string | null;
  platform: Generated<string>;
  platform_id: string | null;
  posts_last_28_days: number | null;
  posts_per_week: number | null;
  posts_source: string | null;
  profile_source: string | null;
  risk_evidence: Generated<Json>;
  risk_flags: Generated<string[]>;
  scrape_status: Generated<string>;
  scraped_at: Timestamp | null;
  search: string | null;
  source: string;
  update_due_at: Timestamp | null;
  update_value: Generated<number>;
  updated_at: Generated<Timestamp>;
  username: string;
  view_rate_by_followers: number | null;
  view_rate_by_followers_posts: number | null;
}

export interface BlogSnapshots {
  blog_id: string;
  comments_per_like: number | null;
  engagement_spread: number | null;
  engagement_trend: string | null;
  engagement_trend_per_30_days: number | null;
  er: number | null;
  er_posts: number | null;
  er_reels: number | null;
  er_reels_by_views: number | null;
  er_reels_posts: number | null;
  follower_count: number | null;
  following_count: number | null;
  id: Generated<string>;
  is_full: Generated<boolean>;
  media_count: number | null;
  paid_post_share: number | null;
  posts_last_28_days: number | null;
  posts_per_week: number | null;
  scraped_at: Generated<Timestamp>;
  view_rate_by_followers: number | null;
}

export interface BlogStories {
  blog_id: string;
  expires_at: Timestamp;
  first_met_at: Generated<Timestamp>;
  hashtags: Generated<string[]>;
  id: Generated<string>;
  last_met_at: Generated<Timestamp>;
  links: Generated<string[]>;
  media_type: string;
  mentions: Generated<string[]>;
  picture: string | null;
  platform_id: string;
  stickers: Generated<string[]>;
  taken_at: Timestamp;
}

export interface BlogTopics {
  blog_id: string;
  category_id: string | null;
  first_seen_at: Generated<Timestamp>;
  last_seen_at: Generated<Timestamp>;
  matched_by: string | null;
  place: number;
  similarity: number | null;
  term: string;
  topic: string;
}

export interface CampaignAlerts {
  blog_id: string;
  created_at: Generated<Timestamp>;
  key: string;
  kind: string;
  list_id: string;
  note: string | null;
  noted_at: Timestamp | null;
  noted_by: string | null;
  notified_at: Timestamp | null;
  result_id: string | null;
}

export interface CampaignChanges {
  after: string | null;
  at: Timestamp;
  before: string | null;
  id: Generated<string>;
  kind: string;
  result_id: string;
}

export interface CampaignCodes {
  blog_id: string | null;
  code: string;
  list_id: string;
}

export interface CampaignNearMisses {
  blog_id: string;
  code: string | null;
  expected: string;
  found: string;
  found_at: Generated<Timestamp>;
  kind: string;
  list_id: string;
  platform_id: string;
  quote: string | null;
  taken_at: Timestamp;
  what: string;
}

export interface CampaignPromises {
  blog_id: string;
  country: string | null;
  due_at: Timestamp | null;
  label_required: Generated<boolean>;
  list_id: string;
  posts: Generated<number>;
  reels: Generated<number>;
  stories: Generated<number>;
  updated_at: Generated<Timestamp>;
  words: Generated<string[]>;
}

export interface CampaignReports {
  channels: string[];
  created_by: string | null;
  hour: number;
  language: string;
  link: Buffer | null;
  list_id: string;
  next_at: Timestamp | null;
  planned_until: Timestamp | null;
  planned_zone: string;
  share_id: string | null;
  updated_at: Generated<Timestamp>;
  weekday: number;
}

export interface CampaignReportSends {
  attempts: Generated<number>;
  channel: string;
  created_at: Generated<Timestamp>;
  due_at: Timestamp;
  ended_at: Timestamp | null;
  id: Generated<string>;
  is_last: boolean;
  last_error: string | null;
  last_status: number | null;
  list_id: string;
  state: Generated<string>;
}

export interface CampaignResults {
  author_id: string;
  blog_id: string;
  caption: string | null;
  code: string | null;
  comment_count: number | null;
  comments_disabled: boolean | null;
  first_missed_at: Timestamp | null;
  gone_since: Timestamp | null;
  id: Generated<string>;
  kind: string;
  label: string | null;
  label_confirmed_at: Timestamp | null;
  label_confirmed_by: string | null;
  label_quote: string | null;
  last_missed_at: Timestamp | null;
  last_read_at: Timestamp | null;
  like_count: number | null;
  list_id: string;
  media_type: string;
  platform_id: string;
  play_count: number | null;
  product_type: string | null;
  quote: string | null;
  sign: string;
  signs: Generated<Json>;
  taken_at: Timestamp;
  tied_at: Generated<Timestamp>;
  tied_by: string | null;
  untied_at: Timestamp | null;
  untied_by: string | null;
  view_count: number | null;
}

export interface Campaigns {
  client: string | null;
  created_at: Generated<Timestamp>;
  created_by: string | null;
  daily_requests: number | null;
  disclosures: Generated<Json>;
  handles: Generated<string[]>;
  hashtags: Generated<string[]>;
  links: Generated<string[]>;
  list_id: string;
  mentions: Generated<string[]>;
  starts_at: Timestamp | null;
  time_zone: Generated<string>;
  updated_at: Generated<Timestamp>;
}

export interface CatalogComments {
  comment_id: string;
  id: Generated<string>;
  kind: string;
  media_id: string;
  parent_id: string | null;
  platform_id: string | null;
  post_id: string | null;
  sent_at: Timestamp;
  store_id: string;
  text: string | null;
  username: string | null;
}

export interface CatalogPages {
  after: string;
  connection_id: string;
  media: Json;
  next: string | null;
  read_at: Generated<Timestamp>;
  unreadable: number;
}

export interface CatalogPictures {
  phash: number;
  position: number;
  post_id: string;
}

export interface CatalogPosts {
  account_id: string;
  caption: string | null;
  cost_usd: Generated<number>;
  created_at: Generated<Timestamp>;
  deleted_at: Timestamp | null;
  extracted_caption: string | null;
  extracted_hashes: Generated<ArrayType<number>>;
  extracted_pictures: Generated<string[]>;
  extracted_revision: number | null;
  failures: Generated<number>;
  found_at: Timestamp | null;
  id: Generated<string>;
  ignored_at: Timestamp | null;
  outcome: string | null;
  permalink: string | null;
  picture_ids: Generated<string[]>;
  picture_urls: Generated<string[]>;
  platform_id: string;
  published_at: Timestamp;
  reason: string | null;
  revision: Generated<number>;
  state: Generated<string>;
  store_id: string;
  type: string;
  updated_at: Generated<Timestamp>;
  wanted_at: Timestamp | null;
}

export interface CatalogRequests {
  day: Timestamp;
  requests: Generated<number>;
  store_id: string;
}

export interface CatalogSyncPosts {
  code: string | null;
  cost_usd: Generated<number>;
  drafts: Generated<number>;
  ended_at: Timestamp | null;
  message: string | null;
  outcome: string | null;
  post_id: string;
  sync_id: string;
}

export interface CatalogSyncs {
  begun_by: string;
  completed_at: Timestamp | null;
  connection_id: string;
  counts: Json | null;
  id: Generated<string>;
  is_listed: Generated<boolean>;
  logged_at: Timestamp | null;
  options: Json | null;
  reason: string | null;
  requests: Generated<number>;
  started_at: Generated<Timestamp>;
  status: Generated<string>;
  store_id: string;
  type: string;
}

export interface Categories {
  id: Generated<string>;
  name: string;
}

export interface CategorySynonyms {
  category_id: string;
  synonym: string;
  term: Generated<string>;
}

export interface ConnectionChoices {
  choices: Buffer;
  expires_at: Timestamp;
  id: Generated<string>;
  owner_id: string | null;
  purpose: string | null;
  secret_hash: Buffer;
}

export interface ConnectionDeletions {
  accounts: number;
  code: string;
  created_at: Generated<Timestamp>;
}

export interface ConnectionDialogs {
  browser_hash: Buffer | null;
  connection_id: string | null;
  expires_at: Timestamp;
  login: string;
  owner_id: string | null;
  purpose: string | null;
  redirect_uri: string;
  return_to: string | null;
  state_hash: Buffer;
}

export interface Connections {
  authorized_at: Generated<Timestamp>;
  checked_at: Timestamp | null;
  created_at: Generated<Timestamp>;
  data_access_expires_at: Timestamp | null;
  granted_by: string | null;
  id: Generated<string>;
  kind: string | null;
  login: string;
  name: string | null;
  next_care_at: Generated<Timestamp>;
  owner_id: string | null;
  page_id: string | null;
  page_name: string | null;
  platform_id: string;
  removed_at: Timestamp | null;
  rights_granted: Generated<string[]>;
  rights_missing: Generated<string[]>;
  state: Generated<string>;
  state_reason: string | null;
  state_text: string | null;
  token: Buffer | null;
  token_expires_at: Timestamp | null;
  token_issued_at: Generated<Timestamp>;
  updated_at: Generated<Timestamp>;
  user_token: Buffer | null;
  username: string;
}

export interface CronTicks {
  error_code: string | null;
  error_message: string | null;
  failed_at: Timestamp | null;
  last_slot: Timestamp;
  last_task_id: number | null;
  name: string;
  reported_failure_at: Timestamp | null;
  skipped_slot: Timestamp | null;
  updated_at: Generated<Timestamp>;
}

export interface DiscoveryHashtags {
  created_at: Generated<Timestamp>;
  filters: Generated<Json>;
  hashtag: string;
  is_paused: Generated<boolean>;
  last_discovered_at: Timestamp | null;
}

export interface DraftLinks {
  code_hash: Buffer;
  conflict_id: string | null;
  draft_id: string | null;
  expires_at: Timestamp;
  product_id: string | null;
  used_at: Timestamp | null;
}

export interface ErasedCreators {
  erased_at: Generated<Timestamp>;
  erasure: string;
  identity_hmac: Buffer;
  kind: string;
}

export interface ErasureKey {
  created_at: Generated<Timestamp>;
  key_encrypted: Buffer;
  singleton: Generated<boolean>;
}

export interface Executions {
  attempt: Generated<number>;
  begun_at: Timestamp | null;
  caption: string;
  comment: string | null;
  comment_sent_at: Timestamp | null;
  commit_sent_at: Timestamp | null;
  commits: Generated<number>;
  created_at: Generated<Timestamp>;
  due_at: Generated<Timestamp>;
  ended_at: Timestamp | null;
  error_class: string | null;
  error_code: string | null;
  error_message: string | null;
  first_sent_at: Timestamp | null;
  group_ids: Generated<string[]>;
  id: Generated<string>;
  ids: Json | null;
  is_reencoded: Generated<boolean>;
  language: string | null;
  lookups: Generated<number>;
  media_id: string | null;
  not_ready_ms: Generated<number>;
  permalink: string | null;
  post_id: string;
  posted_at: Timestamp | null;
  progress: Json | null;
  publishing_account_id: string | null;
  removed_at: Timestamp | null;
  reported_missing_at: Timestamp | null;
  retry_count: Generated<number>;
  route: string;
  sent_as: Generated<string | null>;
  stagger_ms: Generated<number>;
  status: Generated<string>;
  step: Generated<string>;
  uninvited: Generated<string[]>;
  updated_at: Generated<Timestamp>;
  username: string;
  waits_for: string | null;
  waits_message: string | null;
  warnings: Generated<string[]>;
}

export interface FormerListMembers {
  added_at: Timestamp;
  blog_id: string;
  currency: string | null;
  due_on: Timestamp | null;
  list_id: string;
  note: string | null;
  owner_id: string | null;
  price: Numeric | null;
  removal_id: string;
  removed_at: Generated<Timestamp>;
  status: string;
  status_since: Timestamp;
}

export interface Glossaries {
  entries: Json;
  from_language: string;
  to_language: string;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

export interface GramdBackfills {
  cursor: Json | null;
  done: Generated<number>;
  finished_at: Timestamp | null;
  name: string;
  started_at: Generated<Timestamp>;
  task_id: number | null;
  total: number | null;
  version: string;
}

export interface GramdMigrations {
  applied_at: Generated<Timestamp>;
  checksum: string;
  commit: string | null;
  name: string;
  phase: string;
  version: string;
}

export interface GraphUsage {
  blocked_until: Timestamp | null;
  key: string;
  next_call_at: Timestamp | null;
  percent: number;
  reported_at: Generated<Timestamp>;
  scope: string;
}

export interface GroupMembers {
  group_id: string;
  publishing_account_id: string;
}

export interface Groups {
  colour: Generated<string>;
  created_at: Generated<Timestamp>;
  description: string | null;
  id: Generated<string>;
  name: string;
  shape: Generated<string>;
  updated_at: Generated<Timestamp>;
}

export interface IdempotencyKeys {
  body_hash: Buffer;
  created_at: Generated<Timestamp>;
  key: string;
  principal: string;
  response: Json | null;
  route: string;
  status: number | null;
}

export interface IgnoredTopics {
  ignored_at: Generated<Timestamp>;
  term: string;
  topic: string;
}

export interface InstagramAccounts {
  app_profile: Json | null;
  care_failed_at: Timestamp | null;
  clean_since: Timestamp | null;
  codes_tried: Generated<number>;
  created_at: Generated<Timestamp>;
  device_seed: string;
  feedback_streak: Generated<number>;
  free_at: Generated<Timestamp>;
  free_until: Timestamp | null;
  health: Generated<number>;
  id: Generated<string>;
  last_error: string | null;
  last_login_at: Timestamp | null;
  last_used_at: Timestamp | null;
  last_verified_at: Timestamp | null;
  lease_for: string | null;
  lease_owner: string | null;
  lease_token: string | null;
  lease_until: Timestamp | null;
  next_request_at: Generated<Timestamp>;
  notes: string | null;
  password_refused_at: Timestamp | null;
  paused_from: string | null;
  pending_login: Buffer | null;
  platform_id: string | null;
  proxy_id: string | null;
  purpose: Generated<string>;
  rate_limit_streak: Generated<number>;
  renewal_at: Timestamp | null;
  renewal_off: Generated<boolean>;
  rest_code: string | null;
  rest_until: Timestamp | null;
  secrets: Buffer | null;
  session: Buffer | null;
  session_created_at: Timestamp | null;
  session_expires_at: Timestamp | null;
  session_source: string | null;
  session_version: Generated<number>;
  state: Generated<string>;
  strikes: Generated<number>;
  time_zone: string | null;
  updated_at: Generated<Timestamp>;
  username: string;
  warm_up_from: Timestamp | null;
}

export interface Instances {
  name: string;
  process: string;
  taken_at: Generated<Timestamp>;
}

export interface Jobs {
  cancelled: Generated<number>;
  cancelled_at: Timestamp | null;
  created_at: Generated<Timestamp>;
  done: Generated<number>;
  ended_at: Timestamp | null;
  failed: Generated<number>;
  id: Generated<string>;
  kind: string;
  notifies: Generated<boolean>;
  total: Generated<number>;
  user_id: string | null;
}

export interface JobTasks {
  job_id: string;
  status: string | null;
  task_id: number;
}

export interface KnownPlaces {
  digest: Buffer;
  kind: string;
  last_at: Generated<Timestamp>;
  user_id: string;
}

export interface LastBackup {
  rows: number;
  singleton: Generated<boolean>;
  version: string;
  written_at: Generated<Timestamp>;
}

export interface ListMembers {
  added_at: Generated<Timestamp>;
  blog_id: string;
  currency: string | null;
  due_on: Timestamp | null;
  list_id: string;
  note: string | null;
  owner_id: string | null;
  price: Numeric | null;
  status: Generated<string>;
  status_since: Generated<Timestamp>;
}

export interface Lists {
  created_at: Generated<Timestamp>;
  description: string | null;
  ends_at: Timestamp | null;
  id: Generated<string>;
  is_campaign: Generated<boolean>;
  name: string;
  updated_at: Generated<Timestamp>;
}

export interface ManualCategories {
  assigned_at: Generated<Timestamp>;
  blog_id: string;
  category_id: string;
}

export interface Media {
  bytes: Buffer;
  created_at: Generated<Timestamp>;
  height: number;
  sha256: Buffer;
  width: number;
}

export interface MediaInsights {
  collected_at: Timestamp;
  gaps: Generated<Json>;
  media_id: string;
  metrics: Json;
  raw: Json | null;
}

export interface MediaUses {
  name: string;
  owner: string;
  position: number;
  sha256: Buffer;
  stored_at: Generated<Timestamp>;
}

export interface NotificationChannels {
  created_at: Generated<Timestamp>;
  kind: string;
  label: string;
  settings: Buffer;
  user_id: string;
}

export interface NotificationDeliveries {
  attempts: Generated<number>;
  channel: string;
  created_at: Generated<Timestamp>;
  ended_at: Timestamp | null;
  id: Generated<number>;
  last_error: string | null;
  last_status: number | null;
  lease_token: string | null;
  lease_until: Timestamp | null;
  log: Generated<Json>;
  next_attempt_at: Generated<Timestamp>;
  notification_id: string;
  state: Generated<string>;
}

export interface NotificationInboxes {
  read_until: Timestamp;
  user_id: string;
}

export interface NotificationReads {
  notification_id: string;
  read_at: Timestamp;
  user_id: string;
}

export interface Notifications {
  audience: Generated<string>;
  cause: string;
  count: Generated<number>;
  created_at: Generated<Timestamp>;
  delivered_at: Timestamp | null;
  id: Generated<string>;
  items: Generated<Json>;
  kind: string;
  last_raised_at: Generated<Timestamp>;
  send_at: Generated<Timestamp>;
  sent_at: Timestamp | null;
  severity: string;
  title: string;
}

export interface OutgoingRows {
  blog_id: string;
  hash: Buffer;
  row_id: string;
  sent_at: Generated<Timestamp>;
  webhook_id: string;
}

export interface OutgoingWebhooks {
  batch_size: number;
  created_at: Generated<Timestamp>;
  created_by: string | null;
  failed_at: Timestamp | null;
  has_authorization: Generated<boolean>;
  host: string;
  id: Generated<string>;
  is_active: Generated<boolean>;
  last_error: string | null;
  last_sent_at: Timestamp | null;
  last_status: number | null;
  list_id: string;
  name: string;
  rows: string;
  rows_field: string | null;
  settings: Buffer;
  template: string;
  tested_at: Timestamp | null;
  updated_at: Generated<Timestamp>;
}

export interface OwnMedia {
  caption: string | null;
  child_count: Generated<number>;
  comment_count: number | null;
  connection_id: string;
  created_at: Generated<Timestamp>;
  deleted_at: Timestamp | null;
  duration_ms: number | null;
  final_gap: string | null;
  id: Generated<string>;
  last_synced_at: Timestamp | null;
  like_count: number | null;
  listed_at: Generated<Timestamp>;
  missed_lists: Generated<number>;
  next_sync_at: Timestamp | null;
  owner_id: string | null;
  permalink: string | null;
  platform_id: string;
  published_at: Timestamp;
  shortcode: string | null;
  sync_error: string | null;
  sync_failures: Generated<number>;
  sync_status: Generated<string>;
  type: string;
  updated_at: Generated<Timestamp>;
}

export interface OwnMediaSync {
  awaited_until: Timestamp | null;
  connection_id: string;
  created_at: Generated<Timestamp>;
  ended_at: Timestamp | null;
  fully_listed_at: Timestamp | null;
  listed_at: Timestamp | null;
  next_demographics_at: Generated<Timestamp>;
  next_full_at: Generated<Timestamp>;
  next_insights_at: Generated<Timestamp>;
  next_list_at: Generated<Timestamp>;
  next_stories_at: Timestamp | null;
  owner_id: string | null;
  username: string;
}

export interface OwnStories {
  blog_id: string;
  connection_id: string;
  created_at: Generated<Timestamp>;
  metrics: Json | null;
  platform_id: string;
  read_at: Timestamp | null;
  reason: string | null;
  story_id: string | null;
  taken_at: Timestamp;
  tried_at: Timestamp | null;
}

export interface PastAttempts {
  ended_at: Generated<Timestamp>;
  error_code: string | null;
  error_message: string | null;
  id: Generated<number>;
  outcome: string;
  owner: string | null;
  started_at: Timestamp | null;
  task_id: number;
}

export interface PausedTaskTypes {
  paused_at: Generated<Timestamp>;
  task_type: string;
}

export interface Persons {
  created_at: Generated<Timestamp>;
  full_name: string | null;
  id: Generated<string>;
}

export interface PoolStops {
  cause: string;
  created_at: Generated<Timestamp>;
  singleton: Generated<boolean>;
  stopped_until: Timestamp;
}

export interface PoolSwitches {
  renew_sessions: boolean | null;
  singleton: Generated<boolean>;
  updated_at: Generated<Timestamp>;
}

export interface PoolTargets {
  account_ids: string[];
  answered: Generated<number>;
  last_at: Generated<Timestamp>;
  quarantined_until: Timestamp | null;
  target: string;
}

export interface PostCaptions {
  comment: string | null;
  confirmed_at: Timestamp | null;
  flags: Generated<string[]>;
  language: string | null;
  post_id: string;
  publishing_account_id: string | null;
  service: string;
  source_caption: string | null;
  source_hash: string;
  text: string;
  updated_at: Generated<Timestamp>;
  written_by: string | null;
}

export interface PostgresServer {
  singleton: Generated<boolean>;
  version_num: number;
}

export interface PostMedia {
  alt_text: string | null;
  position: number;
  post_id: string;
  upload_id: string;
  user_tags: Generated<Json>;
}

export interface PostReadings {
  blog_id: string;
  caption: string | null;
  comment_count: number | null;
  comments_disabled: Generated<boolean>;
  is_paid_partnership: boolean | null;
  like_count: number | null;
  platform_id: string;
  play_count: number | null;
  read_at: Generated<Timestamp>;
  taken_at: Timestamp;
  view_count: number | null;
}

export interface Posts {
  as_is: Generated<string[]>;
  as_is_by: Generated<Json>;
  author_id: string | null;
  begun_at: Timestamp | null;
  caption: Generated<string>;
  collaborators: Generated<string[]>;
  completed_at: Timestamp | null;
  cover_at_ms: number | null;
  cover_upload_id: string | null;
  created_at: Generated<Timestamp>;
  first_comment: string | null;
  id: Generated<string>;
  is_urgent: Generated<boolean>;
  language: string | null;
  location: Json | null;
  missed_at: Timestamp | null;
  publish_requested_at: Timestamp | null;
  requires_review: Generated<boolean>;
  scheduled_at: Timestamp | null;
  shares_to_feed: Generated<boolean>;
  source_hash: Generated<string>;
  status: Generated<string>;
  stopped_at: Timestamp | null;
  stopped_by: string | null;
  text_changed_at: Timestamp | null;
  time_zone: string | null;
  translation_failures: Generated<Json>;
  type: string;
  updated_at: Generated<Timestamp>;
  wished_at: Timestamp | null;
}

export interface PostTargets {
  group_id: string | null;
  post_id: string;
  publishing_account_id: string | null;
}

export interface ProductConflicts {
  before: Json;
  caption_after: string | null;
  caption_before: string | null;
  created_at: Generated<Timestamp>;
  field: string;
  id: Generated<string>;
  mine: Json;
  notified_at: Timestamp | null;
  product_id: string;
  resolved_at: Timestamp | null;
  resolved_to: string | null;
  store_id: string;
  theirs: Json;
}

export interface ProductDrafts {
  confidence: number;
  created_at: Generated<Timestamp>;
  decided_at: Timestamp | null;
  decided_by: string | null;
  duplicate_of: string | null;
  duplicate_of_draft: string | null;
  edits: Generated<Json>;
  expires_at: Timestamp;
  extracted: Json;
  flags: Generated<string[]>;
  id: Generated<string>;
  notified_at: Timestamp | null;
  position: number;
  post_id: string;
  product_id: string | null;
  reason: string | null;
  status: Generated<string>;
  store_id: string;
  updated_at: Generated<Timestamp>;
}

export interface ProductPictures {
  phash: number;
  position: number;
  product_id: string;
}

export interface Products {
  allow_backorder: Generated<boolean>;
  available_from: Timestamp | null;
  available_until: Timestamp | null;
  categories: Generated<string[]>;
  collection: string | null;
  compare_at_price: Numeric | null;
  cost_per_item: Numeric | null;
  created_at: Generated<Timestamp>;
  currency: string;
  description: Generated<string>;
  dropped_notified_for: Timestamp | null;
  gone_notified_for: Timestamp | null;
  id: Generated<string>;
  imported_at: Timestamp | null;
  is_featured: Generated<boolean>;
  is_seasonal: Generated<boolean>;
  like_count: number | null;
  low_stock_threshold: number | null;
  meta_description: string | null;
  meta_title: string | null;
  model_url: string | null;
  name: string;
  price: Numeric | null;
  quantity: number | null;
  rating: number | null;
  review_count: number | null;
  sku: string | null;
  slug: string;
  sold_count: number | null;
  source: string;
  source_caption: string | null;
  source_deleted_at: Timestamp | null;
  source_dropped_at: Timestamp | null;
  source_id: string | null;
  source_loss_accepted_at: Timestamp | null;
  source_url: string | null;
  status: Generated<string>;
  store_id: string;
  tags: Generated<string[]>;
  touched: Generated<string[]>;
  track_inventory: Generated<boolean>;
  updated_at: Generated<Timestamp>;
  variants: Generated<Json>;
  video_tries: Generated<number>;
  videos_due_at: Generated<Timestamp | null>;
  view_count: number | null;
}

export interface ProductVideos {
  bytes: number;
  position: number;
  product_id: string;
  sha256: Buffer;
  stored_at: Generated<Timestamp>;
}

export interface ProjectAdvice {
  ask_id: string;
  basis: Buffer;
  created_at: Generated<Timestamp>;
  language: string;
  lines: Json;
  model: string;
  project_id: string;
  prompt_version: string;
  version_id: string;
}

export interface Projects {
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  last_number: Generated<number>;
  name: string;
  note: string | null;
  owner_id: string | null;
  updated_at: Generated<Timestamp>;
}

export interface ProjectVersions {
  created_at: Generated<Timestamp>;
  horizon_hours: Generated<number>;
  id: Generated<string>;
  length_seconds: number | null;
  number: number;
  predicted: Generated<Json>;
  project_id: string;
  script: string | null;
  stem_hashes: Generated<number[]>;
  tag_code: Generated<string>;
  title: string | null;
  updated_at: Generated<Timestamp>;
}

export interface Proxies {
  country: string | null;
  created_at: Generated<Timestamp>;
  credentials: Buffer | null;
  death_cause: string | null;
  host: string;
  id: Generated<string>;
  identity_hash: Buffer;
  is_spare: Generated<boolean>;
  label: string | null;
  last_checked_at: Timestamp | null;
  last_error: string | null;
  last_latency_ms: number | null;
  last_ok_at: Timestamp | null;
  port: number;
  protocol: string;
  state: Generated<string>;
  state_since: Generated<Timestamp>;
  strikes: Generated<number>;
  updated_at: Generated<Timestamp>;
}

export interface PublicationLog {
  action: string;
  at: Generated<Timestamp>;
  details: Generated<Json>;
  duration_ms: number;
  execution_id: string | null;
  id: Generated<string>;
  proxy: string | null;
  publishing_account_id: string | null;
  requests: Generated<Json>;
  route: string;
  status: string;
  username: string | null;
}

export interface PublishingAccounts {
  account_id: string | null;
  born_at: Generated<Timestamp>;
  connection_id: string | null;
  created_at: Generated<Timestamp>;
  errors_in_row: Generated<number>;
  failed_attempts: Generated<number>;
  formality: Generated<string>;
  id: Generated<string>;
  language: string | null;
  last_post_at: Timestamp | null;
  paused_until: Timestamp | null;
  posts_limit_per_day: Generated<number>;
  quota_full_until: Timestamp | null;
  quota_read_at: Timestamp | null;
  quota_total: number | null;
  quota_used: number | null;
  quota_window_ms: number | null;
  rest_until: Timestamp | null;
  unused_notified_at: Timestamp | null;
  updated_at: Generated<Timestamp>;
  warmup_stage: number | null;
}

export interface PublishingAccountStates {
  id: Generated<string>;
  observed_at: Generated<Timestamp>;
  publishing_account_id: string;
  state: string;
}

export interface PublishingNotices {
  name: string;
  notified_at: Generated<Timestamp>;
}

export interface ReadingSchedule {
  blog_id: string;
  live_stories: number | null;
  planned_at: Timestamp | null;
  read_at: Timestamp | null;
}

export interface ReadingSpending {
  creators: number;
  hour: Timestamp;
  list_id: string;
  requests: number;
}

export interface RefusedMetrics {
  gap: Generated<string>;
  login: string;
  media_type: string;
  metric: string;
  object_id: Generated<string>;
  refused_until: Timestamp;
  version: string;
}

export interface RejectedCreators {
  business_category: string | null;
  follower_count: number | null;
  full_name: string | null;
  is_gone: Generated<boolean>;
  is_private: boolean | null;
  is_profile_read: Generated<boolean>;
  is_verified: boolean | null;
  languages: string[] | null;
  media_count: number | null;
  platform: Generated<string>;
  platform_id: string;
  rejected_at: Generated<Timestamp>;
  username: string;
}

export interface RelationChecks {
  accounts: Generated<string[]>;
  blog_id: string | null;
  completed_at: Timestamp | null;
  created_at: Generated<Timestamp>;
  estimated_requests: number | null;
  estimated_seconds: number | null;
  id: Generated<string>;
  is_confirmed: Generated<boolean>;
  kinds: string[];
  max_members: number | null;
  may_read_new_only: Generated<boolean>;
  platform_id: string | null;
  requests: Generated<number>;
  started_at: Timestamp | null;
  status: Generated<string>;
  status_reason: string | null;
  task_id: number | null;
  username: string | null;
}

export interface RelationEvents {
  check_id: string;
  created_at: Generated<Timestamp>;
  data: Generated<Json>;
  event: string;
  id: Generated<number>;
}

export interface RelationExpected {
  created_at: Generated<Timestamp>;
  target_id: string;
  username: string;
}

export interface RelationLists {
  base_check_id: string | null;
  check_id: string;
  collected: Generated<number>;
  erased: Generated<number>;
  expected: number | null;
  expected_at_end: number | null;
  kind: string;
  known_run: Generated<number>;
  new_members: Generated<number>;
  new_since: Timestamp | null;
  pages: Generated<number>;
  reading: Generated<number>;
  reason: string | null;
  requests: Generated<number>;
  state: Generated<string>;
  whole_because: string | null;
  whole_every: number | null;
}

export interface RelationMembers {
  check_id: string;
  created_at: Generated<Timestamp>;
  is_private: boolean | null;
  is_verified: boolean | null;
  kind: string;
  last_reading: Generated<number>;
  platform_id: string;
  username: string;
}

export interface RelationPairChecks {
  a: number[];
  accounts: Generated<string[]>;
  b: number[];
  completed_at: Timestamp | null;
  created_at: Generated<Timestamp>;
  estimated_requests: number | null;
  estimated_seconds: number | null;
  id: Generated<string>;
  is_confirmed: Generated<boolean>;
  requests: Generated<number>;
  started_at: Timestamp | null;
  status: Generated<string>;
  status_reason: string | null;
  task_id: number | null;
}

export interface RelationPairPeople {
  account: string | null;
  check_id: string;
  follower_count: number | null;
  following_count: number | null;
  is_looked_up: Generated<boolean>;
  is_named_by_id: boolean;
  list_check_id: string | null;
  lists: Generated<string[]>;
  named_at: Timestamp | null;
  person: number;
  platform_id: string | null;
  trouble: string | null;
  username: string | null;
}

export interface RelationPairQuestions {
  answer: string | null;
  answered_at: Timestamp | null;
  basis: string | null;
  check_id: string;
  followed: number;
  follower: number;
  reason: string | null;
  tried: Generated<string[]>;
}

export interface SavedViews {
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  is_shared: Generated<boolean>;
  name: string;
  page: string;
  query: string;
  updated_at: Generated<Timestamp>;
  user_id: string | null;
}

export interface ScrapeTasks {
  attempts: Generated<number>;
  batch_id: string | null;
  checkpoint: Json | null;
  completed_at: Timestamp | null;
  created_at: Generated<Timestamp>;
  dedupe_key: string | null;
  due_at: Generated<Timestamp>;
  error_code: string | null;
  error_message: string | null;
  fencing_token: Generated<number>;
  id: Generated<number>;
  lease_owner: string | null;
  lease_until: Timestamp | null;
  limit_key: string | null;
  lost_leases: Generated<number>;
  max_attempts: Generated<number>;
  next_retry_at: Generated<Timestamp | null>;
  payload: Generated<Json>;
  priority: number;
  progress: Json | null;
  result: Json | null;
  started_at: Timestamp | null;
  status: Generated<string>;
  subject: string | null;
  task_type: string;
}

export interface ScrapeTasksEnded {
  attempts: Generated<number>;
  batch_id: string | null;
  checkpoint: Json | null;
  completed_at: Generated<Timestamp | null>;
  created_at: Generated<Timestamp>;
  dedupe_key: string | null;
  due_at: Generated<Timestamp>;
  error_code: string | null;
  error_message: string | null;
  fencing_token: Generated<number>;
  id: number;
  lease_owner: string | null;
  lease_until: Timestamp | null;
  limit_key: string | null;
  lost_leases: Generated<number>;
  max_attempts: Generated<number>;
  next_retry_at: Generated<Timestamp | null>;
  payload: Generated<Json>;
  priority: number;
  progress: Json | null;
  result: Json | null;
  started_at: Timestamp | null;
  status: Generated<string>;
  subject: string | null;
  task_type: string;
}

export interface ScrapeTasksOpen {
  attempts: Generated<number>;
  batch_id: string | null;
  checkpoint: Json | null;
  completed_at: Timestamp | null;
  created_at: Generated<Timestamp>;
  dedupe_key: string | null;
  due_at: Generated<Timestamp>;
  error_code: string | null;
  error_message: string | null;
  fencing_token: Generated<number>;
  id: number;
  lease_owner: string | null;
  lease_until: Timestamp | null;
  limit_key: string | null;
  lost_leases: Generated<number>;
  max_attempts: Generated<number>;
  next_retry_at: Generated<Timestamp | null>;
  payload: Generated<Json>;
  priority: number;
  progress: Json | null;
  result: Json | null;
  started_at: Timestamp | null;
  status: Generated<string>;
  subject: string | null;
  task_type: string;
}

export interface SecondFactors {
  confirmed_at: Timestamp | null;
  last_step: number | null;
  recovery_hashes: Generated<ArrayType<Buffer>>;
  seed: Buffer;
  user_id: string;
}

export interface ShareCreators {
  blog_id: string;
  position: number;
  share_id: string;
}

export interface Shares {
  created_at: Generated<Timestamp>;
  created_by: string | null;
  csv_rows: Generated<string>;
  ends_at: Timestamp;
  hour_began_at: Timestamp | null;
  hour_visits: Generated<number>;
  id: Generated<string>;
  kind: string;
  language: string | null;
  last_visit_at: Timestamp | null;
  list_id: string | null;
  password_hash: string | null;
  revoked_at: Timestamp | null;
  show_prices: Generated<boolean>;
  subject: string;
  token_hash: Buffer;
  view_id: string | null;
  visits: Generated<number>;
}

export interface SignInAttempts {
  failures: number;
  last_at: Generated<Timestamp>;
  retry_at: Timestamp | null;
  subject: Buffer;
}

export interface StoreNotices {
  kind: string;
  notified_at: Generated<Timestamp>;
  store_id: string;
}

export interface Stores {
  approved_as: Generated<string>;
  auto_approve_from: number | null;
  auto_sync: Generated<boolean>;
  categories: string[];
  connection_id: string | null;
  created_at: Generated<Timestamp>;
  currency: string;
  followed_from: Generated<Timestamp>;
  id: Generated<string>;
  languages: Generated<string[]>;
  name: string;
  next_full_poll_at: Generated<Timestamp>;
  next_poll_at: Generated<Timestamp>;
  owner_id: string | null;
  polled_at: Timestamp | null;
  product_url: string | null;
  slug: string;
  updated_at: Generated<Timestamp>;
  with_carousels: Generated<boolean>;
  with_videos: Generated<boolean>;
}

export interface StoryLists {
  list_id: string;
  since: Generated<Timestamp>;
}

export interface TaskAttempts {
  ended_at: Timestamp | null;
  error_code: string | null;
  error_message: string | null;
  outcome: string | null;
  owner: string | null;
  started_at: Timestamp | null;
  task_id: number | null;
  took: Interval | null;
}

export interface TaskEvents {
  created_at: Generated<Timestamp>;
  data: Json | null;
  event: string;
  id: Generated<number>;
  task_ids: ArrayType<number>;
  task_type: string;
  xid: Generated<string>;
}

export interface TeamCurrency {
  changed_at: Generated<Timestamp>;
  changed_by: string | null;
  currency: string;
  id: Generated<boolean>;
}

export interface TeamProfile {
  logo: Buffer | null;
  name: string;
  only_row: Generated<boolean>;
  updated_at: Generated<Timestamp>;
}

export interface TeamRates {
  base_currency: string;
  currency: string;
  entered_at: Generated<Timestamp>;
  entered_by: string | null;
  entered_on: Timestamp;
  rate: Numeric;
}

export interface TierBenchmarks {
  computed_at: Generated<Timestamp>;
  creators: number;
  metric: string;
  percentiles: number[];
  tier: string;
}

export interface TranslationAnswers {
  created_at: Generated<Timestamp>;
  digest: Buffer;
  texts: Json;
}

export interface Translations {
  corrected_at: Timestamp | null;
  formality: Generated<string>;
  from_language: string;
  glossary_version: Generated<number>;
  service: string;
  text: string;
  text_hash: Buffer;
  to_language: string;
  translated_at: Timestamp | null;
}

export interface TranslationServices {
  fingerprint: string | null;
  languages: Json | null;
  languages_read_at: Timestamp | null;
  rest_fault: string | null;
  rest_message: string | null;
  rests_until: Timestamp | null;
  service: string;
}

export interface TranslationUsage {
  characters: Generated<number>;
  cost_usd: Generated<Numeric>;
  day: Timestamp;
  service: string;
}

export interface UpdateRuns {
  creators: number;
  id: Generated<string>;
  ran_at: Generated<Timestamp>;
  requests: number;
  task_id: number;
}

export interface Uploads {
  audio_rate: number | null;
  bit_rate: number | null;
  bytes: number;
  codecs: string[];
  conversions: string[];
  created_at: Generated<Timestamp>;
  duration_ms: number | null;
  file_name: string;
  frame_rate: number | null;
  height: number;
  id: Generated<string>;
  kind: string;
  media_type: string;
  owner_id: string | null;
  report: Json;
  sha256: Buffer;
  warnings: string[];
  width: number;
}

export interface Users {
  created_at: Generated<Timestamp>;
  email: string | null;
  has_single_keys: Generated<boolean>;
  home: string | null;
  id: Generated<string>;
  is_active: Generated<boolean>;
  language: string | null;
  last_sign_in_at: Timestamp | null;
  login: string;
  name: string;
  password_hash: string | null;
  role: string;
  theme: string | null;
  time_zone: string | null;
}

export interface UserSessions {
  address: string | null;
  codes_tried: Generated<number>;
  created_at: Generated<Timestamp>;
  elevated_until: Timestamp | null;
  ends_at: Timestamp;
  expires_at: Timestamp;
  id: Generated<string>;
  id_hash: Buffer;
  last_seen_at: Generated<Timestamp>;
  user_agent: string | null;
  user_id: string;
}

export interface ViewVisits {
  before_ids: string[] | null;
  begun_at: Timestamp;
  ids: string[];
  user_id: string;
  view_id: string;
}

export interface Visits {
  begun_at: Generated<Timestamp>;
  since: Timestamp | null;
  used_at: Generated<Timestamp>;
  user_id: string;
}

export interface Watches {
  created_at: Generated<Timestamp>;
  digest: string | null;
  digest_time: Generated<string>;
  digest_weekday: Generated<number>;
  is_for_team: Generated<boolean>;
  language: Generated<string>;
  list_id: string;
  next_digest_at: Timestamp | null;
  receivers: Generated<string[]>;
  rules: Json;
  updated_at: Generated<Timestamp>;
  watched_since: Generated<Timestamp>;
}

export interface WatchNews {
  blog_id: string;
  dedupe_key: string;
  details: Generated<Json>;
  found_at: Generated<Timestamp>;
  happened_at: Timestamp;
  id: Generated<string>;
  kind: string;
  list_id: string;
  notified_at: Timestamp | null;
}

export interface WatchNewsReads {
  news_id: string;
  read_at: Generated<Timestamp>;
  user_id: string;
}

export interface WatchReaders {
  list_id: string;
  read_until: Timestamp;
  user_id: string;
}

export interface WebhookEvents {
  account_id: string;
  connection_id: string | null;
  dedup_key: string;
  error: string | null;
  field: string;
  id: Generated<string>;
  media_id: string | null;
  next_attempt_at: Generated<Timestamp>;
  payload: Json | null;
  processed_at: Timestamp | null;
  received_at: Generated<Timestamp>;
  sent_at: Timestamp | null;
  status: Generated<string>;
  tries: Generated<number>;
}

export interface WebhookSubscriptions {
  connection_id: string;
  error: string | null;
  fields: string[];
  requested_at: Generated<Timestamp>;
  subscribed_at: Timestamp | null;
}

export interface WelcomeCodes {
  code_hash: Buffer;
  expires_at: Timestamp;
  user_id: string;
}

export interface WorldClock {
  real_at: Timestamp;
  singleton: Generated<boolean>;
  speed: Generated<number>;
  world_at: Timestamp;
}

export interface WriteProof {
  proven_at: Timestamp;
}

export interface DB {
  account_events: AccountEvents;
  account_insights: AccountInsights;
  account_requests: AccountRequests;
  ai_alerts_sent: AiAlertsSent;
  ai_batch_rows: AiBatchRows;
  ai_batches: AiBatches;
  ai_calls: AiCalls;
  ai_gathering: AiGathering;
  ai_holds: AiHolds;
  ai_insights: AiInsights;
  ai_models: AiModels;
  ai_sending: AiSending;
  api_tokens: ApiTokens;
  app_login_refusals: AppLoginRefusals;
  audit_log: AuditLog;
  bindings: Bindings;
  blog_categories: BlogCategories;
  blog_highlights: BlogHighlights;
  blog_posts: BlogPosts;
  blog_snapshots: BlogSnapshots;
  blog_stories: BlogStories;
  blog_topics: BlogTopics;
  blogs: Blogs;
  campaign_alerts: CampaignAlerts;
  campaign_changes: CampaignChanges;
  campaign_codes: CampaignCodes;
  campaign_near_misses: CampaignNearMisses;
  campaign_promises: CampaignPromises;
  campaign_report_sends: CampaignReportSends;
  campaign_reports: CampaignReports;
  campaign_results: CampaignResults;
  campaigns: Campaigns;
  catalog_comments: CatalogComments;
  catalog_pages: CatalogPages;
  catalog_pictures: CatalogPictures;
  catalog_posts: CatalogPosts;
  catalog_requests: CatalogRequests;
  catalog_sync_posts: CatalogSyncPosts;
  catalog_syncs: CatalogSyncs;
  categories: Categories;
  category_synonyms: CategorySynonyms;
  connection_choices: ConnectionChoices;
  connection_deletions: ConnectionDeletions;
  connection_dialogs: ConnectionDialogs;
  connections: Connections;
  cron_ticks: CronTicks;
  discovery_hashtags: DiscoveryHashtags;
  draft_links: DraftLinks;
  erased_creators: ErasedCreators;
  erasure_key: ErasureKey;
  executions: Executions;
  former_list_members: FormerListMembers;
  glossaries: Glossaries;
  gramd_backfills: GramdBackfills;
  gramd_migrations: GramdMigrations;
  graph_usage: GraphUsage;
  group_members: GroupMembers;
  groups: Groups;
  idempotency_keys: IdempotencyKeys;
  ignored_topics: IgnoredTopics;
  instagram_accounts: InstagramAccounts;
  instances: Instances;
  job_tasks: JobTasks;
  jobs: Jobs;
  known_places: KnownPlaces;
  last_backup: LastBackup;
  list_members: ListMembers;
  lists: Lists;
  manual_categories: ManualCategories;
  media: Media;
  media_insights: MediaInsights;
  media_uses: MediaUses;
  notification_channels: NotificationChannels;
  notification_deliveries: NotificationDeliveries;
  notification_inboxes: NotificationInboxes;
  notification_reads: NotificationReads;
  notifications: Notifications;
  outgoing_rows: OutgoingRows;
  outgoing_webhooks: OutgoingWebhooks;
  own_media: OwnMedia;
  own_media_sync: OwnMediaSync;
  own_stories: OwnStories;
  past_attempts: PastAttempts;
  paused_task_types: PausedTaskTypes;
  persons: Persons;
  pool_stops: PoolStops;
  pool_switches: PoolSwitches;
  pool_targets: PoolTargets;
  post_captions: PostCaptions;
  post_media: PostMedia;
  post_readings: PostReadings;
  post_targets: PostTargets;
  postgres_server: PostgresServer;
  posts: Posts;
  product_conflicts: ProductConflicts;
  product_drafts: ProductDrafts;
  product_pictures: ProductPictures;
  product_videos: ProductVideos;
  products: Products;
  project_advice: ProjectAdvice;
  project_versions: ProjectVersions;
  projects: Projects;
  proxies: Proxies;
  publication_log: PublicationLog;
  publishing_account_states: PublishingAccountStates;
  publishing_accounts: PublishingAccounts;
  publishing_notices: PublishingNotices;
  reading_schedule: ReadingSchedule;
  reading_spending: ReadingSpending;
  refused_metrics: RefusedMetrics;
  rejected_creators: RejectedCreators;
  relation_checks: RelationChecks;
  relation_events: RelationEvents;
  relation_expected: RelationExpected;
  relation_lists: RelationLists;
  relation_members: RelationMembers;
  relation_pair_checks: RelationPairChecks;
  relation_pair_people: RelationPairPeople;
  relation_pair_questions: RelationPairQuestions;
  saved_views: SavedViews;
  scrape_tasks: ScrapeTasks;
  scrape_tasks_ended: ScrapeTasksEnded;
  scrape_tasks_open: ScrapeTasksOpen;
  second_factors: SecondFactors;
  share_creators: ShareCreators;
  shares: Shares;
  sign_in_attempts: SignInAttempts;
  store_notices: StoreNotices;
  stores: Stores;
  story_lists: StoryLists;
  task_attempts: TaskAttempts;
  task_events: TaskEvents;
  team_currency: TeamCurrency;
  team_profile: TeamProfile;
  team_rates: TeamRates;
  tier_benchmarks: TierBenchmarks;
  translation_answers: TranslationAnswers;
  translation_services: TranslationServices;
  translation_usage: TranslationUsage;
  translations: Translations;
  update_runs: UpdateRuns;
  uploads: Uploads;
  user_sessions: UserSessions;
  users: Users;
  view_visits: ViewVisits;
  visits: Visits;
  watch_news: WatchNews;
  watch_news_reads: WatchNewsReads;
  watch_readers: WatchReaders;
  watches: Watches;
  webhook_events: WebhookEvents;
  webhook_subscriptions: WebhookSubscriptions;
  welcome_codes: WelcomeCodes;
  world_clock: WorldClock;
  write_proof: WriteProof;
}

/** What folders may read of each other's tables (sql/shared). */
export interface Shared {
  "shared.account_events": Pick<Selectable<DB["account_events"]>, "account_id" | "created_at" | "from_state" | "id" | "to_state">;
  "shared.ai_batches": Pick<Selectable<DB["ai_batches"]>, "created_at" | "id" | "ingested_at" | "kind" | "model" | "status">;
  "shared.ai_holds": Pick<Selectable<DB["ai_holds"]>, "code" | "message" | "model" | "probe_at" | "since">;
  "shared.ai_insights": Selectable<DB["ai_insights"]>;
  "shared.ai_sending": Pick<Selectable<DB["ai_sending"]>, "held" | "held_since">;
  "shared.app_login_refusals": Pick<Selectable<DB["app_login_refusals"]>, "account_id" | "app_version" | "refused_at">;
  "shared.bindings": Pick<Selectable<DB["bindings"]>, "media_id" | "version_id">;
  "shared.blog_categories": Selectable<DB["blog_categories"]>;
  "shared.blog_highlights": Selectable<DB["blog_highlights"]>;
  "shared.blog_posts": Selectable<DB["blog_posts"]>;
  "shared.blog_snapshots": Selectable<DB["blog_snapshots"]>;
  "shared.blog_stories": Selectable<DB["blog_stories"]>;
  "shared.blogs": Selectable<DB["blogs"]>;
  "shared.campaign_results": Pick<Selectable<DB["campaign_results"]>, "author_id" | "blog_id" | "gone_since" | "id" | "kind" | "last_read_at" | "list_id" | "platform_id" | "taken_at">;
  "shared.campaigns": Pick<Selectable<DB["campaigns"]>, "daily_requests" | "list_id" | "starts_at" | "time_zone">;
  "shared.catalog_posts": Pick<Selectable<DB["catalog_posts"]>, "id" | "platform_id" | "store_id">;
  "shared.categories": Selectable<DB["categories"]>;
  "shared.category_synonyms": Selectable<DB["category_synonyms"]>;
  "shared.connections": Pick<Selectable<DB["connections"]>, "authorized_at" | "checked_at" | "created_at" | "id" | "login" | "owner_id" | "page_id" | "platform_id" | "rights_granted" | "rights_missing" | "state" | "username">;
  "shared.cron_ticks": Selectable<DB["cron_ticks"]>;
  "shared.executions": Pick<Selectable<DB["executions"]>, "commit_sent_at" | "ended_at" | "id" | "post_id" | "status" | "updated_at" | "username">;
  "shared.group_members": Selectable<DB["group_members"]>;
  "shared.groups": Selectable<DB["groups"]>;
  "shared.instagram_accounts": Pick<Selectable<DB["instagram_accounts"]>, "created_at" | "id" | "last_login_at" | "last_verified_at" | "lease_until" | "platform_id" | "proxy_id" | "purpose" | "renewal_at" | "rest_code" | "rest_until" | "session_created_at" | "state" | "time_zone" | "username">;
  "shared.job_tasks": Pick<Selectable<DB["job_tasks"]>, "job_id" | "task_id">;
  "shared.list_members": Pick<Selectable<DB["list_members"]>, "blog_id" | "currency" | "due_on" | "list_id" | "owner_id" | "price" | "status">;
  "shared.lists": Pick<Selectable<DB["lists"]>, "created_at" | "description" | "ends_at" | "id" | "is_campaign" | "name">;
  "shared.media_insights": Pick<Selectable<DB["media_insights"]>, "collected_at" | "media_id" | "metrics">;
  "shared.media_uses": Pick<Selectable<DB["media_uses"]>, "name" | "owner" | "position" | "sha256">;
  "shared.own_media": Pick<Selectable<DB["own_media"]>, "caption" | "connection_id" | "created_at" | "deleted_at" | "duration_ms" | "id" | "last_synced_at" | "owner_id" | "permalink" | "platform_id" | "published_at" | "shortcode" | "type">;
  "shared.own_media_sync": Pick<Selectable<DB["own_media_sync"]>, "connection_id" | "listed_at">;
  "shared.own_stories": Pick<Selectable<DB["own_stories"]>, "blog_id" | "connection_id" | "metrics" | "read_at" | "reason" | "story_id" | "taken_at">;
  "shared.paused_task_types": Selectable<DB["paused_task_types"]>;
  "shared.persons": Selectable<DB["persons"]>;
  "shared.pool_stops": Pick<Selectable<DB["pool_stops"]>, "cause" | "created_at" | "stopped_until">;
  "shared.post_media": Pick<Selectable<DB["post_media"]>, "position" | "post_id" | "upload_id">;
  "shared.post_readings": Selectable<DB["post_readings"]>;
  "shared.posts": Pick<Selectable<DB["posts"]>, "caption" | "id" | "missed_at" | "scheduled_at" | "status">;
  "shared.product_drafts": Pick<Selectable<DB["product_drafts"]>, "id" | "position" | "post_id">;
  "shared.products": Pick<Selectable<DB["products"]>, "id" | "name">;
  "shared.project_versions": Pick<Selectable<DB["project_versions"]>, "id" | "length_seconds">;
  "shared.projects": Pick<Selectable<DB["projects"]>, "id" | "name">;
  "shared.proxies": Pick<Selectable<DB["proxies"]>, "country" | "death_cause" | "host" | "id" | "is_spare" | "label" | "last_checked_at" | "port" | "state" | "state_since">;
  "shared.reading_schedule": Selectable<DB["reading_schedule"]>;
  "shared.relation_checks": Pick<Selectable<DB["relation_checks"]>, "accounts" | "id" | "platform_id" | "started_at" | "task_id" | "username">;
  "shared.relation_members": Pick<Selectable<DB["relation_members"]>, "created_at" | "platform_id" | "username">;
  "shared.saved_views": Pick<Selectable<DB["saved_views"]>, "id" | "is_shared" | "name" | "page" | "query" | "user_id">;
  "shared.scrape_tasks": Pick<Selectable<DB["scrape_tasks"]>, "attempts" | "batch_id" | "checkpoint" | "completed_at" | "created_at" | "dedupe_key" | "due_at" | "error_code" | "error_message" | "id" | "max_attempts" | "next_retry_at" | "payload" | "priority" | "progress" | "result" | "started_at" | "status" | "subject" | "task_type">;
  "shared.stores": Pick<Selectable<DB["stores"]>, "connection_id" | "id" | "name">;
  "shared.story_lists": Selectable<DB["story_lists"]>;
  "shared.task_events": Selectable<DB["task_events"]>;
  "shared.tier_benchmarks": Selectable<DB["tier_benchmarks"]>;
  "shared.uploads": Pick<Selectable<DB["uploads"]>, "id" | "kind">;
  "shared.users": Pick<Selectable<DB["users"]>, "id" | "is_active" | "language" | "login" | "name" | "role">;
  "shared.webhook_subscriptions": Pick<Selectable<DB["webhook_subscriptions"]>, "connection_id" | "subscribed_at">;
}
