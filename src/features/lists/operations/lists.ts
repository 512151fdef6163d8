import type { Db } from '../../../db/database.ts'
import { invalidField } from '../../../base/errors.ts'
import { booleanText, cutPage, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { findCreators } from '../store/find-creators.ts'
import { ListDetail, ListName, ListParams, ListView } from '../list-view.ts'
import { countMembers } from '../store/counts.ts'
import { createList, deleteList, getList, listLists, updateList } from '../store/lists.ts'

const fields = {
  description: z.string().trim().max(2_000).nullable(),
  is_campaign: z.boolean().openapi({ description: 'Keeps its creators fresher while it runs' }),
  ends_at: z.iso
    .datetime({
      offset: true,
      error: 'expected a time with its zone, as 2026-12-31T00:00:00Z',
    })
    .transform((text) => new Date(text))
    .nullable()
    .openapi({ type: ['string', 'null'], description: 'Of a campaign alone' }),
}

const NewList = z
  .strictObject({
    name: ListName,
    description: fields.description.default(null),
    is_campaign: fields.is_campaign.default(false),
    ends_at: fields.ends_at.optional(),
  })
  .refine(({ is_campaign, ends_at }) => is_campaign || !ends_at, {
    path: ['ends_at'],
    error: 'only a campaign ends: set is_campaign',
  })
  .openapi('NewList')

const ListChange = z
  .strictObject({ name: ListName, ...fields })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'expected something to change')
  .openapi('ListChange')

const byId = { params: ListParams }
const noSuchList = problem('No such list')

const list = createRoute({
  method: 'get',
  path: '/api/lists',
  access: 'lists:read',
  operationId: 'listLists',
  summary: 'Lists, by name',
  request: {
    query: z.strictObject({
      campaign: booleanText.optional().openapi({ description: 'Campaigns, or the other lists' }),
      blog: z.string().min(1).max(2_000).optional().openapi({
        description: 'The lists that this creator is in: id, username or address of the profile',
        example: 'natgeo',
      }),
      ...pageFields,
    }),
  },
  responses: { 200: json('A page of lists', pageOf(ListView)) },
})

const create = createRoute({
  method: 'post',
  path: '/api/lists',
  access: 'lists:write',
  operationId: 'createList',
  summary: 'Make a list',
  request: { body: jsonBody(NewList) },
  responses: {
    201: json('The list', ListView),
    409: problem('There is already a list of this name'),
  },
})

const show = createRoute({
  method: 'get',
  path: '/api/lists/{id}',
  access: 'lists:read',
  operationId: 'getList',
  summary: 'One list, with what its creators are',
  description: 'The creators themselves are GET /api/blogs?list=, with every other filter.',
  request: byId,
  responses: { 200: json('The list', ListDetail), 404: noSuchList },
})

const update = createRoute({
  method: 'patch',
  path: '/api/lists/{id}',
  access: 'lists:write',
  operationId: 'updateList',
  summary: 'Change a list',
  description: 'Unsetting `is_campaign` removes `ends_at`.',
  request: { ...byId, body: jsonBody(ListChange) },
  responses: {
    200: json('The list', ListView),
    404: noSuchList,
    409: problem('The name is taken, or `ends_at` is set without a campaign'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/lists/{id}',
  access: 'lists:write',
  operationId: 'deleteList',
  summary: 'Remove a list; its creators stay',
  request: byId,
  responses: { 204: { description: 'Removed' }, 404: noSuchList },
})

const Key = z.tuple([z.string()])

async function getCreator(db: Db, text: string): Promise<string> {
  const [found] = await findCreators(db, [text])
  if (found && 'id' in found) return found.id
  throw invalidField('blog', found?.reason ?? 'is not known here')
}

export function listRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { campaign, blog, ...page } = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const { limit, offset } = page
    const blogId = blog === undefined ? undefined : await getCreator(db, blog)
    const asked = { isCampaign: campaign, blogId, limit: limit + 1, offset, after }
    const rows = await listLists(db, asked)
    const item = ({ sort_key: _key, ...row }: (typeof rows)[number]) => row
    return c.json(cutPage(rows, limit, { item, key: (row) => [row.sort_key] }), 200)
  })
  router.openapi(create, async (c) => {
    const { ends_at = null, ...body } = c.req.valid('json')
    const row = await createList(db, { ...body, ends_at })
    return c.json(row, 201, { location: `/api/lists/${row.id}` })
  })
  router.openapi(show, async (c) => {
    const row = await getList(db, c.req.valid('param').id)
    return c.json({ ...row, ...(await countMembers(db, row.id)) }, 200)
  })
  router.openapi(update, async (c) => {
    return c.json(await updateList(db, c.req.valid('param').id, c.req.valid('json')), 200)
  })
  router.openapi(remove, async (c) => {
    await deleteList(db, c.req.valid('param').id)
    return c.body(null, 204)
  })
  return router
}
