import { sql } from 'kysely'
import { fail, ok, warn, type Finding } from '../../base/finding.ts'
import { inGigabytes } from '../../base/files/free-space.ts'
import { readLastBackup } from '../backup/last-backup.ts'
import { examineBackfills } from '../backfills/backfill.ts'
import { unmetNeeds } from '../backfills/needed-backfills.ts'
import type { Db } from '../handles.ts'
import type { Migration } from './migration-files.ts'
import { readApplied, schemaFault, schemaState, type SchemaState } from './schema-state.ts'

/**
 * Rows a second that a migration reads or writes at least: an update of a million narrow rows took
 * 6 s on two cores, the build of an index on them 1 s.
 */
const ROWS_PER_SECOND = 100_000
const DAY_MS = 86_400_000

type Facts = {
  own: readonly Migration[]
  now: Date
  /**
   * Free bytes on the disk of gramd's own PostgreSQL; null where that disk is another machine's.
   */
  freeBytes: number | null
}

/**
 * Says what an upgrade of the schema would do, and what speaks against it; changes nothing. Reads
 * only the catalogue, since the tables may be those of an older gramd.
 */
export async function checkUpgrade(db: Db, { own, now, freeBytes }: Facts): Promise<Finding[]> {
  const rights = await role(db)
  // Without them not even the list of migrations may be readable.
  if (rights.status === 'fail') return [rights]
  const state = schemaState(await readApplied(db), own)
  const pending = pendingOf(state, own)
  const schema = await describeSchema(db, state, pending)
  if (schema.status === 'fail') return [schema]
  const tables = await readTables(db, [...new Set(pending.flatMap(({ scans }) => scans))])
  return [
    schema,
    duration(tables),
    disk(tables, freeBytes),
    rights,
    ...(state.kind === 'empty' ? [] : [await backfills(db, pending), await backup(db, now)]),
  ]
}

function pendingOf(state: SchemaState, own: readonly Migration[]): readonly Migration[] {
  if (state.kind === 'empty') return own
  if (state.kind !== 'older') return []
  return own.filter(({ name }) => state.missing.includes(name))
}

async function describeSchema(
  db: Db,
  state: SchemaState,
  pending: readonly Migration[],
): Promise<Finding> {
  const fault = schemaFault(state)
  if (fault) return fail('schema', fault.found, fault.remedy)
  switch (state.kind) {
    case 'empty':
      return ok('schema', `new database; ${count(pending.length, 'migration')} will run`)
    case 'older': {
      const names = pending.map(({ name }) => name).join(', ')
      const found = `of gramd ${state.version}; ${count(pending.length, 'migration')} will run: ${names}`
      const isContracting = pending.some(({ phase }) => phase === 'contract')
      const others = isContracting ? await countProcesses(db) : 0
      if (others === 0) return ok('schema', found)
      const remedy = `stop every gramd that is older than ${state.version}: these remove what it uses`
      return warn('schema', `${found}; gramd has ${count(others, 'open connection')}`, remedy)
    }
    case 'newer':
      return ok('schema', `expanded by gramd ${state.version}; nothing will run`)
    case 'current':
    case 'before-1':
    case 'edited':
      return ok('schema', 'up to date; nothing will run')
  }
}

const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`

async function countProcesses(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and application_name like 'gramd%'`.execute(db)
  return rows[0]?.count ?? 0
}

type TableSize = { name: string; rows: number; bytes: number }

/** The estimated rows and the bytes, with indexes, of tables that are there. */
async function readTables(db: Db, names: readonly string[]): Promise<TableSize[]> {
  const { rows } = await sql<TableSize>`
    select relname as name, greatest(reltuples, 0)::float8 as rows,
      pg_total_relation_size(oid)::float8 as bytes
    from pg_class
    where relnamespace = 'public'::regnamespace and relname = any(${names})
    order by reltuples desc`.execute(db)
  return rows
}

function duration(tables: readonly TableSize[]): Finding {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const seconds = Math.ceil(rows / ROWS_PER_SECOND)
  if (rows === 0) return ok('duration', 'a few seconds: no migration reads all rows of a table')
  const read = tables.map(
    (table) => `${table.name} (${Math.round(table.rows).toLocaleString('en-US')} rows)`,
  )
  return ok('duration', `up to ${describeSeconds(seconds)}: reads ${read.join(', ')}`)
}

const describeSeconds = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`

/** At worst a table and its indexes are written a second time before the old ones go. */
function disk(tables: readonly TableSize[], freeBytes: number | null): Finding {
  const needed = tables.reduce((sum, table) => sum + table.bytes, 0)
  const found = `up to ${inGigabytes(needed)} more while it runs`
  if (freeBytes === null) return ok('disk', `${found}, on the machine of the database`)
  return freeBytes >= needed
    ? ok('disk', `${found}; ${inGigabytes(freeBytes)} are free`)
    : fail('disk', `${found}; ${inGigabytes(freeBytes)} are free`, 'free disk space first')
}

async function role(db: Db): Promise<Finding> {
  const { rows } = await sql<{ name: string; may_create: boolean; foreign_table: string | null }>`
    select current_user as name,
      has_schema_privilege('public', 'create')
        and has_database_privilege(current_database(), 'create') as may_create,
      (select relname from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not pg_has_role(relowner, 'usage')
       order by relname limit 1) as foreign_table`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the database gives no answer')
  const { name, may_create: mayCreate, foreign_table: foreign } = row
  if (foreign !== null)
    return fail(
      'role',
      `${name} does not own the table ${foreign}`,
      `connect as its owner, or run: reassign owned by the former owner to "${name}"`,
    )
  if (!mayCreate)
    return fail(
      'role',
      `${name} may not create tables and schemas`,
      `grant create on database and on schema public to "${name}"`,
    )
  return ok('role', `${name} owns the tables, and may create others`)
}

async function backfills(db: Db, pending: readonly Migration[]): Promise<Finding> {
  const needed = await unmetNeeds(db, pending)
  return await examineBackfills(
    db,
    needed.map(({ backfill }) => backfill),
  )
}

async function backup(db: Db, now: Date): Promise<Finding> {
  const last = await readLastBackup(db)
  const remedy = 'gramd backup FILE; an upgraded database cannot go back'
  if (!last) return warn('backup', 'gramd backup has written none of this database', remedy)
  const hours = Math.round((now.getTime() - last.written_at.getTime()) / 3_600_000)
  const found = `gramd ${last.version} wrote one ${hours} h ago`
  return now.getTime() - last.written_at.getTime() <= DAY_MS
    ? ok('backup', found)
    : warn('backup', found, remedy)
}
