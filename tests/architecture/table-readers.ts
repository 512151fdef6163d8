import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Visitor } from 'vite'
import { folderOf } from './layers.ts'
import { calleeName, literalText } from './literal-text.ts'
import { lineAt, listFiles, readSources, type Source } from './sources.ts'
import { COMPUTED_NAME, tableHomes, templateText } from './table-writers.ts'

/** Where a table is read; `table` is undefined when it is computed. */
type Read = { table: string | undefined; folder: string; place: string }

const BUILDER_CALLS = /^(selectFrom|from|using|(inner|left|right|full|cross)Join(Lateral)?)$/
/** A word after which tables are listed. `using (…)` and `using btree` name no table of ours. */
const LISTS = /\b(?:from|join|using|table)\s+/gi
const ITEM = /^(?:lateral\s+|only\s+)*(?:"?public"?\.)?"?([a-z_]\w*)"?(?![\w.(])/i

const CTE = /"?(\w+)"?\s*(?:\([\w\s,]*\)\s*)?as\s+(?:not\s+)?(?:materialized\s+)?\(/gi

/** Every table that a SQL text names after `from`, `join`, `using`, `table` or a comma there; not its CTEs. */
function tablesIn(text: string): string[] {
  const sql = text.replace(/--.*$/gm, '').replace(/'[^']*'/g, "''")
  const own = new Set([...sql.matchAll(CTE)].map(([, name]) => name?.toLowerCase()))
  return [...sql.matchAll(LISTS)]
    .flatMap((match) => listAt(sql, match.index + match[0].length))
    .filter((name) => !own.has(name))
}

function listAt(sql: string, start: number): string[] {
  const names: string[] = []
  let rest = sql.slice(start)
  for (;;) {
    const name = ITEM.exec(rest)?.[1]
    if (name !== undefined) names.push(name.toLowerCase())
    const next = afterItem(rest)
    if (next === undefined) return names
    rest = next
  }
}

/** What follows the comma after the first item of a list; undefined if the list ends before one. */
function afterItem(rest: string): string | undefined {
  let depth = 0
  const words =
    /[(),]|\b(?:where|on|join|order|group|limit|union|returning|set|cross|left|inner|for)\b/gi
  for (const { 0: found, index } of rest.matchAll(words)) {
    if (found === '(') depth += 1
    else if (found === ')') depth -= 1
    else if (depth > 0) continue
    else return found === ',' ? rest.slice(index + 1).trimStart() : undefined
    if (depth < 0) return undefined
  }
  return undefined
}

/** Who reads tables of any folder, or tables that cannot be told from the text, and why. */
const EXCEPTIONS: Record<string, string> = {
  'src/db/backup/backup.ts': 'backs up every table',
  'src/db/backup/backup-content.ts': 'copies the rows of every table',
  'src/db/backup/restore.ts': 'restores every table',
  'src/db/backfills/needed-backfills.ts': 'asks whether a table that a migration names has rows',
  'src/db/pre-1/upgrade.ts': 'converts every table of before 1.0',
  'src/features/erase/store/execute.ts': 'erases what the folders declare, in their tables',
  'src/features/erase/store/identify.ts':
    'looks for a creator in the tables that the folders declare',
  'src/pool/accounts/sealed-columns.ts': 'reads sealed columns of a list of tables of its own',
  'src/queue/settle.ts': 'names a CTE of the same statement',
  'src/features/checks/store/state.ts': 'its callers pass a table of their own',
}

/** The reads of another folder's tables, and of tables that nobody can tell. One sentence each. */
export function tableReaderProblems(root: string): string[] {
  const homes = tableHomes(root)
  const inSource = tableReads(root, homes)
    .filter(({ place }) => !((place.split(':')[0] ?? '') in EXCEPTIONS))
    .filter(({ table, folder }) => table === undefined || homes.get(table) !== basename(folder))
    .map(({ table, folder, place }) =>
      table === undefined
        ? `${place} reads a table whose name is computed`
        : `${place} reads ${table} of ${homes.get(table)}: ${folder} may read shared.${table} (sql/shared)`,
    )
  return [...inSource, ...sqlProblems(root, homes)]
}

/** Every read in src/ of one of these tables, or of one that nobody can tell. */
function tableReads(root: string, tables: ReadonlyMap<string, string>): Read[] {
  return readSources(root, 'src').flatMap((source) =>
    readsOf(source).filter(({ table }) => table === undefined || tables.has(table)),
  )
}

function readsOf(source: Source): Read[] {
  const reads: Read[] = []
  const add = (table: string | undefined, offset: number): void => {
    const place = `${source.path}:${lineAt(source, offset)}`
    reads.push({ table, folder: folderOf(source.path), place })
  }
  const readText = (text: string, offset: number): void => {
    for (const name of tablesIn(text)) add(name === COMPUTED_NAME ? undefined : name, offset)
  }
  new Visitor({
    CallExpression: (node) => {
      if (!BUILDER_CALLS.test(calleeName(node.callee) ?? '')) return
      const [target] = node.arguments
      const named = target?.type === 'ArrayExpression' ? target.elements : [target]
      for (const name of named) {
        const text = literalText(name)
        if (text !== undefined) add(text.split(' ')[0], node.start)
      }
    },
    Literal: (node) => {
      if (typeof node.value === 'string') readText(node.value, node.start)
    },
    TaggedTemplateExpression: ({ tag, quasi }) => {
      // A fragment may begin with the table: the word before it is in another template.
      const [first] = /^\s*[a-z_]\w*/i.exec(templateText(quasi)) ?? []
      if (calleeName(tag) === 'sql' && first) add(first.trim(), quasi.start)
    },
    TemplateLiteral: (node) => readText(templateText(node), node.start),
  }).visit(source.program)
  return reads
}

/** Functions and views in sql/: each may read the tables of one folder, and what the others share. */
function sqlProblems(root: string, homes: ReadonlyMap<string, string>): string[] {
  return ['functions', 'views', 'shared'].flatMap((folder) =>
    listFiles(root, `sql/${folder}`).flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      const owners = new Set(tablesIn(text).flatMap((table) => homes.get(table) ?? []))
      if (folder === 'shared') owners.add(basename(path, '.sql'))
      return owners.size < 2 ? [] : [`${path} reads tables of ${[...owners].sort().join(' and ')}`]
    }),
  )
}
