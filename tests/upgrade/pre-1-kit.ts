import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
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
