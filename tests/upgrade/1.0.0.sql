-- Rows of the schema of release 1.0.0 beyond those of its own filled console: write-release.ts runs this on them. Every
-- table but world_clock has some (no gramd starts with a shifted clock). Encrypted columns get their values there.

insert into users (id, login, email, name, role, password_hash, language, theme, time_zone, home) values
  ('0198c1a5-0000-7000-8000-0000000000a1', 'aigul', 'aigul@example.com', 'Айгүл', 'admin',
    -- of 'correct horse battery'
    '$argon2id$v=19$m=19456,t=2,p=1$dgeWsp3W9jZpMjBl80iEhg$JWpkAVRWuce+Y4BjO0n3a1O1sw5WsyV1npO7sCcAvsQ', 'kk', 'dark',
    'Asia/Almaty', 'operator');
insert into second_factors (user_id, seed, confirmed_at, last_step, recovery_hashes)
  values ('0198c1a5-0000-7000-8000-0000000000a1', '', world_now(), 1, array[sha256('a'), sha256('b')]);
insert into user_sessions (id_hash, user_id, expires_at, ends_at, address, user_agent)
  values (sha256('session'), '0198c1a5-0000-7000-8000-0000000000a1', now() + interval '1 day', now() + interval '9 days',
    '203.0.113.7', 'Firefox');
insert into sign_in_attempts (subject, failures) values (sha256('someone'), 3);
insert into known_places (digest, user_id, kind) values (sha256('device'), '0198c1a5-0000-7000-8000-0000000000a1', 'device');
insert into api_tokens (user_id, name, token_hash, scopes) values
  ('0198c1a5-0000-7000-8000-0000000000a1', 'of Айгүл', sha256('token'), '{creators:read}'),
  (null, 'of the service', sha256('service token'), '{creators:read,tasks:run}');
insert into welcome_codes (user_id, code_hash, expires_at)
  values ('0198c1a5-0000-7000-8000-0000000000a1', sha256('welcome'), now() + interval '3 days');
insert into idempotency_keys (principal, route, key, body_hash, status, response)
  values ('service', 'POST /api/lists', 'k', sha256('body'), 201, '{}');
insert into visits (user_id, since) values ('0198c1a5-0000-7000-8000-0000000000a1', world_now() - interval '1 day');
with view as (
  insert into saved_views (user_id, page, name, query, is_shared)
  values ('0198c1a5-0000-7000-8000-0000000000a1', 'creators', 'Алматы', 'min_followers=1000&category=beauty', true)
  returning id
)
insert into view_visits (user_id, view_id, begun_at, ids)
  select '0198c1a5-0000-7000-8000-0000000000a1', view.id, world_now(), array(select id from blogs order by id limit 3)
  from view;

insert into notification_channels (user_id, kind, label, settings)
  values ('0198c1a5-0000-7000-8000-0000000000a1', 'webhook', 'hooks.example', '');
insert into notification_inboxes (user_id, read_until)
  values ('0198c1a5-0000-7000-8000-0000000000a1', world_now() - interval '1 hour');
insert into notification_reads (notification_id, user_id, read_at)
  select id, '0198c1a5-0000-7000-8000-0000000000a1', world_now() from notifications order by id limit 1;

-- Tasks.
insert into task_events (event, task_type, task_ids) values ('claimed', 'poll_store', '{1}');
insert into update_runs (task_id, creators, requests) values (1, 20, 61);
insert into gramd_backfills (name, version, task_id, done, total, cursor, finished_at) values
  ('ended', '1.0.0', 1, 20, 19, null, world_now()),
  ('under_way', '1.0.0', 2, 5, 60, '"0198c1a5-0000-7000-8000-0000000000a1"', null);
insert into ai_alerts_sent (name) values ('daily_budget');
insert into ai_gathering (kind, until) values ('ai_analysis', world_now() + interval '5 minutes');
insert into ai_models (id, base_url, read_at) values ('gpt-5-nano', 'https://api.openai.com/v1', world_now());

-- Creators.
insert into blog_highlights (blog_id, platform_id, title, media_count, story_mentions)
  select id, 'h1', 'Отзывы', 3, '{someone}' from blogs order by id limit 1;
insert into manual_categories (blog_id, category_id)
  select b.id, c.id
  from (select id from blogs order by id limit 2) b, (select id from categories order by name limit 1) c;
insert into rejected_creators (platform_id, username, full_name, is_profile_read, follower_count, languages) values
  ('771', 'too.small', 'Too Small', true, 120, '{ru,kk}'), ('~nobody.yet', 'nobody.yet', null, false, null, null);
