import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { BackupSequence, BackupTable, parseLine } from '../../src/db/backup/backup-format.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { openBackup } from '../../src/db/backup/restore.ts'
import { PRE_1_TABLES } from '../../src/db/pre-1/mapping.ts'
import { upgradeFromPre1, type Upgraded } from '../../src/db/pre-1/upgrade.ts'
import { parseEncryptionKeys } from '../../src/base/crypto.ts'
import { createTestDatabase, dropTestDatabase, testOnSharedDatabase } from '../fixtures/test.ts'
import { PRE_1_KEYS } from './pre-1-secrets.ts'

export const FILE = fileURLToPath(new URL('pre-1.gramd-backup', import.meta.url))

export const KEYS = parseEncryptionKeys(PRE_1_KEYS)

/** Brings the stored backup into a new database. */
const upgrade = async (url: string, mapping = PRE_1_TABLES) =>
  await upgradeFromPre1(url, await openBackup(createReadStream(FILE)), mapping)

/** `test` with the stored backup in a database that the tests share. */
export const testOfUpgraded = testOnSharedDatabase.extend<{
  $file: { upgraded: { url: string; db: Db; report: Upgraded } }
}>({
  upgraded: [
    async ({}, use) => {
      const url = await createTestDatabase()
      const report = await upgrade(url)
      const db = openDatabase({ url, max: 10, onIdleError: () => undefined })
      await use({ url, db, report })
      await db.destroy()
      await dropTestDatabase(url)
    },
    { scope: 'file' },
  ],
})

/** A table of the backup; its rows in COPY's text format, split into columns. */
export type StoredTable = { name: string; columns: string[]; rows: string[][] }

/** The tables of the stored backup. */
export async function storedTables(): Promise<StoredTable[]> {
  const tables: StoredTable[] = []
  let isRow = false
  for (const line of await storedLines()) {
    const parsed = parseLine(line)
    if (line === '\\.') isRow = false
    if (isRow) tables.at(-1)?.rows.push(line.split('\t'))
    if (parsed?.kind === 'table') tables.push({ ...BackupTable.parse(parsed.content), rows: [] })
    if (line.startsWith('COPY ')) isRow = true
  }
  return tables
}

/** The sequences of the stored backup. */
export const storedSequences = async () =>
  (await storedLines()).flatMap((line) => {
    const parsed = parseLine(line)
    return parsed?.kind === 'sequence' ? [BackupSequence.parse(parsed.content)] : []
  })

const storedLines = async (): Promise<string[]> =>
  gunzipSync(await readFile(FILE))
    .toString()
    .split('\n')
