import { sql } from 'kysely'
import type { Db, Tx } from '../../../../src/db/handles.ts'
import { setWorldTime } from '../../../../src/db/world-clock.ts'

/** Tables that grow with posts. */
export const TABLES = [
  'uploads',
  'posts',
  'post_media',
  'post_targets',
  'post_captions',
  'executions',
  'publication_log',
  'translations',
  'publishing_accounts',
  'groups',
  'group_members',
] as const

/** Posts, and as many uploads, captions, publications, lines of the log and translations. */
export const ROWS = 1_000_000
/** Rows of a statement: a larger one takes longer than the service allows, on a loaded machine. */
const PART = 50_000
/** Each has published for years. */
export const ACCOUNTS = 200
export const GROUPS = 40
export const START = Date.UTC(2026, 10, 1, 12)

export async function prepare(db: Db): Promise<void> {
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  for (const table of TABLES)
    await sql.raw(`alter table ${table} set (autovacuum_enabled = off)`).execute(db)
}

/** An id of a time, so that later rows are younger. */
const id = (kind: number, n = sql`n`) =>
  sql`('0190' || substr(lpad(to_hex(${n}), 8, '0'), 1, 4) || '-' || substr(lpad(to_hex(${n}), 8, '0'), 5, 4) || '-7000-8000-00000000000' || ${sql.lit(kind)})::uuid`

/**
 * Two years of posts, a minute apart, each published on one account. One in fifty had a schedule, one in a hundred failed;
 * the last hundred are to come, and a few in ten thousand are drafts.
 */
export async function addPosts(db: Db, rows: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // A million checks of each reference take minutes.
    await sql`set local session_replication_role = replica`.execute(tx)
    await addAccounts(tx)
    for (let from = 1; from <= rows; from += PART)
      await addPart(tx, { from, until: Math.min(rows, from + PART - 1), rows })
  })
}

