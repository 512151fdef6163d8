import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { z } from 'zod'
import {
  BackupEnd,
  BackupRows,
  BackupSequence,
  BackupTable,
  columnList,
  parseLine,
  quoted,
} from './backup-format.ts'
import { BackupError, cutOff, type BackupReader } from './backup-reader.ts'

/** Takes all rows of a table, in COPY's text format, and returns their number. */
export type TakeRows = (table: BackupTable, rows: AsyncGenerator<Buffer, void>) => Promise<number>
export type TakeSequence = (sequence: BackupSequence) => Promise<void>

/**
 * Reads what follows the header of a backup: gives away the rows of each table and the sequences.
 * Throws BackupError unless the content is complete and matches its summary.
 */
export async function readContent(
  reader: BackupReader,
  { takeRows, takeSequence }: { takeRows: TakeRows; takeSequence: TakeSequence },
): Promise<BackupEnd> {
  const found = { tables: 0, rows: 0 }
  for (;;) {
    const line = await reader.line()
    if (line === undefined) throw cutOff()
    const parsed = parseLine(line)
    if (parsed?.kind === 'table') {
      found.tables += 1
      found.rows += await readTable(reader, contentOf(BackupTable, parsed.content), takeRows)
    } else if (parsed?.kind === 'sequence') {
      await takeSequence(contentOf(BackupSequence, parsed.content))
    } else if (parsed?.kind === 'end') {
      const end = contentOf(BackupEnd, parsed.content)
      await requireEnd(reader, end, found)
      return end
    }
  }
}

async function readTable(
  reader: BackupReader,
  table: BackupTable,
  takeRows: TakeRows,
): Promise<number> {
  if (!(await reader.line())?.startsWith('COPY ')) throw damaged()
  const taken = await takeRows(table, reader.rows())
  const parsed = parseLine((await reader.line()) ?? '')
  const { rows } = contentOf(BackupRows, parsed?.content)
  if (rows !== taken) throw damaged()
  return rows
}

type Target = { table: string; columns: readonly string[]; isFrozen?: boolean }

/**
 * Copies rows into a table by its quoted name, and returns their number. `isFrozen` is
 * for a table that this transaction has truncated: its rows are stored as visible to all, so that
 * the first reader need not mark page after page as such. The partitions of a table refuse it.
 */
export async function copyRows(
  client: pg.Client,
  { table, columns, isFrozen = false }: Target,
  rows: AsyncGenerator<Buffer, void>,
): Promise<number> {
  const options = isFrozen ? ' with (freeze)' : ''
  const copy = client.query(copyFrom(`copy ${table} (${columnList(columns)}) from stdin${options}`))
  await pipeline(Readable.from(rows, { objectMode: false }), copy)
  return copy.rowCount
}

/** Lets the sequences of a database go on where those of the backup ended. */
export const setSequencesOf =
  (client: pg.Client): TakeSequence =>
  async ({ name, last_value, is_called }) => {
    await client.query('select setval($1::regclass, $2, $3)', [
      `public.${quoted(name)}`,
      last_value,
      is_called,
    ])
  }

async function requireEnd(reader: BackupReader, end: BackupEnd, found: BackupEnd): Promise<void> {
  if (end.tables !== found.tables || end.rows !== found.rows) throw damaged()
  // The checksum is compared only here.
  if ((await reader.line()) !== undefined) throw damaged()
}

export const damaged = (): BackupError =>
  new BackupError('the backup is damaged: its content does not match its summary')

function contentOf<T extends z.ZodType>(schema: T, content: unknown): z.output<T> {
  const parsed = schema.safeParse(content)
  if (!parsed.success) throw damaged()
  return parsed.data
}
