import type { BlogView } from '../blogs/index.ts'
import { csvLines } from './csv-cell.ts'
import type { CsvColumn } from './csv-columns.ts'

/** Makes spreadsheets read a file as UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

/** CSV with a header, a text for each page. */
export async function* asCsv(
  pages: AsyncIterable<BlogView[]>,
  options: { columns: readonly CsvColumn[]; bom: boolean },
): AsyncGenerator<string, void> {
  const { columns, bom } = options
  let begin = (bom ? BYTE_ORDER_MARK : '') + csvLines([columns.map(({ name }) => name)])
  for await (const blogs of pages) {
    yield begin + csvLines(blogs.map((blog) => columns.map(({ cell }) => cell(blog))))
    begin = ''
  }
  if (begin !== '') yield begin
}

/** JSONL: the API's Blog on each line, a text for each page. */
export async function* asJsonLines(pages: AsyncIterable<BlogView[]>): AsyncGenerator<string, void> {
  for await (const blogs of pages) yield blogs.map((blog) => `${JSON.stringify(blog)}\n`).join('')
}
