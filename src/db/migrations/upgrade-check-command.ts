import { statfs } from 'node:fs/promises'
import type { Finding } from '../../base/finding.ts'
import type { Logger } from '../../base/log/log.ts'
import type { CoreConfig } from '../../settings/core.ts'
import { openDatabase } from '../database.ts'
import { openServer } from '../open-migrated.ts'
import { requireServerVersion } from '../server/server-version.ts'
import { checkUpgrade } from './check-upgrade.ts'
import { readMigrations } from './migration-files.ts'

/** Says what an upgrade of the configured database would do; changes nothing. */
export async function checkUpgradeOnly(
  config: CoreConfig,
  log: Logger,
  now: Date,
): Promise<Finding[]> {
  await using stack = new AsyncDisposableStack()
  const url = await openServer(config, log, stack)
  const db = openDatabase({ url, max: 1, onIdleError: () => undefined })
  stack.defer(async () => await db.destroy())
  await requireServerVersion(db)
  return await checkUpgrade(db, {
    own: await readMigrations(),
    now,
    freeBytes: await freeOf(config),
  })
}

async function freeOf({ databaseUrl, embeddedPostgresFolder }: CoreConfig): Promise<number | null> {
  if (databaseUrl !== undefined) return null
  const { bavail, bsize } = await statfs(embeddedPostgresFolder)
  return bavail * bsize
}
