import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { restoreFromFile, upgradeFromFile } from '../../src/db/backup/backup-commands.ts'
import { backupOf } from '../db/backup-kit.ts'
import { configOf } from '../db/start-and-doctor.ts'
import { createTestDatabase, dropTestDatabase, expect, test as base } from '../fixtures/test.ts'
import { withClient } from '../fixtures/test-server.ts'
import { keepLog } from '../queue/kit.ts'
import { aFolder, ended } from '../starts.ts'
import { FILE } from './pre-1-kit.ts'

const test = base.extend<{ target: string }>({
  target: async ({}, use) => {
    const url = await createTestDatabase()
    await use(url)
    await dropTestDatabase(url)
  },
})

const upgrade = async (url: string, file: string) =>
  await upgradeFromFile(configOf(url), keepLog().log, file)

async function aFile(content: string | Uint8Array): Promise<string> {
  return join(await aFolder({ 'old.backup': content }), 'old.backup')
}

const countRows = async (url: string): Promise<unknown> =>
  await withClient(url, async (client) => {
    const { rows } = await client.query(
      `select (select count(*)::int from blogs) as blogs, (select count(*)::int from users) as users,
         (select count(*)::int from world_clock) as clocks, (select count(*)::int from categories) > 0 as "hasCategories"`,
    )
    return rows[0]
  })
const EMPTY = { blogs: 0, users: 0, clocks: 0, hasCategories: true }

test('a file that ends early, and a damaged one, change nothing', async ({ target }) => {
  const whole = await readFile(FILE)
  const text = gunzipSync(whole).toString()

  await expect(upgrade(target, await aFile(whole.subarray(0, 30_000)))).rejects.toThrow(
    'the backup ends early: the file is incomplete and cannot be restored',
  )
  const fewer = gzipSync(text.replace(/^(-- gramd end .*"rows":)\d+/m, '$11'))
  await expect(upgrade(target, await aFile(fewer))).rejects.toThrow('the backup is damaged')
  const without = gzipSync(
    text.replace(/^-- gramd table \{"name":"glossaries"[\s\S]*?^-- gramd rows .*\n/m, ''),
  )
  await expect(upgrade(target, await aFile(without))).rejects.toThrow('the backup is damaged')

  const early = gzipSync(
    text.replace(/^-- gramd table \{"name":"groups"[\s\S]*?^-- gramd rows .*\n/m, ''),
  )
  await expect(upgrade(target, await aFile(early))).rejects.toThrow(
    /^rows of group_members do not fit into group_members of today \(.*\): nothing was changed$/,
  )

  expect(await countRows(target)).toEqual(EMPTY)
})

test('a database with data, or one that a gramd uses, is left alone', async ({ target }) => {
  await withClient(target, async (client) => {
    await client.query(`set application_name = 'gramd'`)
    await expect(upgrade(target, FILE)).rejects.toThrow(
      'a gramd is connected to the database: stop every gramd first',
    )
  })
  await withClient(target, async (client) => {
    await client.query(`insert into users (login, name, role) values ('dana', 'Dana', 'admin')`)
  })

  await expect(upgrade(target, FILE)).rejects.toThrow(
    'the database holds data (users): bring the backup into a new one',
  )
  expect(await countRows(target)).toEqual({ ...EMPTY, users: 1 })
})

test('a database that itself is of before 1.0 is refused', async ({ target }) => {
  await withClient(target, async (client) => {
    await client.query(`drop table gramd_migrations`)
    await client.query(
      `create table gramd_migrations (name text primary key, checksum text not null)`,
    )
  })

  await expect(upgrade(target, FILE)).rejects.toThrow(
    'the database itself is of before 1.0: bring the backup into a new one (docs/upgrade.md)',
  )
})

test('each command names the other for a file that is for it', async ({ target }) => {
  const options = { file: FILE, replace: false, keepSessions: false }
  await expect(restoreFromFile(configOf(target), keepLog().log, options)).rejects.toThrow(
    `the backup is of before 1.0: use gramd upgrade --from-pre-1 ${FILE} (docs/upgrade.md)`,
  )

  const today = await aFile(await backupOf(target))
  await expect(upgrade(target, today)).rejects.toThrow(
    `the backup has the schema of today: use gramd restore ${today}`,
  )
})

test('other files, and other schemas of before 1.0, are refused with what to do', async ({
  target,
}) => {
  const text = gunzipSync(await readFile(FILE)).toString()
  const other = gzipSync(text.replace(/"checksum":"[0-9a-f]{4}/, '"checksum":"0000'))

  await expect(upgrade(target, await aFile(other))).rejects.toThrow(
    /^the backup has a schema of before 1\.0 that is not that of commit 7ede3b95: /,
  )
  await expect(upgrade(target, await aFile('not a backup'))).rejects.toThrow(
    'this is not a backup of gramd',
  )
  await expect(upgrade(target, '/nowhere/old.backup')).rejects.toThrow(
    'cannot read /nowhere/old.backup: there is no such file (ENOENT)',
  )
})

test(
  'the command says what came along and what did not',
  { timeout: 60_000 },
  async ({ target }) => {
    const env = {
      DATABASE_URL: target,
      SCRAPER_API_KEY: 'a-key-for-the-tests-only',
      GRAMD_ENCRYPTION_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
    }
    const { code, out, err } = await ended(['upgrade', '--from-pre-1', FILE, '--json'], { env })

    expect({ code, err }).toEqual({ code: 0, err: '' })
    const answer: unknown = JSON.parse(out.trim().split('\n').at(-1) ?? '')
    expect(answer).toMatchObject({
      came_along: expect.arrayContaining([{ table: 'manual_categories', rows: 2 }]),
      left_out: expect.arrayContaining([
        { table: 'user_sessions', rows: 1, because: 'people sign in again' },
      ]),
    })

    const check = await ended(['upgrade', '--check', '--json'], { env })
    expect(check.code).toBe(0)
    expect(JSON.parse(check.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      data: expect.arrayContaining([
        { check: 'schema', status: 'ok', found: 'up to date; nothing will run', remedy: null },
        expect.objectContaining({ check: 'backup', status: 'warn' }),
      ]),
    })
    const again = await ended(['upgrade', '--json'], { env })
    expect(again.code).toBe(0)
    expect(JSON.parse(again.out.trim().split('\n').at(-1) ?? '')).toEqual({ applied: [] })
  },
)
