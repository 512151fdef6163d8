import { streamDownload } from '../../http/download.ts'
import { z, type HttpContext } from '../../http/router.ts'
import {
  BYTE_ORDER_MARK,
  csvLines,
  readCsvStyle,
  type CellValue,
  type FileFields,
  type CsvStyle,
} from './csv.ts'

/** A column of a CSV: how its cell is made of a row. */
export type CsvColumn<Row> = { name: string; cell: (row: Row) => CellValue }

const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
} as const

const text = (description: string) => ({ schema: z.string().openapi({ description }) })

/** The answer of a route that sends rows as a file; `row` is what the API calls one. */
export const fileAnswer = (row: string) => ({
  description: 'The file',
  content: {
    'text/csv': text('UTF-8, a header, lines that end in CRLF (RFC 4180 by default)'),
    'application/jsonl': text(`UTF-8, a ${row} on each line`),
  },
})

/**
 * Streams rows as the file that `fileFields` ask for, a text for each page; its name ends with the
 * day.
 */
export async function sendFile<Row>(
  c: HttpContext,
  pages: AsyncIterable<readonly Row[]>,
  file: {
    name: string
    columns: readonly CsvColumn<Row>[]
    query: FileFields
  },
): Promise<Response> {
  const { columns, query } = file
  const texts =
    query.format === 'csv' ? asCsv(pages, columns, readCsvStyle(query)) : asJsonLines(pages)
  return await sendTexts(c, texts, file)
}

/** Streams such a file from text that is already formatted. */
export async function sendTexts(
  c: HttpContext,
  texts: AsyncGenerator<string | Uint8Array, void>,
  { name, query: { format } }: { name: string; query: FileFields },
): Promise<Response> {
  const day = c.get('clock').now().toISOString().slice(0, 10)
  return await streamDownload(c, texts, {
    contentType: CONTENT_TYPES[format],
    fileName: `${name}-${day}.${format}`,
  })
}

async function* asCsv<Row>(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly CsvColumn<Row>[],
  { bom, dialect }: CsvStyle,
): AsyncGenerator<string, void> {
  const header = csvLines([columns.map(({ name }) => name)], dialect)
  let begin = (bom ? BYTE_ORDER_MARK : '') + header
  for await (const page of pages) {
    const rows = page.map((row) => columns.map(({ cell }) => cell(row)))
    yield begin + csvLines(rows, dialect)
    begin = ''
  }
  if (begin !== '') yield begin
}

async function* asJsonLines(
  pages: AsyncIterable<readonly unknown[]>,
): AsyncGenerator<string, void> {
  for await (const page of pages) yield page.map((row) => `${JSON.stringify(row)}\n`).join('')
}
