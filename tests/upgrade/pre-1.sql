-- Rows of the schema of commit 7ede3b95 beyond those of its own filled console: write-pre-1.ts runs this on them. Every
-- table but world_clock has some (no gramd starts with a shifted clock), and every value that has another name today stands
-- in one.

insert into users (id, login, email, name, role, password_hash, language, theme, time_zone) values
  ('0198c1a5-0000-7000-8000-0000000000a1', 'aigul', 'aigul@example.com', 'Айгүл', 'admin',
    -- of 'correct horse battery', by the code of that commit
    '$argon2id$v=19$m=19456,t=2,p=1$dgeWsp3W9jZpMjBl80iEhg$JWpkAVRWuce+Y4BjO0n3a1O1sw5WsyV1npO7sCcAvsQ', 'ru', 'dark', 'Asia/Almaty'),
  ('0198c1a5-0000-7000-8000-0000000000a2', 'bolat', null, 'Bolat', 'editor', null, null, null, null),
  ('0198c1a5-0000-7000-8000-0000000000a3', 'gone', null, 'Gone', 'viewer', null, 'en', 'light', null);
update users set is_active = false where login = 'gone';
insert into second_factors (user_id, seed, confirmed_at, last_step, recovery_hashes)
  values ('0198c1a5-0000-7000-8000-0000000000a1', '', world_now(), 1, array[sha256('a'), sha256('b')]);
insert into user_sessions (id_hash, user_id, expires_at, ends_at, address, user_agent)
  values (sha256('session'), '0198c1a5-0000-7000-8000-0000000000a1', now() + interval '1 day', now() + interval '9 days',
    '203.0.113.7', 'Firefox');
insert into sign_in_attempts (subject, failures) values (sha256('someone'), 3);
insert into api_tokens (user_id, name, token_hash, scopes) values
  ('0198c1a5-0000-7000-8000-0000000000a1', 'of Айгүл', sha256('token'), '{creators:read}'),
  (null, 'of the service', sha256('service token'), '{creators:read,tasks:run}');
insert into welcome_codes (user_id, code_hash, expires_at)
  values ('0198c1a5-0000-7000-8000-0000000000a2', sha256('welcome'), now() + interval '3 days');
insert into audit_log (principal, name, action, object, before, after, status, request_id, address) values
  ('nobody', 'nobody', 'signIn', null, null, null, 401, 'r1', '203.0.113.7'),
  ('user:0198c1a5-0000-7000-8000-0000000000a1', 'aigul', 'createGroup', '/api/groups/0198c1a5-0000-7000-8000-00000000f001',
    null, '{"name": "Full"}', 201, 'r2', null),
  ('service', 'service', 'updateStore', '/api/stores/0198c1a5-0000-7000-8000-00000000e001', '{"auto_sync": true}',
    '{"auto_sync": false}', 200, 'r3', null);
insert into idempotency_keys (principal, route, key, body_hash, status, response)
  values ('service', 'POST /api/lists', 'k', sha256('body'), 201, '{}');
insert into saved_views (user_id, page, name, query, is_shared) values
  ('0198c1a5-0000-7000-8000-0000000000a1', 'creators', 'Алматы', 'min_followers=1000&category=beauty', true),
  ('0198c1a5-0000-7000-8000-0000000000a1', 'tasks', 'Failed', 'status=failed', false);

insert into notification_channels (user_id, kind, shown, settings)
  values ('0198c1a5-0000-7000-8000-0000000000a1', 'webhook', 'hooks.example', '');
insert into notification_inboxes (user_id, read_until)
  values ('0198c1a5-0000-7000-8000-0000000000a1', world_now() - interval '1 hour');
insert into notification_reads (notification_id, user_id, read_at)
  select id, '0198c1a5-0000-7000-8000-0000000000a1', world_now() from notifications limit 1;
insert into notifications (audience, kind, cause, severity, title, items) values
  ('user:0198c1a5-0000-7000-8000-0000000000a1', 'drafts_ready', 'store', 'info', 'Drafts',
    '[{"store": "Full", "drafts": 3}]');

