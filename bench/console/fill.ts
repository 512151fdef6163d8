import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import type { Tx } from '../../src/db/handles.ts'
import { dropIndexes, fill as fillCreators } from '../search/fill.ts'
import { fillOwnAccounts, fillStores } from './fill-own.ts'
import type { Options } from './options.ts'
import pg from 'pg'

// Rows as gramd would leave them. They must follow changes of the schema.

/**
 * Fills a migrated, empty database: creators as bench:search, then tasks and what the team's other
 * pages show.
 */
export async function fill(
  url: string,
  { creators, posts, tasks }: Pick<Options, 'creators' | 'posts' | 'tasks'>,
  progress: (text: string) => void,
): Promise<void> {
  await fillCreators(url, creators, progress, Math.round(posts / creators))
  await fillWork(url, { creators, posts, tasks }, progress)
}

/** Tasks and what the team's pages show, beside the creators of bench:search. */
export async function fillWork(
  url: string,
  { creators, posts, tasks }: Pick<Options, 'creators' | 'posts' | 'tasks'>,
  progress: (text: string) => void,
): Promise<void> {
  await fillTasks(url, { creators, tasks })
  progress('tasks are in')
  const db = openDatabase({ url, max: 1, onIdleError: () => undefined })
  try {
    await db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await fillPool(tx)
      await fillBatches(tx)
      await fillRelations(tx, creators)
      await fillTeam(tx)
      await fillOwnAccounts(tx, posts / 10)
      await fillStores(tx, posts / 10)
    })
    await sql`vacuum analyze`.execute(db)
    progress('statistics are gathered')
  } finally {
    await db.destroy()
  }
}

/** One in two hundred is open; of the others nine in ten are done. */
async function fillTasks(
  url: string,
  { creators, tasks }: Pick<Options, 'creators' | 'tasks'>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('set session_replication_role = replica')
  await client.query(`set maintenance_work_mem = '512MB'`)
  const indexes = await dropIndexes(client, ['scrape_tasks_open', 'scrape_tasks_ended'])
  await client.query(
    `insert into scrape_tasks (
       id, task_type, status, priority, subject, payload, attempts, result, error_code, error_message,
       created_at, due_at, started_at, completed_at
     ) overriding system value
     select n, type, status, 5, 'blog:' || bench.blog_id(1 + n % $2),
       jsonb_build_object('blog_id', bench.blog_id(1 + n % $2)),
       case status when 'failed' then 3 else 0 end,
       case status when 'done' then '{"posts": 20, "requests": 4}'::jsonb end,
       case status when 'failed' then code end, case status when 'failed'
         then 'the message of ' || code || ' ' || n % 50 end,
       at, at, case when status <> 'pending' then at end,
       case when status <> 'pending' then at + interval '20 seconds' end
     from generate_series(1, $1::int) n,
       lateral (select now() - ($1 - n) * (interval '60 days' / $1) as at) moment,
       lateral (select (array['full_scrape', 'full_scrape', 'full_scrape', 'light_update', 'ai_analysis',
         'discover'])[1 + n % 6] as type) types,
       lateral (select (array['transient', 'target_not_found', 'challenge_required',
         'unexpected_answer'])[1 + n % 4] as code) codes,
       lateral (select case when n % 200 = 0 then 'pending' when n % 14 = 3 then 'failed' when n % 33 = 5
         then 'cancelled' else 'done' end as status) states`,
    [tasks, creators],
  )
  await client.query(
    `insert into past_attempts (task_id, owner, started_at, ended_at, outcome, error_code, error_message)
     select id, 'bench', started_at, completed_at, case when place = 3 then 'failed' else 'retried' end, error_code,
       error_message
     from scrape_tasks_ended, generate_series(1, 3) place where status = 'failed'`,
  )
  await client.query(
    `select setval(pg_get_serial_sequence('scrape_tasks', 'id'), $1::bigint + 1000)`,
    [tasks],
  )
  for (const index of indexes) await client.query(index)
  await client.end()
}

/** 200 accounts with a week of requests, and their history. */
async function fillPool(tx: Tx): Promise<void> {
  await sql`
    insert into proxies (protocol, host, port, identity_hash, label, country, state, death_cause, last_checked_at)
    select 'http', 'proxy' || n || '.example', 8080, sha256(n::text::bytea), 'kz-' || n, 'KZ',
      case when n % 25 = 0 then 'dead' else 'active' end, case when n % 25 = 0 then 'proxy_failed' end,
        now() - interval '1 hour'
    from generate_series(1, 200) n`.execute(tx)
  await sql`
    insert into instagram_accounts (username, state, paused_from, device_seed, session, session_created_at, proxy_id,
      rest_until, rest_code, last_used_at, last_error, health)
    select 'pool_' || n, s.state, case s.state when 'paused' then 'active' end, 'seed', 'x'::bytea,
      now() - n * interval '1 day', p.id,
      case s.state when 'resting' then now() + interval '1 hour' end,
        case s.state when 'resting' then 'rate_limited' end,
      now() - n * interval '1 minute', case s.state when 'needs_operator' then 'challenge_required' end, 100 - n % 30
    from generate_series(1, 200) n
    join proxies p on p.label = 'kz-' || n,
    lateral (select (array['active', 'active', 'active', 'active', 'active', 'active', 'resting', 'needs_operator',
      'paused', 'suspended'])[1 + n % 10] as state) s`.execute(tx)
  await sql`
    insert into account_requests (account_id, proxy_id, kind, endpoint, reserved_at, ended_at, outcome)
    select id, proxy_id, 'request', 'profile', at, at, case when n % 40 = 0 then 'rate_limited' else 'ok' end
    from instagram_accounts, generate_series(1, 1400) n,
      lateral (select now() - n * interval '7 minutes' as at) moment`.execute(tx)
  await sql`
    insert into account_events (account_id, event, from_state, to_state, code, created_at)
    select id, 'rested', 'active', 'resting', 'rate_limited', now() - n * interval '7 hours'
    from instagram_accounts, generate_series(1, 100) n`.execute(tx)
}

