import { sql, type RawBuilder } from 'kysely'
import { BLANK, mentionPattern, wordPattern } from '../../../creators/identity.ts'
import type { Tx } from '../../../db/handles.ts'
import { keyOf } from '../../../platforms/reading/pooled-reader.ts'
import type { ErasedRows } from '../../../queue/care/erase.ts'
import type { Queue } from '../../../queue/queue.ts'
import type {
  ErasureRule,
  Identity,
  Naming,
  NamingRule,
  OwnRule,
  Rewrite,
  WordedRule,
  Wording,
} from '../../erasure-rule.ts'
import type { CreatorToErase } from '../../erasures.ts'
import type { Services } from '../../services.ts'

type Condition = RawBuilder<unknown>

/**
 * Removes a creator from every table that has a rule, in the caller's transaction. First it removes
 * names that others wrote: that may take minutes and locks nothing that a worker waits for. The
 * creator's own rows go last, tasks before all else, so that no task stores more of the creator,
 * and blogs after all that refer to them.
 */
export async function executeErasure(
  tx: Tx,
  rules: readonly ErasureRule[],
  creator: CreatorToErase,
  queue: Queue<Services>,
): Promise<ErasedRows> {
  const sum: ErasedRows = { removed: {}, changed: {} }
  const { naming, worded, own } = sortRules(rules)
  for (const rule of naming) add(sum, await takeNames(tx, rule, creator.usernames))
  for (const rule of worded) add(sum, await takeWords(tx, rule, creator.words))
  for (const rule of own)
    add(sum, await (rule.remove?.(tx, creator, queue) ?? removeOwn(tx, rule, creator)))
  return sum
}

/** The rules by kind, in the order of execution. Throws when they wait for each other. */
function sortRules(rules: readonly ErasureRule[]) {
  const own = rules.filter((rule) => 'ids' in rule)
  const ofBlogs = own.filter(({ table, ids }) => table !== 'blogs' && hasBlog(ids))
  const last: Placed<OwnRule>[] = own.map((rule) => {
    if (rule.table === 'blogs') return { rule, after: ofBlogs.map(({ table }) => table) }
    const tasks = hasBlog(rule.ids) ? ['scrape_tasks'] : []
    return { rule, after: [...(rule.after ?? []), ...tasks] }
  })
  const naming = rules.filter((rule) => 'names' in rule)
  return {
    naming: inOrder(naming.map((rule) => ({ rule, after: rule.after ?? [] }))),
    worded: rules.filter((rule) => 'words' in rule),
    own: inOrder(last),
  }
}

const hasBlog = (ids: object): boolean => Object.values(ids).includes('blogId')

type Placed<Rule> = { rule: Rule; after: readonly string[] }

function inOrder<Rule extends ErasureRule>(placed: readonly Placed<Rule>[]): Rule[] {
  const sorted: Rule[] = []
  let left = [...placed]
  while (left.length > 0) {
    const waiting = new Set<string>(left.map(({ rule }) => rule.table))
    const next = left.filter(
      ({ rule, after }) => !after.some((table) => table !== rule.table && waiting.has(table)),
    )
    if (next.length === 0)
      throw new Error(`erasures wait for each other: ${[...waiting].join(', ')}`)
    sorted.push(...next.map(({ rule }) => rule))
    left = left.filter((each) => !next.includes(each))
  }
  return sorted
}

async function removeOwn(
  tx: Tx,
  rule: OwnRule,
  creator: CreatorToErase,
): Promise<Partial<ErasedRows>> {
  const condition = ownCondition(rule.ids, creator, rule.only)
  const cleared = Object.keys(rule.ids).map((column) => sql`${sql.ref(column)} = null`)
  const statement = rule.stays
    ? sql`update ${sql.table(rule.table)} set ${sql.join(cleared)} where ${condition}`
    : sql`delete from ${sql.table(rule.table)} where ${condition}`
  return counted(rule.table, rule.stays ? 'changed' : 'removed', await statement.execute(tx))
}

/**
 * Returns the condition for the creator's own rows, in a form that uses an index on each of the
 * columns.
 */
function ownCondition(ids: OwnRule['ids'], creator: CreatorToErase, only?: Condition): Condition {
  const { blogIds, platformIds, usernames, subjects } = creator
  const values: Record<Identity, Condition> = {
    blogId: sql`${blogIds}::uuid[]`,
    platformId: sql`${platformIds}::text[]`,
    username: sql`${usernames}::text[]`,
    subject: sql`${subjects}::text[]`,
    target: sql`${[
      ...platformIds.map((platformId) => keyOf({ platformId })),
      ...usernames.map((username) => keyOf({ username })),
    ]}::text[]`,
  }
  const entries: [string, Identity][] = Object.entries(ids)
  const any = entries.map(([column, of]) => sql`${sql.ref(column)} = any (${values[of]})`)
  return both(only, sql`(${sql.join(any, sql` or `)})`)
}

const both = (only: Condition | undefined, condition: Condition): Condition =>
  only === undefined ? condition : sql`${only} and ${condition}`

