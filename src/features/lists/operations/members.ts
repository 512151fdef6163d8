import { NoSuchRecordError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { ListParams } from '../list-view.ts'
import { getList } from '../store/lists.ts'
import { listMembers } from '../store/member-list.ts'
import { memberFilter, MemberParams, MemberView, References } from '../member-view.ts'
import { addMembers, removeMembers, restoreMembers, type MemberAnswer } from '../store/members.ts'

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
    removal: z.uuid().openapi({
      description: 'Puts them back within an hour: POST /api/lists/{id}/members/restore',
    }),
    items: z
      .array(answerOf(['removed', 'not_a_member', 'unknown']))
      .openapi({ description: 'In the order of the request' }),
  })
  .openapi('RemovedMembers')

const operation = operationsFor<Pick<Services, 'db' | 'announce'>>()

const refusals = { 404: 'No such list' }

export const memberOperations = {
  listListMembers: operation.list({
    path: '/api/lists/{id}/members',
    access: 'lists:read',
    assistant: { tool: true, resource: 'gramd://lists/{id}/members' },
    summary: 'Members of a list, with what the team knows of them, by username',
    params: ListParams,
    filter: memberFilter,
    hasOffset: true,
    answer: pageOf(MemberView),
    success: 'A page of members',
    refusals,
    key: z.tuple([z.string(), z.uuid()]),
    async run({ params, query, page }, { db }) {
      const list = await getList(db, params.id)
      const after = page.after && { username: page.after[0], id: page.after[1] }
      const rows = await listMembers(db, list.id, {
        filter: query,
        limit: page.take,
        offset: page.offset,
        after,
      })
      return page.cut(rows, (row) => [row.username, row.blog_id])
    },
  }),

  addListMembers: operation.act({
    path: '/api/lists/{id}/members',
    access: 'lists:write',
    assistant: { tool: true, isAdditive: true },
    summary: 'Put creators into a list',
    description:
      'Creators that are not known here are answered as unknown; POST /api/tasks/scrape makes ' +
      'them known.',
    params: ListParams,
    body: z
      .strictObject({
        blogs: References,
        note: z.string().trim().max(2_000).nullable().optional().openapi({
          description: 'Also for those that are members already; null takes their note away',
        }),
      })
      .openapi('NewMembers'),
    answer: Added,
    success: 'What became of each',
    refusals,
    async run({ params, body }, { db }, { http }) {
      const items = await addMembers(db, params.id, body)
      // A stored answer would retain the name of a person who was erased, and nothing was done
      // about the unknown.
      if (items.some(({ outcome }) => outcome === 'unknown')) http.set('isAnswerStorable', false)
      const count = counterOf(items)
      return { added: count('added'), already: count('already'), unknown: count('unknown'), items }
    },
  }),

  removeListMembers: operation.act({
    method: 'delete',
    path: '/api/lists/{id}/members',
    access: 'lists:write',
    assistant: { tool: true },
    summary: 'Take creators out of a list',
    params: ListParams,
    body: z.strictObject({ blogs: References }).openapi('FormerMembers'),
    answer: Removed,
    success: 'What became of each',
    refusals,
    async run({ params, body }, { db }) {
      const { removal, items } = await removeMembers(db, params.id, body.blogs)
      const count = counterOf(items)
      const [removed, absent] = [count('removed'), count('not_a_member')]
      return { removed, not_a_member: absent, unknown: count('unknown'), removal, items }
    },
  }),

  restoreListMembers: operation.act({
    path: '/api/lists/{id}/members/restore',
    access: 'lists:write',
    summary: 'Put back the creators of a removal, with all that the team knew of them',
    description:
      'Within an hour of it. Who is in the list again meanwhile gets the note, owner, day and ' +
      'price that are missing.',
    params: ListParams,
    body: z.strictObject({ removal: z.uuid() }).openapi('MemberRestoration'),
    answer: z.object({ restored: z.int() }).openapi('RestoredMembers'),
    success: 'How many were put back',
    refusals,
    run: async ({ params, body }, { db, announce }) => ({
      restored: await restoreMembers(
        db,
        params.id,
        body.removal,
        async (tx, moved) => await announce(tx, 'list.members_moved', moved),
      ),
    }),
  }),

  removeListMember: operation.remove({
    path: '/api/lists/{id}/members/{blog}',
    access: 'lists:write',
    summary: 'Take one creator out of a list',
    params: MemberParams,
    success: 'Taken out',
    refusals: { 404: 'No such list, or not a member' },
    async run({ params: { id, blog } }, { db }) {
      const {
        items: [item],
      } = await removeMembers(db, id, [blog])
      if (item?.outcome !== 'removed') throw new NoSuchRecordError(`no member ${blog}`)
    },
  }),
}

const counterOf =
  <Outcome>(items: readonly MemberAnswer<Outcome>[]) =>
  (outcome: Outcome): number =>
    items.filter((item) => item.outcome === outcome).length
