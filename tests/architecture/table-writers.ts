import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Visitor, type ESTree } from 'vite'
import { folderOf } from './layers.ts'
import { calleeName, literalText } from './literal-text.ts'
import { lineAt, readSources, type Source } from './sources.ts'

/** Where src/ writes a table; `table` is undefined when it is computed. */
export type Write = { table: string | undefined; folder: string; place: string }

const BUILDER_CALLS = /^(insertInto|replaceInto|updateTable|deleteFrom|mergeInto)$/
const SQL_REFERENCES = /^(table|ref|id|raw|lit)$/
const NAME = String.raw`(?:only\s+)?(?:"?public"?\.)?"?(\w+)"?`
const RAW_WRITES = [
  String.raw`\b(?:insert|merge)\s+into\s+${NAME}`,
  String.raw`\bdelete\s+from\s+${NAME}`,
  String.raw`\btruncate\s+(?:table\s+)?${NAME}`,
  String.raw`\bcopy\s+${NAME}(?:\s*\([^)]*\))?\s+from\b`,
  // With its `set`, because "for update of blogs" and prose write nothing.
  String.raw`\bupdate\s+${NAME}(?:\s+(?:as\s+)?"?\w+"?)?\s+set\b`,
].map((pattern) => new RegExp(pattern, 'gi'))
/** Backups hold every table and bring it back; erasures change those that features declare. Nothing else may. */
const WRITES_ANY_TABLE = /^src\/(?:db\/(?:backup|restore)|features\/erase\/execute)\.ts:/
/** Stands for an interpolated value in the text of a statement. */
const COMPUTED = '__computed__'

/** The names of the tables that migrations create. Throws when there are none. */
export function tableNames(root: string): Set<string> {
  const names = new Set<string>()
  for (const file of readdirSync(join(root, 'migrations')).filter((name) =>
    name.endsWith('.sql'),
  )) {
    const text = readFileSync(join(root, 'migrations', file), 'utf8').replace(/--.*$/gm, '')
    const created = text.matchAll(
      /\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?"?(\w+)"?/gi,
    )
    const renamed = text.matchAll(/\balter\s+table\s+\S+\s+rename\s+to\s+"?(\w+)"?/gi)
    for (const [, name] of [...created, ...renamed]) if (name) names.add(name.toLowerCase())
  }
  if (names.size === 0) throw new Error('no table in migrations/')
  return names
}

/** Every write in src/, by query builder or in SQL text, to one of these tables or to one nobody can tell. */
export function tableWrites(root: string, tables: ReadonlySet<string>): Write[] {
  return readSources(root, 'src').flatMap((source) =>
    writesOf(source).filter(({ table }) => table === undefined || tables.has(table)),
  )
}

/** The tables that more than one folder writes, and the writes to tables that nobody can tell. One sentence each. */
export function tableWriterProblems(root: string): string[] {
  const writes = tableWrites(root, tableNames(root))
  const unclear = writes
    .filter(({ table, place }) => table === undefined && !WRITES_ANY_TABLE.test(place))
    .map(({ place }) => `${place} writes a table whose name is computed`)
  const byTable = Map.groupBy(writes, ({ table }) => table)
  const shared = [...byTable].flatMap(([table, of]) => {
    const folders = [...new Set(of.map(({ folder }) => folder))].sort()
    if (table === undefined || folders.length < 2) return []
    const places = of.map(({ place }) => place).sort()
    return [`${table} is written by ${folders.join(' and ')}: ${places.join(', ')}`]
  })
  return [...unclear, ...shared]
}

function writesOf(source: Source): Write[] {
  const writes: Write[] = []
  const add = (table: string | undefined, offset: number): void => {
    const place = `${source.path}:${lineAt(source, offset)}`
    writes.push({ table, folder: folderOf(source.path), place })
  }
  const readText = (text: string, offset: number): void => {
    for (const pattern of RAW_WRITES) {
      for (const match of text.matchAll(pattern)) {
        const name = match[1]?.toLowerCase()
        add(name === COMPUTED ? undefined : name, offset)
      }
    }
  }
  new Visitor({
    CallExpression: (node) => {
      if (!BUILDER_CALLS.test(calleeName(node.callee) ?? '')) return
      // "scrape_tasks as task" is how the builder spells an alias.
      const [target] = node.arguments
      const named = target?.type === 'ArrayExpression' ? target.elements : [target]
      for (const name of named) add(literalText(name)?.split(' ')[0], node.start)
    },
    Literal: (node) => {
      if (typeof node.value === 'string') readText(node.value, node.start)
    },
    TemplateLiteral: (node) => readText(templateText(node), node.start),
  }).visit(source.program)
  return writes
}

/** The text of a template; `sql.table('x')` in it reads as x, any other expression as unknown. */
function templateText({ quasis, expressions }: ESTree.TemplateLiteral): string {
  return quasis
    .map((quasi, index) => {
      const text = quasi.value.cooked ?? quasi.value.raw
      const expression = expressions[index]
      return expression === undefined ? text : text + expressionText(expression)
    })
    .join('')
}

function expressionText(expression: ESTree.Expression): string {
  if (expression.type !== 'CallExpression') return COMPUTED
  if (!SQL_REFERENCES.test(calleeName(expression.callee) ?? '')) return COMPUTED
  return literalText(expression.arguments[0]) ?? COMPUTED
}
