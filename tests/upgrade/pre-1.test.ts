import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { to as copyTo } from 'pg-copy-streams'
import { describe, expect } from 'vitest'
import { decrypt } from '../../src/base/crypto.ts'
import { columnList, quoted, SESSION } from '../../src/db/backup/backup-format.ts'
import type { Db } from '../../src/db/handles.ts'
import {
  expressionsOf,
  PRE_1_TABLES,
  type Converted,
  type Tables,
} from '../../src/db/pre-1/mapping.ts'
import { generateSchemaSql } from '../fixtures/generated-schema.ts'
import { withClient } from '../fixtures/test-server.ts'
import { FILE, KEYS, testOfUpgraded as test } from './pre-1-kit.ts'
import { passwordOf, SECRETS } from './pre-1-secrets.ts'
import { storedSequences, storedTables, type StoredTable } from './stored-file.ts'

describe('the mapping of before 1.0', () => {
  test('names every table of the stored backup, each of which has rows but the clock', async () => {
    const tables = await storedTables(FILE)

    expect(tables.map(({ name }) => name).sort()).toEqual(Object.keys(PRE_1_TABLES).sort())
    expect(tables.filter(({ rows }) => rows.length === 0).map(({ name }) => name)).toEqual([
      'world_clock',
    ])
  })

  test('has a place for every old column, and names no other', async ({ databaseUrl }) => {
    expect(await misfitsOf(databaseUrl, PRE_1_TABLES)).toEqual([])
  })

  test('that lacks a rename is refused by the test', async ({ databaseUrl }) => {
    const { executions } = PRE_1_TABLES
    if (!executions || 'left_out' in executions) throw new Error('no publications come along')
    const planted = { ...executions, renamed: { gap_ms: 'stagger_ms' } }

    expect(await misfitsOf(databaseUrl, { ...PRE_1_TABLES, executions: planted })).toEqual([
      'executions.round is lost',
      'executions.disowned_at is lost',
      'executions.looks is lost',
    ])
  })
})

async function misfitsOf(url: string, mapping: Tables): Promise<string[]> {
  const columns = await columnsOf(url)
  return (await storedTables(FILE)).flatMap(({ name, columns: before }) => {
    const mapped = mapping[name]
    if (!mapped || 'left_out' in mapped) return []
    const { renamed } = mapped
    const now = columns.get(mapped.to ?? name) ?? []
    return [
      ...before
        .filter((column) => !now.includes(renamed[column] ?? column))
        .map((column) => `${name}.${column} is lost`),
      ...Object.keys(renamed)
        .filter((column) => !before.includes(column))
        .map((column) => `${name} never had ${column}`),
      ...[...expressionsOf(mapped).keys()]
        .filter((column) => !now.includes(column))
        .map((column) => `${name} has no ${column} today`),
    ]
  })
}

async function columnsOf(url: string): Promise<Map<string, string[]>> {
  const { rows } = await withClient(url, async (client) => {
    return await client.query<{ name: string; columns: string[] }>(
      `select table_name as name, array_agg(column_name::text) as columns
       from information_schema.columns where table_schema = 'public' group by table_name`,
    )
  })
  return new Map(rows.map(({ name, columns }) => [name, columns]))
}

