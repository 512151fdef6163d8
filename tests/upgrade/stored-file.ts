import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { BackupSequence, BackupTable, parseLine } from '../../src/db/backup/backup-format.ts'

/** A table of a backup; its rows in COPY's text format, split into columns. */
export type StoredTable = { name: string; columns: string[]; rows: string[][] }

/** The tables of a stored backup. */
export async function storedTables(file: string): Promise<StoredTable[]> {
  const tables: StoredTable[] = []
  let isRow = false
  for (const line of await storedLines(file)) {
    const parsed = parseLine(line)
    if (line === '\\.') isRow = false
    if (isRow) tables.at(-1)?.rows.push(line.split('\t'))
    if (parsed?.kind === 'table') tables.push({ ...BackupTable.parse(parsed.content), rows: [] })
    if (line.startsWith('COPY ')) isRow = true
  }
  return tables
}

/** The sequences of a stored backup. */
export const storedSequences = async (file: string) =>
  (await storedLines(file)).flatMap((line) => {
    const parsed = parseLine(line)
    return parsed?.kind === 'sequence' ? [BackupSequence.parse(parsed.content)] : []
  })

const storedLines = async (file: string): Promise<string[]> =>
  gunzipSync(await readFile(file))
    .toString()
    .split('\n')
