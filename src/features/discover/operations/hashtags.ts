import type { Db } from '../../../db/database.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import { Filters } from '../filters.ts'
import {
  addHashtag,
  changeHashtag,
  getHashtag,
  listHashtags,
  removeHashtag,
  type HashtagRow,
} from '../store/hashtags.ts'
import { Hashtag } from '../payload.ts'
import { viewYield, Yield, YIELD_DAYS } from './runs.ts'
import { hashtagYields, type YieldRow } from '../store/runs.ts'

const HashtagView = z
  .object({
    hashtag: z.string(),
    filters: Filters,
    is_paused: z.boolean(),
    created_at: Timestamp,
    last_discovered_at: Timestamp.nullable().openapi({
      description: 'When a discovery of it was last queued by the clock',
    }),
    found: Yield.nullable().openapi({
      description: `What its discoveries of the last ${YIELD_DAYS} days found; null when none has ended`,
    }),
  })
  .openapi('Hashtag')

const viewHashtag = (row: HashtagRow, found: YieldRow | undefined) => ({
  ...row,
  filters: Filters.parse(row.filters),
  found: found ? viewYield(found) : null,
})

const hashtag = Hashtag.openapi({
  type: 'string',
  description: 'With or without #',
  example: '#алматымама',
})
const params = z.strictObject({
  hashtag: Hashtag.openapi({ param: { name: 'hashtag', in: 'path' }, type: 'string' }),
})
const noSuch = problem('It is not discovered regularly')

const list = createRoute({
  method: 'get',
  path: '/api/hashtags',
  access: 'creators:read',
  operationId: 'listHashtags',
  summary: 'Hashtags that discover_weekly looks through',
  request: { query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of them, by name', pageOf(HashtagView)) },
})

const show = createRoute({
  method: 'get',
  path: '/api/hashtags/{hashtag}',
  access: 'creators:read',
  operationId: 'getHashtag',
  summary: 'One hashtag, with what it brought',
  request: { params },
  responses: { 200: json('The hashtag', HashtagView), 404: noSuch },
})

const add = createRoute({
  method: 'post',
  path: '/api/hashtags',
  access: 'creators:write',
  operationId: 'addHashtag',
  summary: 'Have a hashtag discovered regularly',
  request: {
    body: jsonBody(
      z
        .strictObject({
          hashtag,
          filters: Filters.default({}),
          is_paused: z.boolean().default(false),
        })
        .openapi('HashtagRequest'),
    ),
  },
  responses: { 201: json('The hashtag', HashtagView), 409: problem('It is there already') },
})

const change = createRoute({
  method: 'patch',
  path: '/api/hashtags/{hashtag}',
  access: 'creators:write',
  operationId: 'updateHashtag',
  summary: 'Pause a hashtag, or change its filters',
  request: {
    params,
    body: jsonBody(
      z
        .strictObject({ filters: Filters.optional(), is_paused: z.boolean().optional() })
        .refine((body) => Object.keys(body).length > 0, 'expected filters or is_paused')
        .openapi('HashtagChange'),
    ),
  },
  responses: { 200: json('The hashtag', HashtagView), 404: noSuch },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/hashtags/{hashtag}',
  access: 'creators:write',
  operationId: 'removeHashtag',
  summary: 'Stop discovering a hashtag',
  description: 'A discovery of it that is queued already goes on.',
  request: { params },
  responses: { 204: { description: 'Removed' }, 404: noSuch },
})

/** The hashtags of discover_weekly. */
export function addHashtagRoutes(router: Router, db: Db): void {
  const view = async (row: HashtagRow) => {
    const found = await hashtagYields(db, YIELD_DAYS, [row.hashtag])
    return viewHashtag(row, found.get(row.hashtag))
  }
  router.openapi(list, async (c) => {
    const page = c.req.valid('query')
    const [after] = readCursor(page, z.tuple([z.string()])) ?? []
    const rows = await listHashtags(db, { limit: page.limit + 1, after })
    const names = rows.map(({ hashtag }) => hashtag)
    const found = await hashtagYields(db, YIELD_DAYS, names)
    const item = (row: HashtagRow) => viewHashtag(row, found.get(row.hashtag))
    const key = (row: HashtagRow) => [row.hashtag]
    return c.json(cutPage(rows, page.limit, { item, key }), 200)
  })
  router.openapi(show, async (c) => {
    return c.json(await view(await getHashtag(db, c.req.valid('param').hashtag)), 200)
  })
  router.openapi(add, async (c) => {
    const { is_paused: isPaused, ...rest } = c.req.valid('json')
    return c.json(await view(await addHashtag(db, { ...rest, isPaused })), 201)
  })
  router.openapi(change, async (c) => {
    const { filters, is_paused: isPaused } = c.req.valid('json')
    const row = await changeHashtag(db, c.req.valid('param').hashtag, { filters, isPaused })
    return c.json(await view(row), 200)
  })
  router.openapi(remove, async (c) => {
    await removeHashtag(db, c.req.valid('param').hashtag)
    return c.body(null, 204)
  })
}