insert into erased_creators (identity_hmac, kind, erasure) values
  (sha256('id'), 'id', '0198c1a5-0000-7000-8000-0000000000c1'),
  (sha256('name'), 'username', '0198c1a5-0000-7000-8000-0000000000c1');
insert into erasure_key (key_encrypted) values ('');
insert into former_list_members (removal_id, list_id, blog_id, status, status_since, price, currency, note, added_at)
  select '0198c1a5-0000-7000-8000-0000000000c2', list_id, blog_id, status, status_since, 12.5, 'KZT', E'a\tb', added_at
  from list_members order by list_id, blog_id limit 1;

-- Accounts.
insert into app_login_refusals (account_id, app_version)
  select id, '361.0.0.46.88' from instagram_accounts order by id limit 1;
insert into pool_stops (cause, stopped_until) values ('challenge_required', world_now() - interval '1 hour');
insert into pool_targets (target, account_ids, answered)
  select 'id:9', array[id], 2 from instagram_accounts order by id limit 1;
update instagram_accounts set secrets = '', session = '', pending_login = ''
  where id = (select id from instagram_accounts order by id limit 1);
update proxies set credentials = '' where id = (select id from proxies order by id limit 1);

-- Connections.
insert into connection_choices (secret_hash, choices, expires_at)
  values (sha256('choice'), '', world_now() + interval '5 minutes');
insert into connection_dialogs (state_hash, login, redirect_uri, expires_at)
  values (sha256('state'), 'facebook', 'https://gramd.example/cb', world_now() + interval '5 minutes');
insert into connection_deletions (code, accounts) values ('abc123', 1);
insert into refused_metrics (login, version, media_type, metric, refused_until)
  values ('facebook', 'v23.0', 'REEL', 'follows', world_now() + interval '1 day');
insert into webhook_events (connection_id, dedup_key, field, account_id, payload, status, tries, processed_at, error)
  select id, key, field, '17841400000000001', payload, status, 1, processed_at, null
  from (select id from connections order by id limit 1) connection, (values
    ('one', 'comments', '{"id": "1"}'::jsonb, 'completed', world_now()),
    ('two', 'mentions', '{"id": "2"}', 'pending', null)) event (key, field, payload, status, processed_at);
insert into webhook_events (dedup_key, field, account_id, status, error)
  values ('three', 'comments', '1', 'ignored', 'unknown_account');
insert into webhook_subscriptions (connection_id, fields, subscribed_at)
  select id, '{comments,mentions}', world_now() from connections order by id limit 1;
update connections set token = '', user_token = '' where id = (select id from connections order by id limit 1);
insert into project_advice (project_id, language, ask_id, version_id, basis, lines, model, prompt_version)
  select project_id, 'ru', uuidv7(), id, sha256('basis'), '[]', 'gpt-5-nano', 'v1' from project_versions order by id limit 1;

-- Stores.
insert into catalog_pages (connection_id, after, media, unreadable)
  select id, '', '[]', 0 from connections order by id limit 1;
insert into catalog_requests (store_id, day, requests) select id, '2026-11-26', 7 from stores order by id limit 1;
insert into catalog_pictures (post_id, position, phash)
  select id, 0, -8070450532247928832 from catalog_posts order by id limit 1;
insert into product_pictures (product_id, position, phash) select id, 0, 4242 from products order by id limit 1;
insert into product_videos (product_id, position, sha256, bytes)
  select id, 0, sha256('video'), 9000000 from products order by id limit 1;
insert into draft_links (code_hash, draft_id, expires_at)
  select sha256('code'), id, world_now() + interval '2 days' from product_drafts order by id limit 1;
insert into store_notices (store_id, kind) select id, 'store_limited' from stores order by id limit 1;

-- Publishing.
insert into publishing_account_states (publishing_account_id, state)
  select id, 'banned' from publishing_accounts order by id limit 1;
insert into publishing_notices (name) values ('success_rate');
insert into glossaries (from_language, to_language, version, entries)
  values ('en', 'ru', 2, '[{"term": "drop", "translation": "дроп"}]');
insert into translations (text_hash, from_language, to_language, service, text, translated_at, corrected_at) values
  (sha256('Hello'), 'en', 'ru', 'deepl', 'Привет', world_now(), null),
  (sha256('Hello'), 'en', 'kk', 'person', 'Сәлем', null, world_now());
insert into translation_answers (digest, texts) values (sha256('asked'), '["Привет"]');
insert into translation_services (service, fingerprint, languages)
  values ('deepl', 'f', '{"from": ["en"], "to": ["ru"]}');
insert into translation_usage (service, day, characters, cost_usd) values ('deepl', '2026-11-20', 1200, 0.024);
analyze;
