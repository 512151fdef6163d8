import type { Db } from '../../../db/database.ts'
import { cutPage, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../../http/router.ts'
import { fileAnswer, fileFields, refineCsv, sendFile, type CsvColumn } from '../../export/index.ts'
import type { Services } from '../../manifest.ts'
import { getLists, isComplete, type CheckLists } from '../store/member-answers.ts'
import { listMembers, memberFields, MemberView, type MemberFilter } from '../store/member-list.ts'

const params = z.object({ id: z.uuid() })
const noSuchCheck = problem('No such check')

const list = createRoute({
  method: 'get',
  path: '/api/relations/{id}/members',
  access: 'creators:read',
  operationId: 'listRelationMembers',
  summary: 'The members of the lists of a check',
  description:
    'Each once, in the order of the platform’s ids, also while the check is still reading. People in neither list are not shown: only a complete list proves absence.',
  request: { params, query: z.strictObject({ ...memberFields, ...pageFields }) },
  responses: { 200: json('A page of members', pageOf(MemberView)), 404: noSuchCheck },
})

const download = createRoute({
  method: 'get',
  path: '/api/relations/{id}/export',
  access: 'exports:read',
  operationId: 'exportRelationMembers',
  summary: 'All members of the lists of a check, as a file',
  description:
    'Takes the filters of the list of members and has no limit of rows: they are read as fast as the client takes them. The name of the file says when a list is not complete. When something fails midway the connection breaks, so that a file never looks whole that is not.',
  request: {
    params,
    query: z.strictObject({ ...memberFields, ...fileFields }).superRefine(refineCsv),
  },
  responses: { 200: fileAnswer('RelationMember'), 404: noSuchCheck },
})

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

const Key = z.tuple([z.string()])

/** The members of the lists of a check, as pages and as files. */
export function memberRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { id } = c.req.valid('param')
    const query = c.req.valid('query')
    const { limit, offset } = query
    const [after] = readCursor(query, Key) ?? []
    const lists = await getLists(db, id)
    const rows = await listMembers(db, lists, query, { limit: limit + 1, offset, after })
    const cut = cutPage(rows, limit, { key: (row) => [row.platform_id] })
    return c.json(cut, 200)
  })
  router.openapi(download, async (c) => {
    const { id } = c.req.valid('param')
    const query = c.req.valid('query')
    const lists = await getLists(db, id)
    const name = await fileNameOf(db, id, lists)
    return await sendFile(c, memberPages(db, lists, query), { name, columns: COLUMNS, query })
  })
  return router
}

async function fileNameOf(db: Db, id: string, lists: CheckLists): Promise<string> {
  const check = await db
    .selectFrom('relation_checks')
    .select('username')
    .where('id', '=', id)
    .executeTakeFirst()
  const whole = Object.values(lists).every(isComplete)
  return `relations-${check?.username ?? id}${whole ? '' : '-incomplete'}`
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
