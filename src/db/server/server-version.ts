import { sql } from 'kysely'
import { faultOfPostgres } from '../../ages/postgres-minors.ts'
import type { Db } from '../handles.ts'
import { MisconfiguredError } from '../../base/startup-error.ts'

/**
 * The version that a server reports: `server_version_num`, such as 180007, and `server_version`.
 */
export type ServerVersion = { number: number; name: string }

/** Reads the version of the database's PostgreSQL. */
export async function readServerVersion(db: Db): Promise<ServerVersion> {
  const { rows } = await sql<ServerVersion>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as name`.execute(
    db,
  )
  const [version] = rows
  if (!version) throw new Error('the database does not say its version')
  return version
}

/**
 * Returns the version. Throws unless the server is new enough (uuidv7() came with PostgreSQL 18).
 */
export async function requireServerVersion(db: Db): Promise<ServerVersion> {
  const version = await readServerVersion(db)
  if (version.number < 180_000)
    throw new MisconfiguredError(
      `gramd needs PostgreSQL 18 or newer; DATABASE_URL leads to ${version.name}: set it to a ` +
        'newer server, or remove it, and gramd runs its own',
    )
  return version
}

/** The settings that decide which server is used. */
export type ServerOrigin = { databaseUrl?: string | undefined; postgresBin?: string | undefined }

/** Returns the fault of the server's minor version, with the remedy; null when none is known. */
export function reportServer(
  { number, name }: ServerVersion,
  origin: ServerOrigin,
): { found: string; remedy: string } | null {
  const known = faultOfPostgres(number)
  if (!known) return null
  const { fault, safeVersion } = known
  return {
    found: `PostgreSQL ${name} has a known fault: ${fault}`,
    remedy: remedyFor(origin, safeVersion),
  }
}

function remedyFor({ databaseUrl, postgresBin }: ServerOrigin, safeVersion: string): string {
  if (databaseUrl !== undefined)
    return `update the server of DATABASE_URL to ${safeVersion} or newer (docs/upgrade.md)`
  if (postgresBin !== undefined)
    return `update the PostgreSQL of GRAMD_POSTGRES_BIN to ${safeVersion} or newer, then restart gramd`
  return (
    `set GRAMD_POSTGRES_BIN to the programs of PostgreSQL ${safeVersion} or newer, or ` +
    'DATABASE_URL to such a server (docs/install.md)'
  )
}
