import { expect } from 'vitest'
import { followServerUpdate } from '../../src/db/server/server-update.ts'
import { contentOf } from '../backup/contents.ts'
import { withClient } from '../fixtures/test-server.ts'
import { backupOf, restore, testOfFilled } from './backup-kit.ts'

const CREATORS = 100
const test = testOfFilled(CREATORS)

test('a backup brings everything back into an empty database, row by row', async ({
  source,
  target,
}) => {
  const before = await contentOf(source)
  const file = await backupOf(source)

  const end = await restore(target, file)

  expect(await contentOf(target)).toEqual(before)
  expect(end.tables).toBe(before.size)
  expect(end.rows).toBeGreaterThan(3 * CREATORS)
  // What comes next gets an id that nothing had.
  const nextTask = "select nextval(pg_get_serial_sequence('scrape_tasks', 'id'))::integer as id"
  const ids = await withClient(target, async (client) => (await client.query(nextTask)).rows)
  expect(ids[0]).toEqual({ id: CREATORS + 1 })
})

test('a restore leaves every index and key as it was', async ({ source, target }) => {
  const file = await backupOf(source)
  const before = await derivedOf(target)
  expect(before.length).toBeGreaterThan(300)

  await restore(target, file)

  expect(await derivedOf(target)).toEqual(before)
})

test('a restore leaves statistics, and the next start makes the larger ones, once', async ({
  source,
  target,
}) => {
  await restore(target, await backupOf(source))

  await withClient(target, async (client) => {
    const { rows } = await client.query(
      `select count(*)::int > 0 as are_there from pg_stats where tablename = 'persons'`,
    )
    expect(rows).toEqual([{ are_there: true }])
  })
  const next = {
    url: target,
    version: { number: 180_004, name: '18.4' },
    stopping: new AbortController().signal,
  }
  expect(await followServerUpdate(next)).toEqual(expect.arrayContaining(['blog_posts', 'blogs']))
  expect(await followServerUpdate(next)).toEqual([])
})

/** Indexes, keys of both kinds, and the targets of statistics. */
const derivedOf = async (url: string) =>
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ definition: string }>(`
      select indexdef as definition from pg_indexes where schemaname = 'public'
      union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      from pg_constraint where contype in ('f', 'p', 'u') and connamespace = 'public'::regnamespace
      union all select attrelid::regclass || ' ' || attnum || ' ' || attstattarget
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relkind in ('r', 'i') and attstattarget >= 0 and relnamespace = 'public'::regnamespace
      order by definition`)
    return rows.map(({ definition }) => definition)
  })

test('a restore ends sessions, tokens and welcome codes of the backup, unless they are kept', async ({
  source,
  target,
}) => {
  await withClient(source, async (client) => {
    await client.query(`with u as (
        insert into users (login, name, role, password_hash)
        values ('dana', 'Dana', 'admin', 'x'), ('erlan', 'Erlan', 'viewer', null) returning id, login
      ), s as (
        insert into user_sessions (id_hash, user_id, expires_at, ends_at)
        select sha256(login::bytea), id, now() + interval '1 h', now() + interval '1 h' from u
      ), t as (
        insert into api_tokens (user_id, name, token_hash, scopes)
        select id, login, sha256(login::bytea), '{creators:read}'::text[] from u where login = 'dana'
        union all select null, 'service', sha256('s'), '{creators:read}'::text[]
      )
      insert into welcome_codes (user_id, code_hash, expires_at)
      select id, sha256('code'), now() + interval '1 h' from u where login = 'erlan'`)
  })
  const file = await backupOf(source)
  const left = async () =>
    await withClient(target, async (client) => {
      const { rows } = await client.query(`select (select count(*)::int from users) as users,
        (select count(*)::int from user_sessions) as sessions,
        (select count(*)::int from api_tokens) as tokens,
        (select count(*)::int from welcome_codes) as codes`)
      return rows[0]
    })

  const { ended } = await restore(target, file)
  expect(await left()).toEqual({ users: 2, sessions: 0, tokens: 0, codes: 0 })
  expect(ended).toEqual({ sessions: 2, tokens: 2, welcome_codes: 1 })

  const kept = await restore(target, file, { replace: true, keepSessions: true })
  expect(await left()).toEqual({ users: 2, sessions: 2, tokens: 2, codes: 1 })
  expect(kept.ended).toEqual({ sessions: 0, tokens: 0, welcome_codes: 0 })
})
