import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Visitor, type ESTree } from 'vite'
import { folderOf } from './layers.ts'
import { calleeName, literalText } from './literal-text.ts'
import { lineAt, readSources, type Source } from './sources.ts'

/** Where src/ writes a table; `table` is undefined when it is computed. */
export type Write = { table: string | undefined; folder: string; place: string }

const BUILDER_CALLS = /^(insertInto|replaceInto|updateTable|deleteFrom|mergeInto)$/
const SQL_REFERENCES = /^(table|ref|id|raw|lit)$/
/** A view of schema `shared` stands for its table. */
const NAME = String.raw`(?:only\s+)?(?:"?(?:public|shared)"?\.)?"?(\w+)"?`
const RAW_WRITES = [
  String.raw`\b(?:insert|merge)\s+into\s+${NAME}`,
  String.raw`\bdelete\s+from\s+${NAME}`,
  String.raw`\btruncate\s+(?:table\s+)?${NAME}`,
  String.raw`\bcopy\s+${NAME}(?:\s*\([^)]*\))?\s+from\b`,
  // With its `set`, because "for update of blogs" and prose write nothing.
  String.raw`\bupdate\s+${NAME}(?:\s+(?:as\s+)?"?\w+"?)?\s+set\b`,
].map((pattern) => new RegExp(pattern, 'gi'))
/** Backups hold every table and bring it back; erasures and retention change those that features declare. */
const WRITES_ANY_TABLE =
  /^src\/(?:db\/(?:backup\/(?:backup|backup-content|restore)|pre-1\/upgrade|delete-in-steps)|features\/erase\/store\/execute)\.ts:/
/** Stand in the text of a statement for a name that is computed, and for any other interpolated value. */
export const COMPUTED_NAME = '__computed__'
const INTERPOLATED = '__interpolated__'

/** `0008_scrape.sql`, later `0020_scrape_what.sql`: the folder whose tables the file has. */
const MIGRATION = /^\d{4}_([a-z]+(?:-[a-z]+)*)(?:_\w+)?\.sql$/

/** The tables that migrations create, each with the folder that its file names. Throws when there are none. */
export function tableHomes(root: string): Map<string, string> {
  const homes = new Map<string, string>()
  for (const file of readdirSync(join(root, 'migrations')).filter((name) =>
    name.endsWith('.sql'),
  )) {
    const home = MIGRATION.exec(file)?.[1]
    if (home === undefined) throw new Error(`migrations/${file} is not <number>_<folder>.sql`)
    const text = readFileSync(join(root, 'migrations', file), 'utf8').replace(/--.*$/gm, '')
    const created = text.matchAll(
      /\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?"?(\w+)"?/gi,
    )
    for (const [, name] of created) if (name) homes.set(name.toLowerCase(), home)
  }
  if (homes.size === 0) throw new Error('no table in migrations/')
  return homes
}

/** Every write in src/, by query builder or in SQL text, to one of these tables or to one nobody can tell. */
export function tableWrites(root: string, tables: ReadonlyMap<string, string>): Write[] {
  return readSources(root, 'src').flatMap((source) =>
    writesOf(source).filter(({ table }) => table === undefined || tables.has(table)),
  )
}

/**
 * The tables that more than one folder writes, or another folder than their migration names, and the
 * writes to tables that nobody can tell. One sentence each.
 */
export function tableWriterProblems(root: string): string[] {
  const homes = tableHomes(root)
  const writes = tableWrites(root, homes)
  const unclear = writes
    .filter(({ table, place }) => table === undefined && !WRITES_ANY_TABLE.test(place))
    .map(({ place }) => `${place} writes a table whose name is computed`)
  const byTable = Map.groupBy(writes, ({ table }) => table)
  const misplaced = [...byTable].flatMap(([table, of]) => {
    if (table === undefined) return []
    const folders = [...new Set(of.map(({ folder }) => folder))].sort()
    const home = homes.get(table)
    if (folders.length === 1 && folders[0] !== undefined && basename(folders[0]) === home) return []
    const places = of.map(({ place }) => place).sort()
    return [
      `${table} is of ${home} (migrations/) and written by ${folders.join(' and ')}: ${places.join(', ')}`,
    ]
  })
  return [...unclear, ...misplaced]
}

/** The table of each write in SQL text; undefined for one whose name is computed. */
export const rawWritesOf = (text: string): (string | undefined)[] =>
  RAW_WRITES.flatMap((pattern) => [...text.matchAll(pattern)]).map((match) => {
    const name = match[1]?.toLowerCase()
    return name === COMPUTED_NAME || name === INTERPOLATED ? undefined : name
  })

function writesOf(source: Source): Write[] {
  const writes: Write[] = []
  const add = (table: string | undefined, offset: number): void => {
    const place = `${source.path}:${lineAt(source, offset)}`
    writes.push({ table, folder: folderOf(source.path), place })
  }
  const readText = (text: string, offset: number): void => {
    for (const name of rawWritesOf(text)) add(name, offset)
  }
  new Visitor({
    CallExpression: (node) => {
      if (!BUILDER_CALLS.test(calleeName(node.callee) ?? '')) return
      // "scrape_tasks as task" is how the builder spells an alias.
      const [target] = node.arguments
      const named = target?.type === 'ArrayExpression' ? target.elements : [target]
      for (const name of named)
        add(
          literalText(name)
            ?.split(' ')[0]
            ?.replace(/^shared\./, ''),
          node.start,
        )
    },
    Literal: (node) => {
      if (typeof node.value === 'string') readText(node.value, node.start)
    },
    TemplateLiteral: (node) => readText(templateText(node), node.start),
  }).visit(source.program)
  return writes
}

/** The text of a template; `sql.table('x')` in it reads as x, any other expression as unknown. */
export function templateText({ quasis, expressions }: ESTree.TemplateLiteral): string {
  return quasis
    .map((quasi, index) => {
      const text = quasi.value.cooked ?? quasi.value.raw
      const expression = expressions[index]
      return expression === undefined ? text : text + expressionText(expression)
    })
    .join('')
}

function expressionText(expression: ESTree.Expression): string {
  if (expression.type !== 'CallExpression') return INTERPOLATED
  if (!SQL_REFERENCES.test(calleeName(expression.callee) ?? '')) return INTERPOLATED
  return literalText(expression.arguments[0]) ?? COMPUTED_NAME
}