/** A thousand batches with a hundred rows each, and a thousand direct calls. */
async function fillBatches(tx: Tx): Promise<void> {
  await sql`
    insert into ai_batches (kind, model, status, remote_id, input_file_id, request_count, completed_count, outcomes,
      estimated_cost_usd, cost_usd, input_tokens, output_tokens, created_at, sent_at, completed_at, ingested_at,
        files_deleted_at)
    select 'creator_insights', 'gpt-5-mini', case when is_open then 'in_progress' else 'completed' end, 'batch_' || n,
      'file_' || n,
      100, 100, '{"success": 98, "invalid": 2}', 0.07, 0.07, 710000, 150000, at, at,
      case when not is_open then at + interval '2 hours' end, case when not is_open then at + interval '3 hours' end,
      case when not is_open then at + interval '3 hours' end
    from generate_series(1, 1000) n,
      lateral (select now() - n * interval '1 hour' as at, n <= 3 as is_open) moment`.execute(tx)
  await sql`
    insert into ai_batch_rows (batch_id, task_id, outcome, input_tokens, output_tokens, cost_usd)
    select id, row_number() over (order by id) * 100 + n, case when n % 50 = 0 then 'invalid' else 'success' end,
      7100, 1500, 0.0007
    from ai_batches, generate_series(1, 100) n`.execute(tx)
  await sql`
    insert into ai_calls (kind, model, outcome, input_tokens, output_tokens, cost_usd, created_at)
    select 'creator_insights', 'gpt-5-mini', 'success', 7100, 1500, 0.0014, now() - n * interval '40 minutes'
    from generate_series(1, 1000) n`.execute(tx)
}

/** 200 relation checks; the ten newest with 20,000 members each. */
async function fillRelations(tx: Tx, creators: number): Promise<void> {
  await sql`
    insert into relation_checks (blog_id, username, platform_id, kinds, status, requests, estimated_requests,
      created_at, started_at, completed_at)
    select b.id, b.username, b.platform_id, array['followers', 'following'],
      case when n <= 2 then 'running' else 'complete' end,
      420, 400, now() - n * interval '3 hours', now() - n * interval '3 hours',
        case when n > 2 then now() - n * interval '2 hours' end
    from generate_series(1, 200) n
    join blogs b on b.id = bench.blog_id(1 + n * 7 % ${creators})`.execute(tx)
  await sql`
    insert into relation_lists (check_id, kind, state, expected, collected, pages, requests)
    select id, kind, case status when 'running' then 'reading' else 'complete' end, 10000, 10000, 200, 210
    from relation_checks, unnest(array['followers', 'following']) kind`.execute(tx)
  await sql`
    insert into relation_members (check_id, kind, platform_id, username, is_private, is_verified)
    select id, kind, n::text, 'person_' || n, n % 3 = 0, n % 100 = 0
    from (select id from relation_checks order by created_at desc limit 10) newest,
      unnest(array['followers', 'following']) kind, generate_series(1, 10000) n`.execute(tx)
}

/** People, tokens, notifications, and 100,000 changes. */
async function fillTeam(tx: Tx): Promise<void> {
  await sql`
    insert into users (login, name, role)
    select 'person' || n, 'Person ' || n, (array['member', 'viewer', 'editor'])[1 + n % 3]
      from generate_series(1, 50) n`.execute(tx)
  await sql`
    insert into api_tokens (name, token_hash, scopes)
    select 'token ' || n, sha256(n::text::bytea), array['creators:read'] from generate_series(1, 50) n`.execute(
    tx,
  )
  await sql`
    insert into audit_log (at, principal, name, action, object, after, status, request_id)
    select now() - n * interval '5 minutes', 'service', 'service', 'retryTask', '/api/tasks/' || n,
      '{"status": "pending"}', 200, 'r' || n
    from generate_series(1, 100000) n`.execute(tx)
  await sql`
    insert into notifications (kind, cause, severity, title, count, created_at, last_raised_at, send_at, sent_at,
      delivered_at)
    select 'account_needs_person', 'challenge_required', 'critical', 'An account needs a person', 3, at, at, at, at, at
    from generate_series(1, 5000) n, lateral (select now() - n * interval '20 minutes' as at) moment`.execute(
    tx,
  )
}