async function addPart(
  tx: Tx,
  { from, until, rows }: { from: number; until: number; rows: number },
): Promise<void> {
  const numbers = sql`generate_series(${sql.lit(from)}, ${sql.lit(until)}) n`
  const at = sql`world_now() - (${sql.lit(rows)} - n) * interval '1 minute'`
  const account = id(7, sql`n % ${sql.lit(ACCOUNTS)} + 1`)
  const isToCome = sql`n > ${sql.lit(rows - 100)}`
  await sql`
      insert into uploads (id, file_name, sha256, kind, media_type, bytes, width, height, duration_ms, codecs, conversions,
        warnings, report, created_at)
      select ${id(1)}, n || '.jpg', sha256(n::text::bytea), case when n % 10000 = 5000 then 'video' else 'picture' end,
        case when n % 10000 = 5000 then 'video/mp4' else 'image/jpeg' end, 100000, 640, 640,
        case when n % 10000 = 5000 then 4000 end, '{}', '{}', '{}', '{"original": {"format": "jpeg", "bytes": 1}}', ${at}
      from ${numbers}`.execute(tx)
  await sql`
      insert into posts (id, author_id, type, caption, language, status, scheduled_at, time_zone, begun_at, completed_at,
        created_at, updated_at)
      select ${id(2)}, ('01900000-0000-7000-8000-00000000000' || case when n % 5000 = 0 then 2 else 1 end)::uuid, 'photo',
        'Autumn is here and all the leaves are falling ' || n, 'en',
        case when ${isToCome} then 'pending' when n % 10000 = 1 then 'draft' when n % 100 = 0 then 'failed' else 'completed' end,
        case when ${isToCome} then world_now() + (n % 100 + 1) * interval '1 hour' when n % 50 = 0 then ${at} end,
        case when ${isToCome} or n % 50 = 0 then 'Asia/Almaty' end,
        case when not ${isToCome} and n % 10000 <> 1 then ${at} end, case when not ${isToCome} and n % 10000 <> 1 then ${at} end,
        ${at}, ${at}
      from ${numbers}`.execute(tx)
  await sql`
      insert into post_media (post_id, position, upload_id) select ${id(2)}, 0, ${id(1)} from ${numbers}
      where n % 20 > 0`.execute(tx)
  await sql`
      insert into post_targets (post_id, publishing_account_id) select ${id(2)}, ${account} from ${numbers}`.execute(
    tx,
  )
  await sql`
      insert into post_captions (post_id, language, text, source_hash, service, updated_at)
      select ${id(2)}, 'ru', 'Осень пришла, и падают все листья ' || n,
        md5('Autumn is here and all the leaves are falling ' || n || chr(1)), 'deepl', ${at}
      from ${numbers}`.execute(tx)
  await sql`
      insert into executions (id, post_id, publishing_account_id, username, route, caption, status, step, due_at, ids,
        commit_sent_at, commits, media_id, permalink, begun_at, posted_at, ended_at, error_class, error_message, created_at,
        updated_at, group_ids)
      select ${id(3)}, ${id(2)}, ${account}, 'account.' || n % ${sql.lit(ACCOUNTS)} + 1, 'private', 'Autumn ' || n,
        case when n % 100 = 0 then 'failed' else 'success' end, 'done', ${at},
        jsonb_build_object('post', n::text, 'items', '[]'::jsonb), ${at}, 1, case when n % 100 > 0 then 'm' || n end,
        case when n % 100 > 0 then 'https://www.instagram.com/p/C' || n end, ${at}, case when n % 100 > 0 then ${at} end, ${at},
        case when n % 100 = 0 then 'transient' end, case when n % 100 = 0 then 'no answer' end, ${at}, ${at},
        array[${id(6, sql`n % ${sql.lit(GROUPS)} + 1`)}]
      from ${numbers} where not ${isToCome} and n % 10000 <> 1`.execute(tx)
  await sql`
      insert into publication_log (id, execution_id, publishing_account_id, username, route, action, status, duration_ms, at)
      select ${id(4)}, ${id(3)}, ${account}, 'account.' || n % ${sql.lit(ACCOUNTS)} + 1, 'private',
        case when n % 10000 = 7 then 'remove' else 'commit' end,
        case when n % 10000 = 3 then 'thrown' when n % 10000 = 7 then 'removed' else 'published' end, 900, ${at}
      from ${numbers}`.execute(tx)
  // The newest lines by far: proxies were looked at all the time, and nobody has published.
  await sql`
      insert into publication_log (id, publishing_account_id, username, proxy, route, action, status, duration_ms, at)
      select ${id(8, sql`(n + ${sql.lit(rows)})`)}, ${account}, 'account.' || n % ${sql.lit(ACCOUNTS)} + 1, 'proxy', 'private', 'check_proxy', 'connected',
        900, ${at}
      from ${numbers} where n > ${sql.lit(rows)} * 0.8`.execute(tx)
  await sql`
      insert into translations (text_hash, from_language, to_language, service, text, translated_at)
      select sha256(n::text::bytea), 'en', 'ru', 'deepl', 'Осень ' || n, ${at} from ${numbers}`.execute(
    tx,
  )
}

async function addAccounts(db: Db): Promise<void> {
  const numbers = sql`generate_series(1, ${sql.lit(ACCOUNTS)}) n`
  await sql`
    insert into connections (id, platform_id, username, login, state, rights_granted)
    select ${id(5)}, 'account ' || n, 'account.' || n, 'instagram', 'active', '{instagram_business_content_publish}'
    from ${numbers}`.execute(db)
  await sql`
    insert into publishing_accounts (id, connection_id, language, warmup_stage, posts_limit_per_day)
    select ${id(7)}, ${id(5)}, 'ru', 3, 100 from ${numbers}`.execute(db)
  await sql`
    insert into groups (id, name) select ${id(6)}, 'Group ' || n from generate_series(1, ${sql.lit(GROUPS)}) n`.execute(
    db,
  )
  await sql`
    insert into group_members (group_id, publishing_account_id)
    select ${id(6, sql`n % ${sql.lit(GROUPS)} + 1`)}, ${id(7)} from ${numbers}`.execute(db)
}