-- Tasks: each renamed type, with the payloads, progress and results that have other names today.
insert into scrape_tasks (task_type, priority, status, dedupe_key, payload) values
  ('care_for_connection', 5, 'pending', '0198c1a5-0000-7000-8000-00000000d001',
    '{"connection_id": "0198c1a5-0000-7000-8000-00000000d001"}'),
  ('keep_product_videos', 8, 'pending', '0198c1a5-0000-7000-8000-00000000e301',
    '{"product_id": "0198c1a5-0000-7000-8000-00000000e301"}'),
  ('keep_sessions', 8, 'pending', 'keep_sessions', '{}'),
  ('look_at_store', 5, 'pending', '0198c1a5-0000-7000-8000-00000000e001 newest',
    '{"store_id": "0198c1a5-0000-7000-8000-00000000e001", "whole": false, "type": "incremental_sync"}'),
  ('plan_connection_care', 8, 'pending', 'plan_connection_care', '{}'),
  ('plan_own_media', 8, 'pending', 'plan_own_media', '{}'),
  ('plan_product_videos', 8, 'pending', 'plan_product_videos', '{}'),
  ('plan_store_looks', 8, 'pending', 'plan_store_looks', '{}'),
  ('plan_webhook_subscriptions', 8, 'pending', 'plan_webhook_subscriptions', '{}'),
  ('tell_of_drafts', 8, 'pending', 'tell_of_drafts', '{}'),
  ('publish_to_account', 3, 'pending', '0198c1a5-0000-7000-8000-00000000f502 2',
    '{"execution_id": "0198c1a5-0000-7000-8000-00000000f502", "round": 2}');
insert into scrape_tasks (task_type, priority, status, payload, checkpoint, progress, result, completed_at, error_code,
  error_message) values
  ('plan_own_media', 8, 'done', '{}', null, null, '{"lists": 1, "syncs": 2, "days": 0}', world_now(), null, null),
  ('clear_unused_sessions', 8, 'done', '{}', null, null, '{"told": 2, "cleared": 1, "skipped": 0}', world_now(), null, null),
  ('check_publishers', 8, 'done', '{}', null, null,
    '{"proxies": {"checked": 4, "failed": 1, "isDoubted": false}, "sessions": {"checked": 2, "failed": 0, "skipped": 0}, "told": ["pool"]}',
    world_now(), null, null),
  ('discover', 5, 'failed', '{"source": "hashtag", "hashtags": ["almaty"]}',
    '{"stage": "authors", "unsorted": [], "left": [], "counts": {"seen": 12, "known": 2, "returned": 0}}',
    '{"done": 12, "total": 12, "seen": 12}', null, world_now(), 'lost', 'the worker died');
insert into cron_ticks (name, last_slot, last_task_id)
  select name, world_now(), null from unnest(array['keep_sessions', 'plan_connection_care', 'plan_own_media',
    'plan_product_videos', 'plan_store_looks', 'plan_webhook_subscriptions', 'tell_of_drafts']) name
  on conflict do nothing;
insert into paused_task_types (task_type) values ('look_at_store') on conflict do nothing;
insert into task_events (event, task_type, task_ids) values ('claimed', 'look_at_store', '{1}');
insert into update_runs (task_id, creators, requests) values (1, 20, 61);

insert into ai_alerts_sent (name) values ('daily_budget');
insert into ai_gathering (kind, until) values ('ai_analysis', world_now() + interval '5 minutes');
update ai_batches set asked = '{"prompt_version": "v7", "model": "gpt-5-nano"}' where asked is null;

-- Creators.
insert into blog_highlights (blog_id, platform_id, title, media_count, story_mentions)
  select id, 'h1', 'Отзывы', 3, '{someone}' from blogs limit 1;
insert into given_categories (blog_id, category_id)
  select b.id, c.id from (select id from blogs order by id limit 2) b cross join (select id from categories order by name limit 1) c;
