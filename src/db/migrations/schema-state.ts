import { sql } from 'kysely'
import type { Db } from '../handles.ts'
import type { Migration, Phase } from './migration-files.ts'

/** A migration that ran in a database, and the gramd that ran it. */
export type Applied = {
  name: string
  checksum: string
  phase: Phase
  version: string
  commit: string | null
  applied_at: Date
}

/** How the schema of a database relates to the migrations of this gramd. */
export type SchemaState =
  /** No gramd has migrated the database. */
  | { kind: 'empty' }
  | { kind: 'before-1' }
  | { kind: 'edited'; name: string; version: string }
  /** `isCompatible`: all that the newer gramd did was to expand the schema. */
  | { kind: 'newer'; names: string[]; version: string; isCompatible: boolean }
  | { kind: 'older'; missing: string[]; version: string }
  | { kind: 'current'; version: string }

/** The fault of a schema for this gramd, and the remedy. */
export type SchemaFault = { found: string; remedy: string }

/** The migrations that ran in a database, in order; null when a gramd before 1.0 made it. */
export async function readApplied(db: Db): Promise<Applied[] | null> {
  const { rows } = await sql<{ is_gramd: boolean; has_version: boolean }>`
    select to_regclass('public.gramd_migrations') is not null as is_gramd,
      exists (
        select from pg_attribute
        where attrelid = to_regclass('public.gramd_migrations') and attname = 'version'
      ) as has_version`.execute(db)
  if (!rows[0]?.is_gramd) return []
  if (!rows[0].has_version) return null
  return await db
    .selectFrom('gramd_migrations')
    .select(['name', 'checksum', 'version', 'commit', 'applied_at'])
    .select((row) => row.ref('phase').$castTo<Phase>().as('phase'))
    .orderBy('name')
    .execute()
}

/** Compares what ran in a database with the migrations of this gramd. */
export function schemaState(
  applied: readonly Applied[] | null,
  own: readonly Pick<Migration, 'name' | 'checksum'>[],
): SchemaState {
  if (applied === null) return { kind: 'before-1' }
  if (applied.length === 0) return { kind: 'empty' }
  const known = new Map(own.map(({ name, checksum }) => [name, checksum]))
  const version = newestVersion(applied.map((each) => each.version))
  const edited = applied.find(
    ({ name, checksum }) => known.has(name) && known.get(name) !== checksum,
  )
  if (edited) return { kind: 'edited', name: edited.name, version: edited.version }
  const unknown = applied.filter(({ name }) => !known.has(name))
  if (unknown.length > 0)
    return {
      kind: 'newer',
      names: unknown.map(({ name }) => name),
      version,
      isCompatible: unknown.every(({ phase }) => phase === 'expand'),
    }
  const ran = new Set(applied.map(({ name }) => name))
  const missing = own.flatMap(({ name }) => (ran.has(name) ? [] : [name]))
  return missing.length > 0 ? { kind: 'older', missing, version } : { kind: 'current', version }
}

/**
 * Why this gramd cannot work on a schema; null when it can, after `gramd upgrade` if it is older.
 */
export function schemaFault(state: SchemaState): SchemaFault | null {
  switch (state.kind) {
    case 'before-1':
      return {
        found: 'the database was made by a gramd before 1.0',
        remedy:
          'write a backup with that gramd, then run gramd upgrade --from-pre-1 FILE on a new ' +
          'database (docs/upgrade.md)',
      }
    case 'edited':
      return {
        found: `migration ${state.name} ran as another text, by gramd ${state.version}`,
        remedy: `install a release of gramd as it was published; do not edit ${state.name}`,
      }
    case 'newer':
      return state.isCompatible
        ? null
        : {
            found: `gramd ${state.version} migrated the database (it has ${state.names.at(-1)})`,
            remedy: `install gramd ${state.version} or newer, or restore the backup from before`,
          }
    case 'empty':
    case 'older':
    case 'current':
      return null
  }
}

/** A sentence of an older gramd on the schema that a newer one has changed. */
export function describeNewer(
  { version, isCompatible }: Extract<SchemaState, { kind: 'newer' }>,
  own: string,
): string {
  const found = `gramd ${version} has ${isCompatible ? 'expanded' : 'contracted'} the schema, and this is gramd ${own}`
  return isCompatible
    ? `${found}: it works on; upgrade this replica, too`
    : `${found}: stop it, and install gramd ${version} or newer`
}

/** Compares versions of releases number by number; negative when `one` is older. */
export function compareVersions(one: string, other: string): number {
  const [left = [], right = []] = [one, other].map((text) => text.split('.').map(Number))
  const differences = [0, 1, 2].map((index) => (left[index] ?? 0) - (right[index] ?? 0))
  return differences.find((difference) => difference !== 0) ?? 0
}

const newestVersion = (versions: readonly string[]): string =>
  versions.toSorted(compareVersions).at(-1) ?? ''
