import type pg from 'pg'

/** A table with its columns in order, without generated ones. */
export type Table = { name: string; columns: string[]; isPartitioned: boolean }

/**
 * Every table of gramd except its list of migrations and the version of the server; referenced
 * tables first.
 */
export async function readTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { needs: string[] }>(
    `select c.relname as name, c.relkind = 'p' as "isPartitioned",
       array(
         select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
         order by a.attnum
       ) as columns,
       array(
         select f.confrelid::regclass::text from pg_constraint f
         where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid
       ) as needs
     from pg_class c
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
       and c.relname not in ('gramd_migrations', 'instances', 'last_backup', 'postgres_server', 'write_proof')
     order by c.relname`,
  )
  const left = new Map(rows.map((table) => [table.name, table]))
  const ordered: Table[] = []
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ needs }) => !needs.some((name) => left.has(name)))
    if (ready.length === 0)
      throw new Error(`tables refer to each other in a circle: ${[...left.keys()].join(', ')}`)
    for (const { name, columns, isPartitioned } of ready) {
      ordered.push({ name, columns, isPartitioned })
      left.delete(name)
    }
  }
  return ordered
}
