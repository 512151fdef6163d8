// Writes tests/upgrade/pre-1.gramd-backup, by a gramd of before 1.0. It needs a checkout of that commit:
//
//   git worktree add --detach ../pre-1 7ede3b95 && ln -s "$PWD/node_modules" ../pre-1/node_modules
//   node tests/upgrade/write-pre-1.ts ../pre-1
//
// The rows are those of that commit's own filled console, and those of pre-1.sql, so that every table has some.
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type pg from 'pg'
import { withClient } from '../../src/db/connect.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'
import { passwordOf, PRE_1_KEYS, SECRETS } from './pre-1-secrets.ts'

type Old = {
  database: { openDatabase(options: object): { destroy(): Promise<void> } }
  migrate: { migrate(db: unknown): Promise<unknown> }
  backup: { writeBackup(url: string, output: unknown, options: object): Promise<unknown> }
  fill: { fillConsole(db: unknown, options: object): Promise<void> }
  crypto: {
    parseEncryptionKeys(text: string): unknown
    encrypt(keys: unknown, place: object, text: string): Buffer
  }
}

const [checkout] = process.argv.slice(2)
if (checkout === undefined) throw new Error('usage: node tests/upgrade/write-pre-1.ts CHECKOUT')
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

async function importOld<T>(file: string): Promise<T> {
  return (await import(pathToFileURL(resolve(checkout ?? '', file)).href)) as T
}

async function fillOld(url: string): Promise<void> {
  const { openDatabase } = await importOld<Old['database']>('src/db/database.ts')
  const { migrate } = await importOld<Old['migrate']>('src/db/migrate.ts')
  const { fillConsole } = await importOld<Old['fill']>('tests/console/fill/index.ts')
  const db = openDatabase({ url, max: 4, onIdleError: () => undefined })
  await migrate(db)
  // What COPY's format escapes, in letters of none of the console's languages.
  await fillConsole(db, { text: 'مرحبا\tبالجميع \\N \\. "في" المتجر' })
  await db.destroy()
}

async function seal(client: pg.ClientBase): Promise<void> {
  const { parseEncryptionKeys, encrypt } = await importOld<Old['crypto']>('src/base/crypto.ts')
  const keys = parseEncryptionKeys(PRE_1_KEYS)
  const { rows } = await client.query<{ id: string; username: string }>(
    'select id, username from instagram_accounts where secrets is not null',
  )
  const passwords = rows.map(({ id, username }) => passwordOf(id, username))
  for (const { table, column, id, row, text } of [...passwords, ...SECRETS]) {
    const sealed = encrypt(keys, { table, column, row }, text)
    const { rowCount } = await client.query(`update ${table} set ${column} = $1 where ${id} = $2`, [
      sealed,
      row,
    ])
    if (rowCount !== 1) throw new Error(`${table} has no ${row}`)
  }
}

const folder = await mkdtemp(join(tmpdir(), 'gramd-pre-1-'))
const server = await startEmbeddedPostgres({ folder, reachableFolder: `${folder}-reachable` })
try {
  await fillOld(server.url)
  const options = { url: server.url, applicationName: 'recipe', statementMs: null }
  await withClient(options, async (client) => {
    await client.query(await readFile(path('pre-1.sql'), 'utf8'))
    await seal(client)
  })
  const { writeBackup } = await importOld<Old['backup']>('src/db/backup.ts')
  const file = createWriteStream(path('pre-1.gramd-backup'))
  await writeBackup(server.url, file, { version: '0.1.0' })
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