describe('a backup of before 1.0', () => {
  test('comes along row by row, with the schema of a new database', async ({
    upgraded: { url, report },
    databaseUrl,
  }) => {
    expect(await generateSchemaSql(url)).toBe(await generateSchemaSql(databaseUrl))
    const differing: string[] = []
    for (const table of await storedTables(FILE)) {
      const mapped = PRE_1_TABLES[table.name]
      if (!mapped || 'left_out' in mapped) continue
      const { before, now } = await rowsOf(url, table, mapped)
      if (before.join('\n') !== now.join('\n')) differing.push(table.name)
    }
    expect(differing).toEqual([])
    expect(report.came_along.length + report.left_out.length).toBe(111)
    expect(report.left_out.map(({ table, rows }) => `${table} ${rows}`).sort()).toEqual([
      'catalog_pages 1',
      'connection_choices 1',
      'connection_dialogs 1',
      'idempotency_keys 1',
      'project_advice 1',
      'sign_in_attempts 1',
      'task_events 1',
      'user_sessions 1',
    ])
  })

  test('has its secrets, which the same keys open', async ({ upgraded: { db } }) => {
    const accounts = await db
      .selectFrom('instagram_accounts')
      .select(['id', 'username'])
      .where('secrets', 'is not', null)
      .execute()
    const secrets = [...accounts.map(({ id, username }) => passwordOf(id, username)), ...SECRETS]

    expect(accounts.length).toBeGreaterThan(8)
    for (const { table, column, id, row, text: secret } of secrets) {
      const { rows } = await sql<{ value: Buffer }>`
        select ${sql.ref(column)} as value from ${sql.table(table)}
        where ${sql.raw(id)} = ${row}`.execute(db)
      expect(rows.length, `${table}.${column}`).toBe(1)
      expect(decrypt(KEYS, { table, column, row }, rows[0]?.value ?? Buffer.alloc(0))).toBe(secret)
    }
  })

  test('goes on counting where it ended', async ({ upgraded: { db } }) => {
    const before = await storedSequences(FILE)

    expect(before.length).toBeGreaterThan(3)
    for (const { name, last_value, is_called } of before) {
      const { rows } = await sql<{ last_value: string; is_called: boolean }>`
        select last_value::text, is_called from ${sql.table(name)}`.execute(db)
      expect({ name, ...rows[0] }).toEqual({ name, last_value, is_called })
    }
  })
})

/** The rows of a table before and after, of the columns whose values stay; in the order of their text. */
async function rowsOf(
  url: string,
  { name, columns, rows }: StoredTable,
  mapped: Converted,
): Promise<{ before: string[]; now: string[] }> {
  const { to = name, renamed } = mapped
  const converted = expressionsOf(mapped)
  const same = columns.flatMap((column, index) => {
    const target = renamed[column] ?? column
    return converted.has(target) ? [] : [{ index, target }]
  })
  const names = columnList(same.map(({ target }) => target))
  const copied = await withClient(url, async (client) => {
    await client.query(SESSION)
    return await text(
      client.query(copyTo(`copy (select ${names} from public.${quoted(to)}) to stdout`)),
    )
  })
  return {
    before: rows.map((row) => same.map(({ index }) => row[index]).join('\t')).sort(),
    now: copied.split('\n').slice(0, -1).sort(),
  }
}

