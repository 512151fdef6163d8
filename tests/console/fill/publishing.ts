import { sql } from 'kysely'
import { jsonb } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { Filling } from './index.ts'
import { BRAND, SHOP } from './own-accounts.ts'

const id = (tail: string): string => `0198c1a5-0000-7000-8000-00000000${tail}`

export const GROUP = id('f001')
export const EMPTY_GROUP = id('f002')
const PICTURE = id('f101')
const VIDEO = id('f102')
const PROXY = id('f103')
export const DRAFT = id('f201')
export const REVIEW = id('f202')
export const SCHEDULED = id('f203')
export const LIVE = id('f204')
const FAILED = id('f205')
export const BARE = id('f206')
/** Those of accounts that are published on; the first two are connected. */
const ACCOUNTS = ['f301', 'f302', 'f303', 'f304', 'f305', 'f306', 'f307', 'f308'].map(id)
const POOL = ['f401', 'f402', 'f403', 'f404', 'f405', 'f406'].map(id)
/** Of the live post, in the order of its states. */
const EXECUTIONS = ['f501', 'f502', 'f503', 'f504', 'f505', 'f506', 'f507', 'f508'].map(id)
export const EXECUTION_PUBLISHED = id('f504')
export const EXECUTION_FAILED = id('f505')
export const EXECUTION_UNKNOWN = id('f506')

async function fillAccounts(db: Db, words: string) {
  await sql`delete from publishing_accounts where id = any (${ACCOUNTS}::uuid[])`.execute(db)
  await sql`delete from instagram_accounts where id = any (${POOL}::uuid[])`.execute(db)
  await sql`delete from groups where id in (${GROUP}, ${EMPTY_GROUP})`.execute(db)
  await sql`delete from proxies where id = ${PROXY}`.execute(db)
  await sql`
    insert into proxies (id, protocol, host, port, identity_hash, state)
    values (${PROXY}, 'http', 'proxy.publishing.example', 8080, decode(md5('publishing'), 'hex'), 'active')`.execute(
    db,
  )
  await sql`
    insert into instagram_accounts (id, username, state, paused_from, purpose, device_seed, proxy_id, secrets,
      session_created_at, session_source)
    select a.id, 'publisher_' || n, state, case state when 'paused' then 'active' end, 'publish', 'publisher' || n, ${PROXY},
      'x', case when state <> 'needs_login' then world_now() end, case when state <> 'needs_login' then 'file' end
    from unnest(${POOL}::uuid[], array['active', 'suspended', 'needs_login', 'paused', 'active', 'active'])
      with ordinality a (id, state, n)`.execute(db)
  await sql`
    insert into publishing_accounts (id, account_id, connection_id, language, warmup_stage)
    select p.id, case when n > 2 then (${POOL}::uuid[])[n - 2] end,
      case n when 1 then ${BRAND}::uuid when 2 then ${SHOP}::uuid end,
      (array['en', 'ru', 'kk', 'de', 'en', null, 'en', 'fr'])[n], 3
    from unnest(${ACCOUNTS}::uuid[]) with ordinality p (id, n)`.execute(db)
  await sql`
    update publishing_accounts set paused_until = world_now() + interval '1 hour', last_post_at = world_now()
    where id = ${ACCOUNTS[6]}`.execute(db)
  await sql`
    insert into groups (id, name, description) values (${GROUP}, ${words.slice(0, 100)}, ${words}), (${EMPTY_GROUP}, 'Nobody', null)`.execute(
    db,
  )
  await sql`
    insert into group_members (group_id, publishing_account_id)
    select ${GROUP}::uuid, unnest(${ACCOUNTS.slice(0, 7)}::uuid[])`.execute(db)
}

