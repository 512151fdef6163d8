import { sql } from 'kysely'
import type { Build } from '../../base/build.ts'
import type { Tx } from '../handles.ts'
import type { Rebuilt } from './migration-files.ts'
import { runFile } from './run-file.ts'
import { compareVersions } from './schema-state.ts'

/**
 * Rebuilds schemas `shared` and `derived`, which hold no data, unless they were built from the same
 * files after the last migration, or by a newer gramd. The comment of schema `derived` says from
 * what it was built.
 */
export async function rebuild(
  tx: Tx,
  { files, checksum }: Rebuilt,
  { last = '', build: { version } }: { last: string | undefined; build: Build },
): Promise<void> {
  const built = `${checksum} ${last}`
  const { rows } = await sql<{ comment: string | null }>`
    select obj_description(oid, 'pg_namespace') as comment
    from pg_namespace where nspname = 'derived'`.execute(tx)
  const [before, by] = rows[0]?.comment?.split(' by ') ?? []
  if (before === built) return
  if (by !== undefined && compareVersions(by, version) > 0) return
  await sql`drop schema if exists shared, derived cascade`.execute(tx)
  await sql`create schema shared`.execute(tx)
  await sql`create schema derived`.execute(tx)
  for (const file of files) await runFile(tx, file)
  const comment = sql.lit(`${built} by ${version}`)
  await sql`comment on schema derived is ${comment}`.execute(tx)
}
