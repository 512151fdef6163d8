import type pg from 'pg'

/** Statements that bring indexes and foreign keys back, in order. */
export type Rebuilding = readonly string[]

/** Memory that a sort may take when an index is built. */
const SORT_MEMORY_KB = 262_144

/**
 * Drops the foreign keys, the unique keys and the other indexes of all tables, so that rows are
 * copied without them: sorting the keys of a whole table takes a fraction of the time of adding
 * each, above all for full-text search. Returns what brings them back. Only within a transaction
 * whose end leaves either all of it or none: rows that break a key end it.
 */
export async function dropDerived(client: pg.ClientBase): Promise<Rebuilding> {
  const { rows: keys } = await client.query<Dropped>(FOREIGN_KEYS)
  await client.query(keys.map(({ drop }) => drop).join(';'))
  const { rows: unique } = await client.query<Dropped>(UNIQUE_KEYS)
  const { rows: indexes } = await client.query<Dropped>(INDEXES)
  await client.query([...unique, ...indexes].map(({ drop }) => drop).join(';'))
  return [...unique, ...indexes, ...keys].flatMap(({ rebuild }) => rebuild)
}

/** Builds what `dropDerived` has dropped. */
export async function rebuildDerived(client: pg.ClientBase, rebuilding: Rebuilding): Promise<void> {
  await client.query(
    `select set_config('maintenance_work_mem', greatest(setting::int, $1) || 'kB', true)
     from pg_settings where name = 'maintenance_work_mem'`,
    [SORT_MEMORY_KB],
  )
  await client.query(rebuilding.join(';'))
}

type Dropped = { drop: string; rebuild: string[] }

/** Selects foreign keys; of partitioned tables that of the whole, which its partitions follow. */
const FOREIGN_KEYS = `
  select
    format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
    array[format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))]
      as rebuild
  from pg_constraint
  where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0
  order by conrelid::regclass::text, conname`

/**
 * Selects primary keys and unique constraints. Those of partitioned tables stay: built again, the
 * indexes of their partitions would get other names.
 */
const UNIQUE_KEYS = `
  select
    format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname) as drop,
    array[format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))]
      as rebuild
  from pg_constraint k join pg_class t on t.oid = k.conrelid
  where k.contype in ('p', 'u') and k.connamespace = 'public'::regnamespace
    and t.relkind = 'r' and not t.relispartition
  order by k.conrelid::regclass::text, k.contype, k.conname`

/**
 * Selects indexes, without those of partitioned tables, of which those of partitions are parts.
 * Their definition lacks the targets of statistics on their expressions.
 */
const INDEXES = `
  select
    format('drop index %s', c.oid::regclass) as drop,
    array[pg_get_indexdef(c.oid)] || array(
      select format('alter index %s alter column %s set statistics %s', c.oid::regclass, a.attnum,
        a.attstattarget)
      from pg_attribute a where a.attrelid = c.oid and a.attstattarget >= 0 order by a.attnum
    ) as rebuild
  from pg_index i join pg_class c on c.oid = i.indexrelid
  where c.relkind = 'i' and not c.relispartition and c.relnamespace = 'public'::regnamespace
    and not exists (select from pg_constraint where conindid = c.oid and contype in ('p', 'u', 'x'))
  order by i.indrelid::regclass::text, c.relname`