insert into seen_creators (platform_id, username, full_name, is_profile_read, follower_count, languages) values
  ('771', 'too.small', 'Too Small', true, 120, '{ru,kk}'), ('~nobody.yet', 'nobody.yet', null, false, null, null);
insert into erased_creators (identity_hmac, kind, erasure) values
  (sha256('id'), 'id', '0198c1a5-0000-7000-8000-0000000000c1'),
  (sha256('name'), 'username', '0198c1a5-0000-7000-8000-0000000000c1');
insert into erasure_key (key_encrypted) values ('');
insert into app_login_refusals (account_id, app_version)
  select id, '361.0.0.46.88' from instagram_accounts order by id limit 1;
insert into pool_stops (cause, stopped_until) values ('challenge_required', world_now() - interval '1 hour');
update pool_switches set renew_sessions = false;
insert into pool_targets (target, account_ids, answered)
  select 'id:9', array[id], 2 from instagram_accounts order by id limit 1;
-- A name of the way in which a brand was found stands where the filling puts a text.
update blog_posts set advertising = jsonb_set(advertising, '{brands,0,by}', '"name"')
  where advertising #> '{brands,0,by}' is not null;
-- A price of a currency without decimals, and one with two.
update list_members set price = 1200, currency = 'JPY'
  where ctid = (select ctid from list_members where price is null order by blog_id limit 1);

-- Connections.
insert into connection_choices (secret_hash, choices, expires_at)
  values (sha256('choice'), 'x', world_now() + interval '5 minutes');
insert into connection_dialogs (state_hash, login, redirect_uri, expires_at)
  values (sha256('state'), 'facebook', 'https://gramd.example/cb', world_now() + interval '5 minutes');
insert into connection_deletions (code, accounts) values ('abc123', 1);
insert into graph_usage (scope, key, percent, told_at) values ('app', '900100200300400', 12.5, '2026-11-20 10:00+00')
  on conflict (scope, key) do nothing;
insert into refused_metrics (login, version, media_type, metric, refused_until)
  values ('facebook', 'v23.0', 'REEL', 'follows', world_now() + interval '1 day');
insert into webhook_events (connection_id, dedup_key, field, account_id, payload, status, tries, processed_at, error) values
  ('0198c1a5-0000-7000-8000-00000000d001', 'one', 'comments', '17841400000000001', '{"id": "1"}', 'completed', 1,
    world_now(), null),
  ('0198c1a5-0000-7000-8000-00000000d001', 'two', 'mentions', '17841400000000001', '{"id": "2"}', 'pending', 2, null, null),
  (null, 'three', 'comments', '1', null, 'ignored', 0, null, 'unknown_account');
insert into webhook_subscriptions (connection_id, fields, subscribed_at, asked_at)
  values ('0198c1a5-0000-7000-8000-00000000d001', '{comments,mentions}', world_now(), '2026-11-20 11:00+00');
update own_media_sync set next_whole_at = '2026-11-21 12:00+00', whole_listed_at = '2026-11-20 12:00+00'
  where connection_id = '0198c1a5-0000-7000-8000-00000000d001';
insert into project_advice (project_id, language, ask_id, version_id, basis, lines, model, prompt_version)
  select p.id, 'ru', uuidv7(), v.id, sha256('basis'), '[]', 'gpt-5-nano', 'v1'
  from projects p join project_versions v on v.project_id = p.id limit 1;

-- Stores.
insert into catalog_pages (connection_id, after, media, unreadable)
  values ('0198c1a5-0000-7000-8000-00000000d001', '', '[]', 0);
update catalog_syncs set asked = '{"limit": 50, "since": null, "in_batches": false}' where asked is null;
update catalog_posts set extracted_likenesses = '{-42,null,9007199254740993}', extracted_pictures = '{a,b,c}';
insert into catalog_pictures (post_id, position, likeness)
  select id, 0, -8070450532247928832 from catalog_posts order by id limit 1;
