import { generateEncryptionKey } from '../../src/base/crypto.ts'
import type { Finding } from '../../src/base/finding.ts'
import { loadConfig, type Config } from '../../src/config.ts'
import { examineAll } from '../../src/daemon.ts'
import { openMigrated } from '../../src/db/open-migrated.ts'
import { keepLog, type LogLine } from '../queue/kit.ts'

export const configOf = (databaseUrl: string): Config =>
  loadConfig({
    SCRAPER_API_KEY: 'a-key-for-the-tests-only',
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
    DATABASE_URL: databaseUrl,
  })

/** What a start does with its database, migrations included. Returns what it logs; rejects as the start does. */
export async function openAtStart(config: Config): Promise<LogLine[]> {
  const { log, lines } = keepLog()
  await using stack = new AsyncDisposableStack()
  await openMigrated(config, log, stack)
  return lines
}

/** What `gramd doctor` finds, by the names of the checks. */
export async function doctorFindings(config: Config): Promise<ReadonlyMap<string, Finding>> {
  const found = await examineAll(config, keepLog().log, new Date())
  return new Map(found.map((finding) => [finding.check, finding]))
}