describe('values that have other names today are converted:', () => {
  test('task types, with their keys, jobs and pauses', async ({ upgraded: { db } }) => {
    expect(await columnOf(db, `select distinct task_type from scrape_tasks order by 1`)).toEqual([
      'ai_analysis',
      'check_connection',
      'check_publishers',
      'clear_unused_sessions',
      'discover',
      'download_product_videos',
      'full_scrape',
      'maintain_sessions',
      'notify_of_drafts',
      'poll_store',
      'publish_to_account',
      'schedule_connection_checks',
      'schedule_own_media',
      'schedule_product_videos',
      'schedule_store_polls',
      'schedule_webhook_subscriptions',
    ])
    expect(
      await columnOf(
        db,
        `select dedupe_key from scrape_tasks where task_type like '%own_media' and status = 'pending'`,
      ),
    ).toEqual(['schedule_own_media'])
    const names = await columnOf(db, `select name from cron_ticks order by name`)
    expect(names).toEqual(expect.arrayContaining(['maintain_sessions', 'notify_of_drafts']))
    expect(names.filter((name) => /^(plan|keep|tell)_/.test(String(name)))).toEqual([])
    expect(await columnOf(db, `select task_type from paused_task_types order by 1`)).toContain(
      'poll_store',
    )
  })

  test('payloads, progress and results of tasks', async ({ upgraded: { db } }) => {
    const ofType = async (expression: string, type: string): Promise<unknown[]> =>
      await columnOf(
        db,
        `select ${expression} from scrape_tasks where task_type = '${type}' and ${expression} is not null`,
      )
    expect(await ofType('payload', 'publish_to_account')).toEqual([
      { execution_id: '0198c1a5-0000-7000-8000-00000000f502', attempt: 2 },
    ])
    expect(await ofType('result', 'clear_unused_sessions')).toEqual([
      { notified: 2, cleared: 1, skipped: 0 },
    ])
    expect(await ofType('result', 'check_publishers')).toEqual([
      {
        proxies: { checked: 4, failed: 1, is_doubted: false },
        sessions: { checked: 2, failed: 0, skipped: 0 },
        notified: ['pool'],
      },
    ])
    expect(await ofType('progress', 'discover')).toContainEqual({
      done: 12,
      total: 12,
      examined: 12,
    })
    expect(await ofType('checkpoint', 'discover')).toEqual([
      {
        stage: 'authors',
        unsorted: [],
        left: [],
        counts: { examined: 12, known: 2, returned: 0 },
      },
    ])
  })

  test('who made a request without signing in', async ({ upgraded: { db } }) => {
    expect(
      await columnOf(db, `select principal || ' ' || name from audit_log where action = 'signIn'`),
    ).toEqual(['anonymous anonymous'])
  })

  test('why a publication waits', async ({ upgraded: { db } }) => {
    const waits = await columnOf(
      db,
      `select waits_for || coalesce(': ' || waits_message, '') from executions
       where ids ->> 'post' like '17000%' order by attempt`,
    )
    expect(waits).toEqual([...WAITS, 'error: the platform answered with an error 500'])
    expect(
      await columnOf(
        db,
        `select distinct comment from executions where ids ->> 'post' like '17000%'`,
      ),
    ).toEqual(['First comment'])
  })

  test('translations are of the text of their post, unless it has changed', async ({
    upgraded: { db },
  }) => {
    expect(
      await columnOf(
        db,
        `select c.language || ' ' || c.service || ' ' || (c.source_hash = p.source_hash) || ' ' || c.flags::text
         from post_captions c join posts p on p.id = c.post_id where c.language is not null order by 1`,
      ),
    ).toEqual([
      'kk deepl true {tokens_changed}',
      'kk person false {}',
      'ru deepl true {tokens_changed,wrong_language}',
    ])
  })

  test('a post without a language goes out as it is written', async ({ upgraded: { db } }) => {
    expect(
      await columnOf(
        db,
        `select status || ' ' || as_is::text from posts where caption like 'Post %' order by 1`,
      ),
    ).toEqual([
      'cancelled {}',
      'completed {}',
      'draft {de,en,fr,kk,ru}',
      'failed {}',
      'partly_failed {}',
      'pending {}',
      'posting {}',
      'posting {}',
      'review {de,en,fr,kk,ru}',
      'translating {}',
    ])
  })

  test('amounts have the decimals of their currency', async ({ upgraded: { db } }) => {
    expect(
      await columnOf(
        db,
        `select currency || ' ' || price || coalesce(' ' || compare_at_price || ' ' || cost_per_item, '')
         from products where slug like 'in-%' order by 1`,
      ),
    ).toEqual(['JPY 1200 1500 700', 'KWD 12.500'])
    expect(
      await columnOf(db, `select price::text from list_members where currency = 'JPY'`),
    ).toEqual(['1200'])
  })

  test('groups have marks that differ', async ({ upgraded: { db } }) => {
    const marks = await columnOf(db, `select colour || ' ' || shape from groups order by id`)
    expect(marks).toEqual(['teal circle', 'amber square'])
  })
})

const WAITS =
  'login proxy cooldown other_post daily_limit active_hours quota min_interval stagger processing look_up read_back'.split(
    ' ',
  )

async function columnOf(db: Db, query: string): Promise<unknown[]> {
  const { rows } = await sql<Record<string, unknown>>`${sql.raw(query)}`.execute(db)
  return rows.map((row) => Object.values(row)[0])
}
