import type { Db } from '../../../db/handles.ts'
import { EXPORT_COLUMNS, getCampaign, readCampaignResults, rowsOf } from '../../campaigns/index.ts'
import type { CellValue } from '../../export/index.ts'
import { columnsOf, getList, memberPages } from '../../lists/index.ts'
import type { RowValues } from './template.ts'

/** The rows that a webhook may have: of a campaign, or of any list. */
export const WEBHOOK_ROWS = ['results', 'members'] as const
export type WebhookRows = (typeof WEBHOOK_ROWS)[number]

/** The columns of the files with the same rows are the placeholders. */
export const PLACEHOLDERS: Readonly<Record<WebhookRows, readonly string[]>> = {
  results: EXPORT_COLUMNS.map(({ name }) => name),
  members: columnsOf({ name: '' }).map(({ name }) => name),
}

/** A row with its values by the names of placeholders. */
export type Row = { id: string; blogId: string; values: RowValues }

/** A decimal becomes a number, which receivers add up. */
function valueOf(cell: CellValue): RowValues[string] {
  if (cell === undefined) return null
  return typeof cell === 'object' && cell !== null ? Number(cell.decimal) : cell
}

const valuesOf = (entries: readonly (readonly [string, CellValue])[]): RowValues =>
  Object.fromEntries(entries.map(([name, cell]) => [name, valueOf(cell)]))

/** The rows of a list as they are now, in pages. Throws NoSuchRecordError. */
export async function* readRows(
  db: Db,
  { listId, rows, now }: { listId: string; rows: WebhookRows; now: Date },
): AsyncGenerator<Row[], void> {
  if (rows === 'results') yield await resultRows(db, listId, now)
  else yield* memberRows(db, listId)
}

async function resultRows(db: Db, listId: string, now: Date): Promise<Row[]> {
  const { name } = await getCampaign(db, listId)
  const { creators } = await readCampaignResults(db, listId, { now })
  return creators.flatMap((creator) =>
    rowsOf(name, creator).map((row, place) => ({
      id: creator.results[place]?.id ?? creator.blog.id,
      blogId: creator.blog.id,
      values: valuesOf(EXPORT_COLUMNS.map(({ name: column, cell }) => [column, cell(row)])),
    })),
  )
}

async function* memberRows(db: Db, listId: string): AsyncGenerator<Row[], void> {
  const columns = columnsOf(await getList(db, listId))
  for await (const page of memberPages(db, listId, {}))
    yield page.map((member) => ({
      id: member.blog_id,
      blogId: member.blog_id,
      values: valuesOf(columns.map(({ name, cell }) => [name, cell(member)])),
    }))
}
