import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import { invalidField } from '../../../base/errors.ts'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import type { Services } from '../../services.ts'
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

/**
 * The version of a member, for conditional changes. It has the owner's login where PATCH takes an
 * owner.
 */
const version = editedFields(MemberChange)

const operation = operationsFor<Pick<Services, 'db' | 'announce'>>()

const noSuchMember = { 404: 'No such list, or not a member' }

const count = z.int().min(0)

const Move = z
  .strictObject({
    to: z.enum(MEMBER_STATUSES),
    blogs: References.optional(),
    filter: z.strictObject(memberFilter).optional().openapi({ description: 'Instead of `blogs`' }),
    expected: count.optional().openapi({
      description: 'The `matched` that a person has seen; a filter needs it',
    }),
    dry_run: z.boolean().default(false).openapi({ description: 'Only say what would happen' }),
  })
  .openapi('ListMembersMove')

const Moved = z
  .object({
    to: z.enum(MEMBER_STATUSES),
    dry_run: z.boolean(),
    matched: count.openapi({ description: 'Members who are meant' }),
    moved: count.openapi({ description: 'Those of them who had another status' }),
  })
  .openapi('MovedMembers')

/** Operations on how far a team is with the creators of its lists. */
export const memberWorkOperations = {
  getListMember: operation.get({
    path: '/api/lists/{id}/members/{blog}',
    access: 'lists:read',
    summary: 'One member of a list',
    params: MemberParams,
    answer: MemberView,
    success: 'The member',
    refusals: noSuchMember,
    version,
    async run({ params: { id, blog } }, { db }) {
      const list = await getList(db, id)
      const [found] = await findCreators(db, [blog])
      const member = found && 'id' in found ? await findMember(db, list.id, found.id) : undefined
      if (!member) throw noMember(blog)
      return member
    },
  }),

  updateListMember: operation.update({
    path: '/api/lists/{id}/members/{blog}',
    access: 'lists:write',
    assistant: { tool: true },
    summary: 'Change what the team knows of a member',
    description: 'Prices are text: 149.90 has no exact floating-point number.',
    params: MemberParams,
    body: MemberChange,
    answer: MemberView,
    success: 'The member',
    refusals: noSuchMember,
    version,
    run: async ({ params, body }, { db, announce }, { requireMatch }) =>
      await changeMember(
        db,
        {
          list: params.id,
          creator: params.blog,
          check: async (member) => await requireMatch(async () => await Promise.resolve(member)),
          onMoved: async (tx, moved) => await announce(tx, 'list.members_moved', moved),
        },
        body,
      ),
  }),

  moveListMembers: operation.act({
    path: '/api/lists/{id}/members/move',
    access: 'lists:write',
    summary: 'Give chosen members, or all that match, another status',
    description:
      'First ask with `dry_run`, and show a person `matched`; then send it as `expected`. ' +
      'When another number matches by then, nothing changes, and the 409 has the new number ' +
      'in `facts.matched`.',
    params: ListParams,
    body: Move,
    answer: Moved,
    success: 'What was done, or would be',
    refusals: { 404: 'No such list', 409: 'Another number of members matches now' },
    async run({ params, body }, { db, announce }) {
      const { to, blogs, filter, expected, dry_run } = body
      if ((blogs === undefined) === (filter === undefined))
        throw invalidField('filter', 'expected either blogs or a filter', { code: 'one_of_two' })
      if (filter && !dry_run && expected === undefined)
        throw invalidField('expected', 'is missing: send the number that dry_run returned', {
          code: 'required',
        })
      const selection = blogs === undefined ? { filter: filter ?? {} } : { blogs }
      const done = await moveMembers(
        db,
        params.id,
        { to, selection, expected, isDryRun: dry_run },
        async (tx, moved) => await announce(tx, 'list.members_moved', moved),
      )
      return { to, dry_run, ...done }
    },
  }),

  listListsOfBlog: operation.list({
    path: '/api/blogs/{id}/lists',
    access: 'lists:read',
    tags: ['lists'],
    summary: 'The lists that a creator is in, with what the team knows of it there, by name',
    params: BlogParams,
    answer: pageOf(ListOfCreator),
    success: 'A page of lists',
    refusals: { 404: 'No such blog' },
    key: z.tuple([z.string()]),
    async run({ params, page }, { db }) {
      const blogId = await findBlogId(db, params.id)
      const rows = await listsOfCreator(db, blogId, { limit: page.take, after: page.after?.[0] })
      return page.cut(
        rows,
        (row) => [row.sort_key],
        ({ sort_key: _key, ...row }) => row,
      )
    },
  }),
}
