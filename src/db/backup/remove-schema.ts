import { createReadStream } from 'node:fs'
import { withClient } from '../connect.ts'
import { readContent } from './backup-content.ts'
import { openBackup, requireNoConnections } from './restore.ts'

/**
 * Removes everything that gramd has in a database, schema included. Throws BackupError while a
 * gramd is connected to it.
 */
export async function removeSchema(url: string): Promise<void> {
  const options = { url, applicationName: 'gramd restore', statementMs: null }
  await withClient(options, async (client) => {
    await client.query('begin')
    await requireNoConnections(client)
    await client.query(REMOVE)
    await client.query('commit')
  })
}

/** Objects of extensions stay: the role may not be allowed to create them again. */
const REMOVE = `do $$
declare
  statements text[];
  statement text;
begin
  drop schema if exists shared, derived cascade;
  select array_agg(text) into statements from (
    select format('drop table if exists %s cascade', c.oid::regclass) as text from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition
      and not exists (select from pg_depend where objid = c.oid and deptype = 'e')
    union all
    select format('drop routine if exists %s cascade', p.oid::regprocedure) from pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
  ) found;
  foreach statement in array coalesce(statements, '{}') loop
    execute statement;
  end loop;
end $$`

/** Reads a backup to its end. Throws BackupError when the file is incomplete or damaged. */
export async function requireWhole(file: string): Promise<void> {
  const input = createReadStream(file)
  try {
    const { reader } = await openBackup(input)
    await readContent(reader, {
      takeRows: async (_, rows) => await countLines(rows),
      takeSequence: async () => await Promise.resolve(),
    })
  } finally {
    input.destroy()
  }
}

const LINE_END = 10

async function countLines(pieces: AsyncIterable<Buffer>): Promise<number> {
  let count = 0
  for await (const piece of pieces)
    for (let at = piece.indexOf(LINE_END); at >= 0; at = piece.indexOf(LINE_END, at + 1)) count += 1
  return count
}
