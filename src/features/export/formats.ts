import type { BlogView } from '../blogs/index.ts'
import { csvLines } from './csv-cell.ts'
import type { CsvColumn } from './csv-columns.ts'
import { beginOf, type CsvStyle } from './csv-query.ts'

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
