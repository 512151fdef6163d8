import type { Db } from '../../db/database.ts'
import { listBlogs, viewBlog, type BlogSearch, type BlogView } from '../blogs/index.ts'
import { beginOf, csvLines, type CsvStyle } from './csv.ts'
import type { CsvColumn } from './csv-columns.ts'

/** Rows that are read with one statement, and held until the client has taken them. */
const PAGE = 100

/**
 * All creators that a search finds, page by page, each read in a statement of its own when it is asked for: in between
 * no connection is held and no transaction is open. A creator whose place in the order changes meanwhile may come twice
 * or not at all; created_at, the order by default, never changes.
 */
export async function* blogPages(db: Db, search: BlogSearch): AsyncGenerator<BlogView[], void> {
  let after: { key: string | null; id: string } | undefined
  for (;;) {
    const rows = await listBlogs(db, { ...search, limit: PAGE, after })
    if (rows.length > 0) yield rows.map(({ sort_key: _key, ...row }) => viewBlog(row))
    const last = rows.at(-1)
    if (rows.length < PAGE || !last) return
    after = { key: last.sort_key, id: last.id }
  }
}

/** CSV with a header, a text for each page. */
export async function* asCsv(
  pages: AsyncIterable<BlogView[]>,
  options: { columns: readonly CsvColumn[]; style: CsvStyle },
): AsyncGenerator<string, void> {
  const { columns, style } = options
  let begin = beginOf(style) + csvLines([columns.map(({ name }) => name)], style.dialect)
  for await (const blogs of pages) {
    const rows = blogs.map((blog) => columns.map(({ cell }) => cell(blog)))
    yield begin + csvLines(rows, style.dialect)
    begin = ''
  }
  if (begin !== '') yield begin
}

/** JSONL: the API's Blog on each line, a text for each page. */
export async function* asJsonLines(pages: AsyncIterable<BlogView[]>): AsyncGenerator<string, void> {
  for await (const blogs of pages) yield blogs.map((blog) => `${JSON.stringify(blog)}\n`).join('')
}
