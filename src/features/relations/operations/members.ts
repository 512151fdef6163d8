import type { Db } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { problem, z } from '../../../http/router.ts'
import { fileAnswer, fileFields, refineCsv, sendFile, type CsvColumn } from '../../export/index.ts'
import type { Services } from '../../services.ts'
import { memberFields, MemberView, type MemberFilter } from '../member-view.ts'
import { getTarget } from '../store/checks.ts'
import { getLists, isComplete, type CheckLists } from '../store/member-answers.ts'
import { listMembers } from '../store/member-list.ts'

const COLUMNS: readonly CsvColumn<MemberView>[] = [
  { name: 'username', cell: ({ username }) => username },
  { name: 'profile_url', cell: ({ username }) => `https://www.instagram.com/${username}/` },
  { name: 'relation', cell: ({ relation }) => relation },
  { name: 'follows_target', cell: ({ follows_target }) => follows_target },
  { name: 'followed_by_target', cell: ({ followed_by_target }) => followed_by_target },
  { name: 'is_verified', cell: ({ is_verified }) => is_verified },
  { name: 'is_private', cell: ({ is_private }) => is_private },
  { name: 'platform_id', cell: ({ platform_id }) => platform_id },
]

const operation = operationsFor<Pick<Services, 'db'>>()

const params = z.object({ id: z.uuid() })
const noSuchCheck = 'No such check'

/** The members of the lists of a check, as pages and as files. */
export const memberOperations = {
  listRelationMembers: operation.list({
    path: '/api/relations/{id}/members',
    access: 'creators:read',
    summary: 'The members of the lists of a check',
    description:
      'Each once, in the order of the platform’s ids, also while the check is still reading. ' +
      'People in neither list are not shown: only a complete list proves absence.',
    params,
    filter: memberFields,
    hasOffset: true,
    answer: pageOf(MemberView),
    success: 'A page of members',
    refusals: { 404: noSuchCheck },
    key: z.tuple([z.string()]),
    async run({ params: { id }, query, page }, { db }) {
      const lists = await getLists(db, id)
      const range = { limit: page.take, offset: page.offset, after: page.after?.[0] }
      const rows = await listMembers(db, lists, query, range)
      return page.cut(rows, (row) => [row.platform_id])
    },
  }),

  exportRelationMembers: operation.raw({
    method: 'get',
    path: '/api/relations/{id}/export',
    access: 'exports:read',
    summary: 'All members of the lists of a check, as a file',
    description:
      'Takes the filters of the list of members and has no limit of rows: they are read as ' +
      'fast as the client takes them. The name of the file says when a list is not complete. ' +
      'When something fails midway the connection breaks, so that a file never looks whole ' +
      'that is not.',
    params,
    query: z.strictObject({ ...memberFields, ...fileFields }).superRefine(refineCsv),
    responses: { 200: fileAnswer('RelationMember'), 404: problem(noSuchCheck) },
    async run({ params: { id }, query }, { db }, { http }) {
      const lists = await getLists(db, id)
      const name = await fileNameOf(db, id, lists)
      return await sendFile(http, memberPages(db, lists, query), { name, columns: COLUMNS, query })
    },
  }),
}

async function fileNameOf(db: Db, id: string, lists: CheckLists): Promise<string> {
  const { username } = await getTarget(db, id)
  const whole = Object.values(lists).every(isComplete)
  return `relations-${username ?? id}${whole ? '' : '-incomplete'}`
}

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
): AsyncGenerator<MemberView[], void> {
  let after: string | undefined
  for (;;) {
    const rows = await listMembers(db, lists, filter, { limit: PAGE, after })
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    after = rows.at(-1)?.platform_id
  }
}
