import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from './sources.ts'
import { rawWritesOf, tableHomes, tableWrites } from './table-writers.ts'

/** Why several files write a table, and which. Both lists only become shorter. */
export type SharedTable = { reason: string; files: readonly string[] }

/**
 * The home of a statement: its file, or its folder where that is `store/<table>/`, the folder of a table
 * with too many statements for one file.
 */
function homeOf(file: string, tables: ReadonlySet<string>): string {
  const folder = /^(.*\/store\/([a-z-]+))\/[^/]+$/.exec(file)
  const table = folder?.[2]?.replaceAll('-', '_')
  return folder?.[1] !== undefined && table !== undefined && tables.has(table) ? folder[1] : file
}

/** The homes of the statements that write each table, in `src/` and in the functions of `sql/`. */
function writersOf(root: string): Map<string, string[]> {
  const tables = tableHomes(root)
  const names = new Set(tables.keys())
  const found = tableWrites(root, tables).map(({ table, place }) => ({
    table,
    home: homeOf(place.slice(0, place.lastIndexOf(':')), names),
  }))
  const inFunctions = listFiles(root, 'sql/functions').flatMap((path) =>
    rawWritesOf(readFileSync(join(root, path), 'utf8').replace(/--.*$/gm, '')).map((table) => ({
      table,
      home: path,
    })),
  )
  const writers = new Map<string, Set<string>>()
  for (const { table, home } of [...found, ...inFunctions]) {
    if (table === undefined || !names.has(table)) continue
    writers.set(table, (writers.get(table) ?? new Set()).add(home))
  }
  return new Map([...writers].map(([table, homes]) => [table, [...homes].sort()]))
}

/**
 * The tables that several files write though no exception names them, and the exceptions that are too long.
 * One sentence each.
 */
export function sharedTableProblems(
  root: string,
  exceptions: Readonly<Record<string, SharedTable>>,
): string[] {
  const writers = writersOf(root)
  const written = [...writers].flatMap(([table, homes]) => {
    const allowed = exceptions[table]?.files ?? []
    const surplus = homes.length > 1 ? homes.filter((home) => !allowed.includes(home)) : []
    return surplus.map(
      (home) => `${table} has its own file of statements: ${home} must not write it`,
    )
  })
  const stale = Object.entries(exceptions).flatMap(([table, { files }]) => {
    const homes = writers.get(table) ?? []
    if (homes.length < 2) return [`${table} has one writer: remove its exception`]
    return files
      .filter((file) => !homes.includes(file))
      .map((file) => `${file} does not write ${table}: remove it from the exception`)
  })
  return [...written, ...stale].sort()
}
