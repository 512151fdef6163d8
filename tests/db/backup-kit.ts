import { Readable, Writable } from 'node:stream'
import { expect } from 'vitest'
import { writeBackup } from '../../src/db/backup/backup.ts'
import { openBackup, restoreBackup, type RestoreOptions } from '../../src/db/backup/restore.ts'
import { fillCreators } from '../backup/contents.ts'
import { createTestDatabase, dropTestDatabase, testOnDatabaseOf } from '../fixtures/test.ts'

/** `test` with a database of so many creators, and an empty one. */
export const testOfFilled = (creators: number) =>
  testOnDatabaseOf(async (db) => await fillCreators(db, creators)).extend<{
    /** The address of the database that is filled. */
    source: string
    /** A migrated database without data. */
    target: string
  }>({
    source: async ({ db, databaseUrl }, use) => {
      expect((await db.selectFrom('blogs').select('id').limit(1).execute()).length).toBe(1)
      await use(databaseUrl)
    },
    target: async ({}, use) => {
      const url = await createTestDatabase()
      await use(url)
      await dropTestDatabase(url)
    },
  })

export async function backupOf(url: string): Promise<Buffer> {
  const pieces: Buffer[] = []
  const output = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece)
      done()
    },
  })
  await writeBackup(url, output, { version: '1.2.3' })
  return Buffer.concat(pieces)
}

export const restore = async (url: string, file: Buffer, options: Partial<RestoreOptions> = {}) =>
  await restoreBackup(url, await openBackup(Readable.from([file])), {
    replace: false,
    keepSessions: false,
    ...options,
  })
