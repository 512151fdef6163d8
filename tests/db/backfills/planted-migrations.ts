import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  PROJECT_FOLDERS,
  type MigrationFolders,
} from '../../../src/db/migrations/migration-files.ts'

type Planted = { folders: MigrationFolders } & AsyncDisposable

/** The migrations of this tree with others behind them, until disposed of. */
export async function plantedMigrations(files: Record<string, string>): Promise<Planted> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-planted-'))
  const migrations = join(folder, 'migrations')
  await cp(PROJECT_FOLDERS.migrations, migrations, { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(migrations, name), text)
  return {
    folders: { ...PROJECT_FOLDERS, migrations },
    [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true }),
  }
}
