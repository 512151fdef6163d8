import type { Db } from '../../db/database.ts'
import { streamDownload } from '../../http/download.ts'
import { cutPage, pageFields, pageOf, readCursor } from '../../http/pagination.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../http/router.ts'
import { csvFields, readCsvStyle, refineCsv } from '../export/index.ts'
import type { Services } from '../manifest.ts'
import { getLists, isComplete, type CheckLists } from './member-answers.ts'
import { memberPages, membersAsCsv, membersAsJsonLines } from './member-export.ts'
import { memberFields, MemberView, readFilter } from './member-fields.ts'
import { listMembers } from './member-list.ts'

const tags = ['relations']
const params = z.object({ id: z.uuid() })
const noSuchCheck = problem('No such check')

const list = createRoute({
  method: 'get',
  path: '/api/relations/{id}/members',
  access: 'creators:read',
  operationId: 'listRelationMembers',
  tags,
  summary: 'The members of the lists of a check',
  description:
    'Each once, in the order of the platform’s ids, also while the check is still reading. People in neither list are not shown: only a complete list proves absence.',
  request: { params, query: z.strictObject({ ...memberFields, ...pageFields }) },
  responses: { 200: json('A page of members', pageOf(MemberView)), 404: noSuchCheck },
})

const text = (description: string) => ({ schema: z.string().openapi({ description }) })

const download = createRoute({
  method: 'get',
  path: '/api/relations/{id}/export',
  access: 'exports:read',
  operationId: 'exportRelationMembers',
  tags,
  summary: 'All members of the lists of a check, as a file',
  description:
    'Takes the filters of the list of members and has no limit of rows: they are read as fast as the client takes them. The name of the file says when a list is not complete. When something fails midway the connection breaks, so that a file never looks whole that is not.',
  request: {
    params,
    query: z
      .strictObject({
        ...memberFields,
        format: z.enum(['csv', 'jsonl']).default('csv'),
        ...csvFields,
      })
      .superRefine(refineCsv),
  },
  responses: {
    200: {
      description: 'The file',
      content: {
        'text/csv': text('UTF-8, a header, lines that end in CRLF (RFC 4180 by default)'),
        'application/jsonl': text('UTF-8, a RelationMember on each line'),
      },
    },
    404: noSuchCheck,
  },
})

const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
} as const

const Key = z.tuple([z.string()])

/** The members of the lists of a check, as pages and as files. */
export function memberRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { id } = c.req.valid('param')
    const { limit, offset, cursor, ...fields } = c.req.valid('query')
    const [after] = readCursor({ limit, offset, cursor }, Key) ?? []
    const lists = await getLists(db, id)
    const page = { limit: limit + 1, offset, after }
    const rows = await listMembers(db, lists, readFilter(fields), page)
    return c.json(cutPage(rows, limit, { item: (row) => row, key: keyOf }), 200)
  })
  router.openapi(download, async (c) => {
    const { id } = c.req.valid('param')
    const { format, bom, delimiter, decimal, ...fields } = c.req.valid('query')
    const style = readCsvStyle({ bom, delimiter, decimal })
    const lists = await getLists(db, id)
    const pages = memberPages(db, lists, readFilter(fields))
    const texts = format === 'csv' ? membersAsCsv(pages, style) : membersAsJsonLines(pages)
    const day = c.get('clock').now().toISOString().slice(0, 10)
    return await streamDownload(c, texts, {
      contentType: CONTENT_TYPES[format],
      fileName: `${await fileNameOf(db, id, lists)}-${day}.${format}`,
    })
  })
  return router
}

const keyOf = ({ platform_id }: { platform_id: string }): readonly [string] => [platform_id]

async function fileNameOf(db: Db, id: string, lists: CheckLists): Promise<string> {
  const check = await db
    .selectFrom('relation_checks')
    .select('username')
    .where('id', '=', id)
    .executeTakeFirst()
  const whole = Object.values(lists).every(isComplete)
  return `relations-${check?.username ?? id}${whole ? '' : '-incomplete'}`
}