async function fillPosts(db: Db, text: string) {
  const posts = [DRAFT, REVIEW, SCHEDULED, LIVE, FAILED, BARE]
  await sql`
    delete from publication_log where username like 'publisher_%' or proxy like '%.publishing.example'`.execute(
    db,
  )
  await sql`delete from posts where id = any (${posts}::uuid[])`.execute(db)
  await sql`
    insert into uploads (id, file_name, sha256, kind, media_type, bytes, width, height, duration_ms, codecs, conversions,
      warnings, report)
    values
      (${PICTURE}, ${text}, decode(repeat('ab', 32), 'hex'), 'picture', 'image/jpeg', 120000, 1080, 1350, null, '{}',
        '{converted_to_jpeg,metadata_removed}', '{enlarged}', '{"original": {"format": "PNG", "bytes": 1}}'),
      (${VIDEO}, 'reel.mp4', decode(repeat('cd', 32), 'hex'), 'video', 'video/mp4', 9000000, 1080, 1920, 20000,
        '{avc1,mp4a}', '{}', '{}', '{"original": {"format": "MP4", "bytes": 1}}')
    on conflict (id) do update set file_name = excluded.file_name`.execute(db)
  await sql`
    insert into posts (id, type, caption, language, status, requires_review, first_comment, scheduled_at, time_zone,
      missed_at, begun_at, completed_at)
    values
      (${DRAFT}, 'photo', ${text}, 'en', 'draft', false, ${text}, null, null, null, null, null),
      (${REVIEW}, 'carousel', ${`${text}\n#one #two`}, 'en', 'review', true, null, null, null, null, null, null),
      (${SCHEDULED}, 'reel', ${text}, 'en', 'pending', false, null, world_now() + interval '20 minutes', 'Asia/Almaty',
        null, null, null),
      (${LIVE}, 'carousel', ${text}, 'en', 'posting', false, null, null, null, null, world_now(), null),
      (${FAILED}, 'photo', ${text}, null, 'failed', false, null, null, null, null, world_now(), world_now()),
      (${BARE}, 'photo', '', null, 'draft', false, null, null, null, null, null, null)`.execute(db)
  await sql`
    insert into post_media (post_id, position, upload_id, alt_text) values
      (${DRAFT}, 0, ${PICTURE}, ${text}), (${REVIEW}, 0, ${PICTURE}, null), (${REVIEW}, 1, ${VIDEO}, null),
      (${SCHEDULED}, 0, ${VIDEO}, null), (${LIVE}, 0, ${PICTURE}, ${text}), (${LIVE}, 1, ${VIDEO}, null),
      (${LIVE}, 2, ${PICTURE}, null), (${FAILED}, 0, ${PICTURE}, null)`.execute(db)
  await sql`
    insert into post_targets (post_id, group_id)
    select post, ${GROUP}::uuid from unnest(${[DRAFT, REVIEW, SCHEDULED, LIVE]}::uuid[]) post`.execute(
    db,
  )
  await sql`
    insert into post_captions (post_id, language, publishing_account_id, text, source_hash, service, flags, confirmed_at)
    select p.id, c.language, c.account::uuid, c.text, case when c.is_current then p.source_hash else '' end, c.service,
      c.flags::text[], c.confirmed_at
    from posts p cross join (values
      ('ru', null, ${text}, true, 'deepl', '{tokens_changed,wrong_language}', null),
      ('kk', null, ${text.repeat(3)}, false, 'person', '{}', world_now()),
      (null, ${ACCOUNTS[4]}, ${text}, true, 'person', '{}', world_now())
    ) c (language, account, text, is_current, service, flags, confirmed_at)
    where p.id = ${REVIEW}`.execute(db)
}

const SENT = {
  method: 'POST',
  url: 'i.instagram.com/api/v1/launcher/sync/',
  status: 200,
  duration_ms: 340,
  sent_bytes: null,
  received_bytes: 15,
  answer: null,
}
const REFUSED = {
  ...SENT,
  url: 'i.instagram.com/api/v1/accounts/login/',
  status: 400,
  sent_bytes: 120_000,
  answer: '{"message":"challenge_required","status":"fail"}',
}

async function fillExecutions(db: Db, text: string) {
  await sql`
    insert into executions (id, post_id, publishing_account_id, username, route, caption, status, due_at, waits_for, waits_message,
      retry_count, permalink, media_id, warnings, error_class, error_code, error_message, commit_sent_at, posted_at, ended_at, group_ids,
      begun_at, progress, language, step)
    select e.id, ${LIVE}, a, 'publisher_' || e.n, case when e.n < 3 then 'official' else 'private' end, ${text}, s.status,
      world_now() + e.n * interval '5 minutes', case when s.status = 'waiting' then 'error' end, case when s.status = 'waiting' then ${text} end,
      case s.status when 'failed' then 3 else 0 end,
      case s.status when 'success' then 'https://www.instagram.com/p/LIVE/' end, case s.status when 'success' then '900' end,
      case s.status when 'success' then '{caption_lost,not_shown}' else '{}' end::text[],
      case s.status when 'failed' then 'media_refused' when 'unknown' then 'unknown_outcome' when 'skipped' then 'banned' end,
      case s.status when 'failed' then '36003' end,
      case when s.status in ('failed', 'unknown', 'skipped') then ${text} end,
      case when s.status in ('success', 'unknown') then world_now() end, case s.status when 'success' then world_now() end,
      case when s.status in ('success', 'failed', 'cancelled', 'skipped') then world_now() end, ${[GROUP]}::uuid[],
      case when s.status in ('posting', 'success', 'failed', 'unknown') then world_now() - interval '9 minutes' end,
      case s.status when 'posting' then '{"staged": ["1"]}'::jsonb end, 'ru',
      case s.status when 'success' then 'done' else 'upload' end
    from unnest(${EXECUTIONS}::uuid[]) with ordinality e (id, n)
    join unnest(array['queued', 'waiting', 'posting', 'success', 'failed', 'unknown', 'cancelled', 'skipped'])
      with ordinality s (status, n) on s.n = e.n
    join unnest(${ACCOUNTS}::uuid[]) with ordinality p (a, n) on p.n = e.n`.execute(db)
  await sql`
    insert into publication_log (execution_id, publishing_account_id, username, route, action, status, duration_ms, details)
    select ${EXECUTION_FAILED}::uuid, ${ACCOUNTS[4]}::uuid, 'publisher_3', 'private', action, status, 1200,
      jsonb_build_object('message', ${text}::text)
    from unnest(array['login', 'upload', 'commit', 'commit', 'look_up'], array['ok', 'ready', 'thrown', 'not_published', 'unseen'])
      as line (action, status)`.execute(db)
  await sql`
    insert into publication_log (publishing_account_id, username, proxy, route, action, status, duration_ms, requests) values
      (${ACCOUNTS[4]}, 'publisher_3', null, 'private', 'login', 'thrown', 14000, ${jsonb([SENT, REFUSED])}),
      (null, null, 'spare.publishing.example', 'private', 'check_proxy', 'failed', 9000, '[]')`.execute(
    db,
  )
}

/** A group with accounts in every state, posts in most states, and one with a publication in each. */
async function fill(db: Db, text: string) {
  const words = text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 200)
  await fillAccounts(db, words)
  await fillPosts(db, words)
  await fillExecutions(db, words)
}

export const publishing: Filling = {
  fill,
  paths: [
    '/groups',
    '/groups/new',
    `/groups/${GROUP}`,
    `/groups/${EMPTY_GROUP}`,
    `/groups/${GROUP}/edit`,
    `/groups/${GROUP}/delete`,
    `/groups/${GROUP}/add`,
    '/home/editor',
    '/posts',
    '/posts?column=trouble',
    '/posts?view=list',
    '/posts?status=completed',
    '/calendar',
    '/calendar?month=2020-02',
    '/calendar?week=2020-02-03',
    `/calendar/${SCHEDULED}/move`,
    '/publishing-accounts',
    '/publishing-accounts?state=banned',
    `/publishing-accounts/${POOL[0]}`,
    `/publishing-accounts/${POOL[0]}/settings`,
    `/publishing-accounts/${BRAND}/settings`,
    `/publishing-accounts?group=${EMPTY_GROUP}`,
    '/publishing-stats',
    '/publishing-stats?days=7',
    '/publishing-stats/accounts',
    '/publishing-stats/posts?days=90',
    '/publication-log',
    '/publication-log?action=commit&status=nothing',
    '/posts/new',
    `/posts/${DRAFT}`,
    `/posts/${DRAFT}/captions`,
    `/posts/${DRAFT}/plan`,
    `/posts/${DRAFT}/delete`,
    `/posts/${REVIEW}`,
    `/posts/${REVIEW}/captions`,
    `/posts/${REVIEW}/plan`,
    `/posts/${REVIEW}/captions?account=${ACCOUNTS[0]}`,
    `/posts/${REVIEW}/preview?account=${ACCOUNTS[0]}`,
    `/posts/${SCHEDULED}`,
    `/posts/${SCHEDULED}/plan`,
    `/posts/${BARE}`,
    `/posts/${BARE}/captions`,
    `/posts/${BARE}/plan`,
    `/posts/${LIVE}`,
    `/posts/${LIVE}/removal`,
    `/posts/${LIVE}/removal?execution=${EXECUTION_PUBLISHED}`,
    `/posts/${FAILED}`,
  ],
}
