import { NoSuchRecordError } from '../../../base/errors.ts'
import { cutPage, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
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
import { ListParams } from '../list-view.ts'
import { getList } from '../store/lists.ts'
import { listMembers } from '../store/member-list.ts'
import { memberFilter, MemberParams, MemberView, References } from '../member-view.ts'
import { addMembers, removeMembers, type MemberAnswer } from '../store/members.ts'

const answerOf = <const Outcomes extends readonly [string, ...string[]]>(outcomes: Outcomes) =>
  z.object({
    blog: z.string().openapi({ description: 'As it was asked for' }),
    outcome: z.enum(outcomes),
    blog_id: z.uuid().optional(),
    reason: z.string().optional().openapi({ description: 'Why it is unknown' }),
  })

const Added = z
  .object({
    added: z.int(),
    already: z.int(),
    unknown: z.int(),
    items: z
      .array(answerOf(['added', 'already', 'unknown']))
      .openapi({ description: 'In the order of the request' }),
  })
  .openapi('AddedMembers')

const Removed = z
  .object({
    removed: z.int(),
    not_a_member: z.int(),
    unknown: z.int(),
    items: z
      .array(answerOf(['removed', 'not_a_member', 'unknown']))
      .openapi({ description: 'In the order of the request' }),
  })
  .openapi('RemovedMembers')

const byId = { params: ListParams }
const noSuchList = problem('No such list')

const list = createRoute({
  method: 'get',
  path: '/api/lists/{id}/members',
  access: 'lists:read',
  operationId: 'listListMembers',
  summary: 'Members of a list, with what the team knows of them, by username',
  request: { ...byId, query: z.strictObject({ ...memberFilter, ...pageFields }) },
  responses: { 200: json('A page of members', pageOf(MemberView)), 404: noSuchList },
})

const add = createRoute({
  method: 'post',
  path: '/api/lists/{id}/members',
  access: 'lists:write',
  operationId: 'addListMembers',
  summary: 'Put creators into a list',
  description:
    'Creators that are not known here are answered as unknown; POST /api/tasks/scrape makes them known.',
  request: {
    ...byId,
    body: jsonBody(
      z
        .strictObject({
          blogs: References,
          note: z.string().trim().max(2_000).nullable().optional().openapi({
            description: 'Also for those that are members already; null takes their note away',
          }),
        })
        .openapi('NewMembers'),
    ),
  },
  responses: { 200: json('What became of each', Added), 404: noSuchList },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/lists/{id}/members',
  access: 'lists:write',
  operationId: 'removeListMembers',
  summary: 'Take creators out of a list',
  request: {
    ...byId,
    body: jsonBody(z.strictObject({ blogs: References }).openapi('FormerMembers')),
  },
  responses: { 200: json('What became of each', Removed), 404: noSuchList },
})

const removeOne = createRoute({
  method: 'delete',
  path: '/api/lists/{id}/members/{blog}',
  access: 'lists:write',
  operationId: 'removeListMember',
  summary: 'Take one creator out of a list',
  request: { params: MemberParams },
  responses: { 204: { description: 'Taken out' }, 404: problem('No such list, or not a member') },
})

const Key = z.tuple([z.string(), z.uuid()])

export function memberRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { status, owner, ...page } = c.req.valid('query')
    const [username, id] = readCursor(page, Key) ?? []
    const after = username === undefined || id === undefined ? undefined : { username, id }
    const { id: listId } = await getList(db, c.req.valid('param').id)
    const { limit, offset } = page
    const filter = { status, owner }
    const rows = await listMembers(db, listId, { filter, limit: limit + 1, offset, after })
    return c.json(cutPage(rows, limit, { key: (row) => [row.username, row.blog_id] }), 200)
  })
  router.openapi(add, async (c) => {
    const items = await addMembers(db, c.req.valid('param').id, c.req.valid('json'))
    // An answer that is kept would keep the name of somebody who was erased, and nothing was done about the unknown.
    if (items.some(({ outcome }) => outcome === 'unknown')) c.set('answerMayBeKept', false)
    const count = counterOf(items)
    return c.json(
      { added: count('added'), already: count('already'), unknown: count('unknown'), items },
      200,
    )
  })
  router.openapi(remove, async (c) => {
    const items = await removeMembers(db, c.req.valid('param').id, c.req.valid('json').blogs)
    const count = counterOf(items)
    const [removed, absent] = [count('removed'), count('not_a_member')]
    return c.json({ removed, not_a_member: absent, unknown: count('unknown'), items }, 200)
  })
  router.openapi(removeOne, async (c) => {
    const { id, blog } = c.req.valid('param')
    const [item] = await removeMembers(db, id, [blog])
    if (item?.outcome !== 'removed') throw new NoSuchRecordError(`no member ${blog}`)
    return c.body(null, 204)
  })
  return router
}

const counterOf =
  <Outcome>(items: readonly MemberAnswer<Outcome>[]) =>
  (outcome: Outcome): number =>
    items.filter((item) => item.outcome === outcome).length
