// Writes tests/upgrade/VERSION.gramd-backup, by the gramd of a release. It needs a checkout of the release, so that
// nothing of a later one gets into the file:
//
//   git worktree add --detach ../VERSION vVERSION && ln -s "$PWD/node_modules" ../VERSION/node_modules
//   node --import ./src/preflight.js tests/upgrade/write-release.ts ../VERSION
//
// The rows are those of the release's own filled console, and those of VERSION.sql, so that every table has some.
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'
import { withClient } from '../../src/db/connect.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'
import { readMigrations } from '../../src/db/migrations/migration-files.ts'
import { Released } from '../../tools/release/prepare.ts'
import { PRE_1_KEYS } from './pre-1-secrets.ts'
import { secretOf } from './secret-of.ts'

type Db = { destroy(): Promise<void> }
type Column = {
  table: string
  column: string
  read(db: Db): AsyncIterable<Sealed> | Promise<Sealed[]>
  replace(db: Db, sealed: Sealed, fresh: Buffer): Promise<boolean>
}
type Sealed = { id: string; value: Buffer }

/** What the writer uses of a release. */
type Release = {
  database: { openDatabase(options: object): Db }
  migrate: { migrate(db: Db): Promise<unknown> }
  backup: { writeBackup(url: string, output: unknown, options: object): Promise<unknown> }
  fill: { fillConsole(db: Db, options: object): Promise<void> }
  crypto: {
    parseEncryptionKeys(text: string): unknown
    encrypt(keys: unknown, place: object, text: string): Buffer
  }
  pool: { poolColumns(): Column[] }
  features: { features: readonly { secrets?: readonly Column[] }[] }
}

const [checkout] = process.argv.slice(2)
if (checkout === undefined) throw new Error('usage: node tests/upgrade/write-release.ts CHECKOUT')
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const inCheckout = (file: string): string => resolve(checkout ?? '', file)

async function importOf<Part extends keyof Release>(_: Part, file: string): Promise<Release[Part]> {
  return (await import(pathToFileURL(inCheckout(file)).href)) as Release[Part]
}

/** Throws unless the checkout has the migrations of its release, and no other. */
async function requireReleased(version: string): Promise<void> {
  const released = Released.parse(
    JSON.parse(await readFile(path('../../migrations/released.json'), 'utf8')),
  )
  const has = await readMigrations(inCheckout('migrations'))
  const strange = has.filter(({ name, checksum }) => released[name]?.checksum !== checksum)
  if (strange.length > 0 || !has.some(({ name }) => released[name]?.release === version))
    throw new Error(
      `the checkout is not of release ${version}: ${strange[0]?.name ?? 'no migration'}`,
    )
}

async function seal(db: Db): Promise<void> {
  const { parseEncryptionKeys, encrypt } = await importOf('crypto', 'src/base/crypto.ts')
  const { poolColumns } = await importOf('pool', 'src/pool/accounts/sealed-columns.ts')
  const { features } = await importOf('features', 'src/features/index.ts')
  const keys = parseEncryptionKeys(PRE_1_KEYS)
  const columns = [...poolColumns(), ...features.flatMap(({ secrets = [] }) => secrets)]
  for (const { table, column, read, replace } of columns) {
    let rows = 0
    for await (const sealed of await read(db)) {
      rows += 1
      const place = { table, column, row: sealed.id }
      const fresh = encrypt(keys, place, secretOf(place))
      if (!(await replace(db, sealed, fresh))) throw new Error(`${table} has no ${sealed.id}`)
    }
    if (rows === 0) throw new Error(`${table}.${column} has no value: add one`)
  }
}

const Package = z.object({ version: z.string() })
const { version } = Package.parse(JSON.parse(await readFile(inCheckout('package.json'), 'utf8')))
await requireReleased(version)
const folder = await mkdtemp(join(tmpdir(), 'gramd-release-'))
const { url, stop } = await startEmbeddedPostgres({
  folder,
  reachableFolder: `${folder}-reachable`,
})
try {
  const { openDatabase } = await importOf('database', 'src/db/database.ts')
  const { migrate } = await importOf('migrate', 'src/db/migrations/migrate.ts')
  const { fillConsole } = await importOf('fill', 'tests/console/fill/index.ts')
  const { writeBackup } = await importOf('backup', 'src/db/backup/backup.ts')
  const db = openDatabase({ url, max: 4, onIdleError: () => undefined })
  await migrate(db)
  // What COPY's format escapes, in letters of none of the console's languages.
  await fillConsole(db, { text: 'مرحبا\tبالجميع \\N \\. "في" المتجر' })
  const options = { url, applicationName: 'recipe', statementMs: null }
  await withClient(options, async (client) => {
    await client.query(await readFile(path(`${version}.sql`), 'utf8'))
  })
  await seal(db)
  await db.destroy()
  await writeBackup(url, createWriteStream(path(`${version}.gramd-backup`)), { version })
} finally {
  await stop()
  await rm(folder, { recursive: true, force: true })
}
