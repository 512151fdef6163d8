import { CompiledQuery, sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { runPrepared, type Statement } from '../../../db/prepared.ts'
import { BlogView, type BlogRow } from '../blog-view.ts'
import { selectBlogs, type UnreadFields } from './blogs.ts'

/** The fields that a list of ids leaves out: the creators are read by them afterwards. */
export const ALL_BUT_ID: UnreadFields = new Set(BlogView.keyof().exclude(['id']).options)

/** Creators in the order of these ids, without those that are gone. */
export async function blogsOf(
  db: Db,
  ids: readonly string[],
  unread: UnreadFields,
): Promise<BlogRow[]> {
  const { text, statement } = statementFor(db, unread)
  if (statement) return await runPrepared<BlogRow>(db, statement, [ids])
  return (await db.executeQuery<BlogRow>(CompiledQuery.raw(text, [ids]))).rows
}

/** By the fields that are unread. */
const statements = new Map<string, Statement>()
/** Connections keep what is prepared: for yet other columns a statement is planned each time. */
const MAX_STATEMENTS = 20

/** To plan the statement takes longer than to read its creators. */
function statementFor(db: Db, unread: UnreadFields): { text: string; statement?: Statement } {
  const key = [...unread].toSorted().join(' ')
  const known = statements.get(key)
  if (known) return { text: known.text, statement: known }
  const { sql: text } = selectBlogs(db, unread)
    .innerJoin(BY_IDS, (join) => join.onRef('by_ids.id', '=', 'blog.id'))
    .orderBy('by_ids.place')
    .compile()
  if (statements.size >= MAX_STATEMENTS) return { text }
  const statement = { name: `blogs_of_${statements.size}`, text }
  statements.set(key, statement)
  return { text, statement }
}

const BY_IDS = sql<{
  id: string
  place: number
}>`unnest(${[]}::uuid[]) with ordinality`.as<'by_ids'>(sql`by_ids(id, place)`)