async function takeNames(
  tx: Tx,
  rule: NamingRule,
  usernames: readonly string[],
): Promise<Partial<ErasedRows>> {
  const statement = namingStatement(rule, usernames)
  if (statement === null) return {}
  const found = await statement.execute(tx)
  const values = found.rows.flatMap(({ value }) => value ?? [])
  if (values.length > 0) await rule.afterwards?.run(tx, [...new Set(values)])
  return counted(rule.table, 'changed', found)
}

/**
 * Apart from its caller so that a test can ask PostgreSQL to explain it; null without usernames.
 */
export function namingStatement(
  { table, names, find, only, go, afterwards }: NamingRule,
  usernames: readonly string[],
): RawBuilder<{ value: string | null }> | null {
  const pattern = mentionPattern(usernames)
  if (pattern === null) return null
  const columns: [string, Naming | Rewrite][] = Object.entries(names)
  const condition = both(only, find?.(usernames) ?? has(columns, pattern))
  if (go) return sql`delete from ${sql.table(table)} where ${condition}`
  const changes = columns.map(([column, naming]) => {
    const rewrite = typeof naming === 'function' ? naming : WITHOUT[naming](sql.ref(column))
    return sql`${sql.ref(column)} = ${rewrite(usernames, pattern)}`
  })
  const returned =
    afterwards === undefined ? sql`` : sql` returning ${sql.ref(afterwards.column)} as value`
  return sql`update ${sql.table(table)} set ${sql.join(changes)} where ${condition}${returned}`
}

/** The value of a column without the names. */
const WITHOUT: Record<Naming, (column: Condition) => Rewrite> = {
  usernames: (column) => (usernames) =>
    usernames.reduce((list, name) => sql`array_remove(${list}, ${name}::text)`, column),
  username: (column) => (usernames) =>
    sql`case when lower(${column}) = any (${usernames}::text[]) then null else ${column} end`,
  text: (column) => (_, pattern) => blanked(column, pattern),
  texts: (column) => (_, pattern) =>
    sql`array(
    select ${blanked(sql`each.body`, pattern)}
    from unnest(${column}) with ordinality as each (body, place) order by place)`,
  json: (column) => (_, pattern) => sql`${blanked(sql`${column}::text`, pattern)}::jsonb`,
  link: (column) => (usernames) =>
    sql`case when mentioned_names(${column}) && ${usernames}::text[] then null else ${column} end`,
  links: (column) => (usernames) =>
    sql`array(
    select link from unnest(${column}) with ordinality as each (link, place)
    where not mentioned_names(link) && ${usernames}::text[] order by place)`,
  'json links': (column) => (usernames) =>
    sql`(
    select coalesce(jsonb_agg(link order by place), '[]')
    from jsonb_array_elements(${column}) with ordinality as each (link, place)
    where not mentioned_names(link::text) && ${usernames}::text[])`,
}

const blanked = (text: Condition, pattern: string): Condition =>
  sql`regexp_replace(${text}, ${pattern}, ${`\\1${BLANK}`}, 'gi')`

const has = (columns: readonly (readonly [string, unknown])[], pattern: string): Condition =>
  sql`concat_ws(' ', ${sql.join(columns.map(([column]) => sql.ref(column)))}) ~* ${pattern}`

async function takeWords(
  tx: Tx,
  { table, words, only }: WordedRule,
  creatorWords: readonly string[],
): Promise<ErasedRows> {
  const pattern = wordPattern(creatorWords)
  const sum: ErasedRows = { removed: {}, changed: {} }
  if (pattern === null) return sum
  const columns: [string, Wording][] = Object.entries(words)
  const whole = columns.filter(([, wording]) => wording === 'row')
  const parts = columns.filter(([, wording]) => wording !== 'row')
  if (whole.length > 0) {
    const gone = sql`delete from ${sql.table(table)} where ${both(only, has(whole, pattern))}`
    add(sum, counted(table, 'removed', await gone.execute(tx)))
  }
  if (parts.length > 0) {
    const changes = parts.map(([name, wording]) => {
      const column = sql.ref(name)
      return sql`${column} = ${withoutWords(column, wording, pattern)}`
    })
    const changed = sql`
      update ${sql.table(table)} set ${sql.join(changes)} where ${both(only, has(parts, pattern))}`
    add(sum, counted(table, 'changed', await changed.execute(tx)))
  }
  return sum
}

function withoutWords(column: Condition, wording: Wording, pattern: string): Condition {
  if (wording === 'null') return sql`null`
  if (wording === 'empty') return sql`'{}'`
  if (wording === 'text') return blanked(column, pattern)
  return sql`(
    select coalesce(jsonb_agg(item order by place), '[]')
    from jsonb_array_elements(${column}) with ordinality as each (item, place)
    where item::text !~* ${pattern})`
}

const counted = (
  table: string,
  what: keyof ErasedRows,
  { rows, numAffectedRows }: { rows: readonly unknown[]; numAffectedRows?: bigint },
): Partial<ErasedRows> => ({
  [what]: { [table]: Number(numAffectedRows ?? BigInt(rows.length)) },
})

/** Adds rows by table, leaving out tables without any. */
function add(sum: ErasedRows, more: Partial<ErasedRows>): void {
  for (const what of ['removed', 'changed'] as const)
    for (const [table, rows] of Object.entries(more[what] ?? {}))
      if (rows > 0) sum[what][table] = (sum[what][table] ?? 0) + rows
}
