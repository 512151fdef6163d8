import type { Db } from '../../db/database.ts'
import { beginOf, csvLines, type CellValue, type CsvStyle } from '../export/index.ts'
import type { CheckLists } from './member-answers.ts'
import { listMembers, type MemberFilter, type MemberRow } from './member-list.ts'

/** Rows of one statement, in memory until the client has read them. */
const PAGE = 1_000

/**
 * All members of a check, page by page, each read by a statement of its own: between pages no
 * connection or transaction is open. The order never changes, so each member comes once.
 */
export async function* memberPages(
  db: Db,
  lists: CheckLists,
  filter: MemberFilter,
): AsyncGenerator<MemberRow[], void> {
  let after: string | undefined
  for (;;) {
    const rows = await listMembers(db, lists, filter, { limit: PAGE, after })
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    after = rows.at(-1)?.platform_id
  }
}

const COLUMNS: readonly (readonly [name: string, cell: (member: MemberRow) => CellValue])[] = [
  ['username', ({ username }) => username],
  ['profile_url', ({ username }) => `https://www.instagram.com/${username}/`],
  ['relation', ({ relation }) => relation],
  ['follows_target', ({ follows_target }) => follows_target],
  ['followed_by_target', ({ followed_by_target }) => followed_by_target],
  ['is_verified', ({ is_verified }) => is_verified],
  ['is_private', ({ is_private }) => is_private],
  ['platform_id', ({ platform_id }) => platform_id],
]

/** CSV with a header, a text for each page. */
export async function* membersAsCsv(
  pages: AsyncIterable<MemberRow[]>,
  style: CsvStyle,
): AsyncGenerator<string, void> {
  let begin = beginOf(style) + csvLines([COLUMNS.map(([name]) => name)], style.dialect)
  for await (const members of pages) {
    const rows = members.map((member) => COLUMNS.map(([, cell]) => cell(member)))
    yield begin + csvLines(rows, style.dialect)
    begin = ''
  }
  if (begin !== '') yield begin
}

/** JSONL: the API's RelationMember on each line, a text for each page. */
export async function* membersAsJsonLines(
  pages: AsyncIterable<MemberRow[]>,
): AsyncGenerator<string, void> {
  for await (const members of pages)
    yield members.map((member) => `${JSON.stringify(member)}\n`).join('')
}
