import type pg from 'pg'
import { codeOf } from '../../base/errors.ts'
import {
  copyRows,
  damaged,
  readContent,
  setSequencesOf,
  type TakeRows,
} from '../backup/backup-content.ts'
import { columnList, quoted, SESSION } from '../backup/backup-format.ts'
import { BackupError } from '../backup/backup-reader.ts'
import { readTables } from '../backup/backup-tables.ts'
import {
  requireEmpty,
  requireNoConnections,
  truncateAll,
  type OpenedBackup,
} from '../backup/restore.ts'
import { withClient } from '../connect.ts'
import { expressionsOf, PRE_1_TABLES, type Converted, type Tables } from './mapping.ts'

/** The tables of the backup with the numbers of their rows. */
export type Upgraded = {
  came_along: { table: string; rows: number }[]
  left_out: { table: string; rows: number; because: string }[]
}

type Column = { name: string; type: string }

/**
 * Brings the rows of a backup of before 1.0 into the migrated database of `url`, in one
 * transaction. Throws BackupError when the database has data, when another gramd is connected, or
 * when the file is incomplete.
 */
export async function upgradeFromPre1(
  url: string,
  { reader }: OpenedBackup,
  mapping: Tables = PRE_1_TABLES,
): Promise<Upgraded> {
  const options = { url, applicationName: 'gramd upgrade', statementMs: null }
  return await withClient(options, async (client) => {
    await client.query(SESSION)
    await client.query('begin')
    await requireNoConnections(client)
    const tables = await readTables(client)
    await requireEmpty(client, tables, 'bring the backup into a new one')
    // Migrations have closed backfills: the rows come in the form of today.
    await truncateAll(
      client,
      tables.filter(({ name }) => name !== 'gramd_backfills'),
    )
    const upgraded: Upgraded = { came_along: [], left_out: [] }
    const end = await readContent(reader, {
      takeRows: takeRows(client, mapping, upgraded),
      takeSequence: setSequencesOf(client),
    })
    if (end.tables !== Object.keys(mapping).length) throw damaged()
    for (const each of Object.values(mapping))
      if (!('left_out' in each))
        for (const statement of each.afterwards) await client.query(statement)
    await client.query('commit')
    await client.query('analyze')
    return upgraded
  })
}

const takeRows = (
  client: pg.Client,
  mapping: Tables,
  { came_along, left_out }: Upgraded,
): TakeRows =>
  async function take({ name, columns }, rows) {
    const mapped = mapping[name]
    if (mapped === undefined) throw damaged()
    if ('left_out' in mapped) {
      const count = await countRows(rows)
      left_out.push({ table: name, rows: count, because: mapped.left_out })
      return count
    }
    const to = mapped.to ?? name
    await client.query(
      `create temporary table before_1 (${columns.map((each) => `${quoted(each)} text`).join(', ')})`,
    )
    const count = await copyRows(client, { table: 'pg_temp.before_1', columns }, rows)
    const insertion = insertionOf(to, mapped, columns, await columnsOf(client, to))
    await client.query(insertion).catch((error: unknown) => {
      throw refusedRows(name, to, error)
    })
    await client.query('drop table pg_temp.before_1')
    came_along.push({ table: to, rows: count })
    return count
  }

/** Values that a table of today does not take are named; other failures stay as they are. */
function refusedRows(name: string, to: string, error: unknown): unknown {
  if (!(error instanceof Error) || !/^2[23]/.test(codeOf(error) ?? '')) return error
  return new BackupError(
    `rows of ${name} do not fit into ${to} of today (${error.message}): nothing was changed`,
    { cause: error },
  )
}

/** Each row of COPY's text format ends with a line feed; those within values are escaped. */
async function countRows(rows: AsyncIterable<Buffer>): Promise<number> {
  let count = 0
  for await (const piece of rows) for (const byte of piece) if (byte === 0x0a) count += 1
  return count
}

async function columnsOf(client: pg.Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''
     order by attnum`,
    [`public.${quoted(table)}`],
  )
  return rows
}

/** The statement that converts the old rows; columns that get no value have their defaults. */
function insertionOf(
  to: string,
  table: Converted,
  before: readonly string[],
  now: readonly Column[],
): string {
  const values = expressionsOf(table)
  const oldNames = new Map(Object.entries(table.renamed).map(([old, name]) => [name, old]))
  const filled = now.flatMap(({ name, type }) => {
    const value = values.get(name)
    if (value !== undefined) return [{ name, value: `(${value})::${type}` }]
    const old = oldNames.get(name) ?? name
    return before.includes(old) ? [{ name, value: `${quoted(old)}::${type}` }] : []
  })
  return `insert into public.${quoted(to)} (${columnList(filled.map(({ name }) => name))})
    overriding system value
    select ${filled.map(({ value }) => value).join(', ')} from pg_temp.before_1`
}
