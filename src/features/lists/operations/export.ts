import { isoTimes } from '../../../http/iso-times.ts'
import type { Db } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { problem, z } from '../../../http/router.ts'
import { fileAnswer, fileFields, refineCsv, sendFile, type CsvColumn } from '../../export/index.ts'
import type { Services } from '../../services.ts'
import { ListParams } from '../list-view.ts'
import { getList } from '../store/lists.ts'
import { listMembers } from '../store/member-list.ts'
import { memberFilter, type MemberFilter, type MemberView } from '../member-view.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** The columns of a member. */
export const columnsOf = ({ name }: { name: string }): readonly CsvColumn<MemberView>[] => [
  { name: 'list', cell: () => name },
  { name: 'username', cell: ({ username }) => username },
  { name: 'full_name', cell: ({ full_name }) => full_name },
  {
    name: 'profile_url',
    // A creator whose username now belongs to another account has no address until the next scrape.
    cell: ({ username }) =>
      username.startsWith('~') ? null : `https://www.instagram.com/${username}/`,
  },
  { name: 'follower_count', cell: ({ follower_count }) => follower_count },
  { name: 'er', cell: ({ er }) => er && Math.round(er * 10_000) / 10_000 },
  // Spreadsheets and people read percentages: 3.42 is 3.42 %.
  { name: 'er_percent', cell: ({ er }) => er && Math.round(er * 10_000) / 100 },
  { name: 'er_percentile', cell: ({ er_percentile }) => er_percentile },
  { name: 'status', cell: ({ status }) => status },
  { name: 'status_since', cell: ({ status_since }) => status_since },
  { name: 'owner', cell: ({ owner }) => owner?.login },
  // A number, which spreadsheets add up, in the digits of its currency.
  { name: 'price', cell: ({ price }) => price && { decimal: price } },
  { name: 'currency', cell: ({ currency }) => currency },
  { name: 'due_on', cell: ({ due_on }) => due_on },
  { name: 'note', cell: ({ note }) => note },
  { name: 'added_at', cell: ({ added_at }) => added_at },
]

export const exportOperations = {
  exportListMembers: operation.raw({
    method: 'get',
    path: '/api/lists/{id}/export',
    access: 'exports:read',
    summary: 'Members of a list, with what the team knows of them, as a file',
    description:
      'GET /api/blogs/export?list= has their metrics. When something fails midway the ' +
      'connection breaks, so that a file never looks whole that is not.',
    params: ListParams,
    query: z.strictObject({ ...memberFilter, ...fileFields }).superRefine(refineCsv),
    responses: { 200: fileAnswer('ListMember'), 404: problem('No such list') },
    async run({ params, query: { status, owner, ...query } }, { db }, { http }) {
      const list = await getList(db, params.id)
      const pages = memberPages(db, list.id, { status, owner })
      return await sendFile(http, pages, { name: list.name, columns: columnsOf(list), query })
    },
  }),
}

/** Rows of one statement, in memory until the client has read them. */
const PAGE = 200

/** Pages of members by username. */
export async function* memberPages(
  db: Db,
  listId: string,
  filter: MemberFilter,
): AsyncGenerator<MemberView[], void> {
  let after: { username: string; id: string } | undefined
  for (;;) {
    const rows = await listMembers(db, listId, { filter, limit: PAGE, after })
    if (rows.length > 0) yield rows.map(isoTimes)
    const last = rows.at(-1)
    if (rows.length < PAGE || !last) return
    after = { username: last.username, id: last.blog_id }
  }
}