insert into product_pictures (product_id, position, likeness) select id, 0, 4242 from products order by id limit 1;
insert into product_videos (product_id, position, sha256, bytes)
  select id, 0, sha256('video'), 9000000 from products order by id limit 1;
insert into draft_links (code_hash, draft_id, expires_at)
  select sha256('code'), id, world_now() + interval '2 days' from product_drafts order by id limit 1;
insert into store_notices (store_id, kind, told_at)
  values ('0198c1a5-0000-7000-8000-00000000e001', 'store_limited', '2026-11-20 13:00+00');
update stores set looked_at = '2026-11-20 14:00+00', next_look_at = '2026-11-20 15:00+00',
  next_whole_look_at = '2026-11-21 14:00+00' where id = '0198c1a5-0000-7000-8000-00000000e001';
update product_drafts set told_at = '2026-11-20 16:00+00' where id = (select min(id::text)::uuid from product_drafts);
insert into products (store_id, slug, name, currency, price, compare_at_price, cost_per_item, source) values
  ('0198c1a5-0000-7000-8000-00000000e002', 'in-yen', 'In yen', 'JPY', 1200, 1500, 700, 'manual'),
  ('0198c1a5-0000-7000-8000-00000000e002', 'in-dinar', 'In dinar', 'KWD', 12.50, null, null, 'manual');

-- Publishing: posts of every state, and publications that wait for everything.
insert into posts (type, caption, language, status, scheduled_at, time_zone, begun_at, completed_at, first_comment)
  select 'photo', 'Post ' || replace(status, '_', ' '), case n % 2 when 0 then 'ru' end, status,
    case when status in ('pending', 'translating') then world_now() + interval '1 day' end,
    case when status in ('pending', 'translating') then 'Asia/Almaty' end,
    case when status in ('completed', 'partly_failed', 'failed', 'posting') then world_now() - interval '2 days' end,
    case when status in ('completed', 'partly_failed', 'failed') then world_now() - interval '1 day' end,
    'First comment'
  from unnest(array['draft', 'translating', 'review', 'pending', 'posting', 'completed', 'partly_failed', 'failed',
    'cancelled', 'posting']) with ordinality s (status, n);
insert into executions (post_id, publishing_account_id, username, route, caption, status, waits_for, gap_ms, round, looks,
  disowned_at, ids, progress)
  select p.id, a.id, 'publisher_' || n, 'private', 'Caption', 'waiting', why, 1000 * n, n, n % 3,
    case n when 3 then timestamptz '2026-11-20 17:00+00' end,
    jsonb_build_object('post', '17000' || n, 'items', '[]'::jsonb), jsonb_build_object('uploaded', n)
  from unnest(array[
    'the account is not logged in', 'the proxy of the account does not work', 'the account rests',
    'another post of the account is under way', 'the account has reached its posts of a day',
    'its active hours have not begun', 'Meta lets the account publish no more posts within a day',
    'the account keeps its distance to its last post', 'another account of the same post comes first',
    'the platform processes the files', 'it is being looked for', 'it is read back',
    'the platform answered with an error 500']) with ordinality w (why, n)
  join (select id, row_number() over (order by id) as nth from posts where caption = 'Post posting') p
    on p.nth = case when n > 8 then 2 else 1 end
  join (select id, row_number() over (order by id) as nth from publishing_accounts) a on a.nth = 1 + (n - 1) % 8;
insert into post_captions (post_id, language, text, service, flags)
  select id, 'kk', 'Қазақша', 'deepl', '{tokens_changed}' from posts where caption = 'Post review';
insert into publishing_account_states (publishing_account_id, state, seen_at)
  select id, 'banned', '2026-11-20 18:00+00' from publishing_accounts order by id limit 1;
update publishing_accounts set unused_told_at = '2026-11-20 19:00+00'
  where id = (select min(id::text)::uuid from publishing_accounts);
insert into publishing_notices (name, told_at) values ('success_rate', '2026-11-20 20:00+00');
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
