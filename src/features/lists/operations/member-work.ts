import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import { InvalidInputError } from '../../../base/errors.ts'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import type { Services } from '../../manifest.ts'
import { BlogParams, findBlogId } from '../../scrape/index.ts'
import { findCreators } from '../store/find-creators.ts'
import { ListParams } from '../list-view.ts'
import { getList } from '../store/lists.ts'
import { changeMember, moveMembers, noMember } from '../store/member-change.ts'
import { findMember, listsOfCreator } from '../store/member-list.ts'
import {
  ListOfCreator,
  MemberChange,
  memberFilter,
  MemberParams,
  MemberView,
  References,
} from '../member-view.ts'

const tags = ['lists']
const noSuchMember = problem('No such list, or not a member')

const show = createRoute({
  method: 'get',
  path: '/api/lists/{id}/members/{blog}',
  access: 'lists:read',
  operationId: 'getListMember',
  summary: 'One member of a list',
  request: { params: MemberParams },
  responses: { 200: json('The member', MemberView), 404: noSuchMember },
})

const change = createRoute({
  method: 'patch',
  path: '/api/lists/{id}/members/{blog}',
  access: 'lists:write',
  operationId: 'updateListMember',
  summary: 'Change what the team knows of a member',
  description: 'Prices are text: 149.90 has no exact floating-point number.',
  request: { params: MemberParams, body: jsonBody(MemberChange) },
  responses: { 200: json('The member', MemberView), 404: noSuchMember },
})

const count = z.int().min(0)

const move = createRoute({
  method: 'post',
  path: '/api/lists/{id}/members/move',
  access: 'lists:write',
  operationId: 'moveListMembers',
  summary: 'Give chosen members, or all that match, another status',
  description:
    'First ask with `dry_run`, and show a person `matched`; then send it as `expected`. When another number matches by then, nothing changes, and the 409 has the new number in `facts.matched`.',
  request: {
    params: ListParams,
    body: jsonBody(
      z
        .strictObject({
          to: z.enum(MEMBER_STATUSES),
          blogs: References.optional(),
          filter: z
            .strictObject(memberFilter)
            .optional()
            .openapi({ description: 'Instead of `blogs`' }),
          expected: count.optional().openapi({
            description: 'The `matched` that a person has seen; a filter needs it',
          }),
          dry_run: z
            .boolean()
            .default(false)
            .openapi({ description: 'Only say what would happen' }),
        })
        .openapi('ListMembersMove'),
    ),
  },
  responses: {
    200: json(
      'What was done, or would be',
      z
        .object({
          to: z.enum(MEMBER_STATUSES),
          dry_run: z.boolean(),
          matched: count.openapi({ description: 'Members who are meant' }),
          moved: count.openapi({ description: 'Those of them who had another status' }),
        })
        .openapi('MovedMembers'),
    ),
    404: problem('No such list'),
    409: problem('Another number of members matches now'),
  },
})

const ofCreator = createRoute({
  method: 'get',
  path: '/api/blogs/{id}/lists',
  access: 'lists:read',
  operationId: 'listListsOfBlog',
  tags,
  summary: 'The lists that a creator is in, with what the team knows of it there, by name',
  request: { params: BlogParams, query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of lists', pageOf(ListOfCreator)), 404: problem('No such blog') },
})

const Key = z.tuple([z.string()])

/** How far a team is with the creators of its lists. */
export function workRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(show, async (c) => {
    const { id, blog } = c.req.valid('param')
    const list = await getList(db, id)
    const [found] = await findCreators(db, [blog])
    const member = found && 'id' in found ? await findMember(db, list.id, found.id) : undefined
    if (!member) throw noMember(blog)
    return c.json(member, 200)
  })
  router.openapi(change, async (c) => {
    const { id, blog } = c.req.valid('param')
    return c.json(await changeMember(db, id, blog, c.req.valid('json')), 200)
  })
  router.openapi(move, async (c) => {
    const { to, blogs, filter, expected, dry_run } = c.req.valid('json')
    if ((blogs === undefined) === (filter === undefined))
      throw faulty('filter', 'expected either blogs or a filter')
    if (filter && !dry_run && expected === undefined)
      throw faulty('expected', 'is missing: send the number that dry_run told')
    const whom = blogs === undefined ? { filter: filter ?? {} } : { blogs }
    const asked = { to, whom, expected, isDryRun: dry_run }
    const done = await moveMembers(db, c.req.valid('param').id, asked)
    return c.json({ to, dry_run, ...done }, 200)
  })
  router.openapi(ofCreator, async (c) => {
    const page = c.req.valid('query')
    const blogId = await findBlogId(db, c.req.valid('param').id)
    const [after] = readCursor(page, Key) ?? []
    const rows = await listsOfCreator(db, blogId, { limit: page.limit + 1, after })
    const item = ({ sort_key: _key, ...row }: (typeof rows)[number]) => row
    return c.json(cutPage(rows, page.limit, { item, key: (row) => [row.sort_key] }), 200)
  })
  return router
}

const faulty = (field: string, reason: string): InvalidInputError =>
  new InvalidInputError(`${field}: ${reason}`, [{ field, reason }])
