import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { operations } from '../../../src/features/export/operations/index.ts'
import { createReadAhead } from '../../../src/features/export/read-ahead.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { anApi, type TestApi } from '../../http/kit.ts'

export const api = (db: Db): TestApi =>
  anApi(db, [
    mountOperations({ db, readAhead: createReadAhead() }, operations),
    mountOperations({ db }, blogOperations),
  ])

const Rows = z.array(z.record(z.string(), z.string()))

/** The CSV of a search, as text and as rows. */
export async function csvOf({ send }: TestApi, search: string) {
  const response = await send('GET', `/api/blogs/export?${search}`)
  // What `text()` gives has no byte order mark any more.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer())
  return { response, text, rows: Rows.parse(parse(text, { columns: true, bom: true })) }
}
