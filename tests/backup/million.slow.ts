import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { writeBackup } from '../../src/db/backup/backup.ts'
import { openBackup, restoreBackup } from '../../src/db/backup/restore.ts'
import { createTestDatabase, test } from '../fixtures/test.ts'
import { contentOf, fillCreators } from './contents.ts'

/** Persons, blogs, posts and tasks: a million rows in all. */
const CREATORS = 250_000
/** What the process may grow by, whatever the size of the database. */
const MAX_BYTES = 300 * 1024 ** 2

test('a million rows are written and brought back in bounded memory', async ({
  db,
  databaseUrl,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'gramd-backup-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'backup')
  await fillCreators(db, CREATORS)
  const before = await contentOf(databaseUrl)
  const target = await createTestDatabase()

  let peak = 0
  const startRss = process.memoryUsage.rss()
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss() - startRss)), 50)
  onTestFinished(() => clearInterval(watch))
  const startedAt = performance.now()
  const written = await writeBackup(databaseUrl, createWriteStream(file), { version: '1.2.3' })
  const writtenAt = performance.now()
  await restoreBackup(target, await openBackup(createReadStream(file)), {
    replace: false,
    keepSessions: true,
  })
  const restoredAt = performance.now()

  expect(written.rows).toBeGreaterThan(1_000_000)
  expect(await contentOf(target)).toEqual(before)
  expect(peak).toBeLessThan(MAX_BYTES)
  const seconds = (ms: number) => (ms / 1_000).toFixed(1)
  console.log(
    `${written.rows} rows, ${(statSync(file).size / 1e6).toFixed(0)} MB: written in ${seconds(writtenAt - startedAt)} s, ` +
      `restored in ${seconds(restoredAt - writtenAt)} s, ${(peak / 1e6).toFixed(0)} MB of memory`,
  )
})
