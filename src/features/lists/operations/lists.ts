import { fault } from '../../../http/fault.ts'
import { creatorName } from '../member-view.ts'
import type { Db } from '../../../db/handles.ts'
import { invalidField } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { booleanText, pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { findCreators } from '../store/find-creators.ts'
import { ListDetail, ListName, ListOverview, ListParams, ListView } from '../list-view.ts'
import { countMembers } from '../store/counts.ts'
import { MANY_CREATORS } from '../store/creator-counts.ts'
import { countProgress } from '../store/progress.ts'
import {
  createList,
  deleteList,
  getCountedList,
  listLists,
  updateList,
  type ListsQuery,
} from '../store/lists.ts'

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
    ...fault('campaign_only', 'only a campaign ends: set is_campaign'),
    path: ['ends_at'],
  })
  .openapi('NewList')

const ListChange = z
  .strictObject({ name: ListName, ...fields })
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('ListChange')

const operation = operationsFor<Pick<Services, 'db' | 'announce' | 'background'>>()

const version = editedFields(ListChange)

const refusals = { 404: 'No such list' }

const listFilter = {
  campaign: booleanText.optional().openapi({ description: 'Campaigns, or the other lists' }),
  blog: creatorName.optional().openapi({ description: 'The lists that this creator is in' }),
}

export const listOperations = {
  listLists: operation.list({
    path: '/api/lists',
    access: 'lists:read',
    assistant: { tool: true },
    summary: 'Lists, by name',
    filter: listFilter,
    hasOffset: true,
    answer: pageOf(ListView),
    success: 'A page of lists',
    key: z.tuple([z.string()]),
    async run({ query, page }, { db }) {
      const rows = await listLists(db, await listsQuery(db, query, page))
      return page.cut(
        rows,
        (row) => [row.sort_key],
        ({ sort_key: _key, ...row }) => row,
      )
    },
  }),

  listListOverviews: operation.list({
    path: '/api/list-overviews',
    tags: ['lists'],
    access: 'lists:read',
    summary: 'Lists by name, with states, money and the dates that come',
    description:
      'Beyond 5,000 creators in all, those of the largest lists are the last ones, ' +
      'which `counted_at` dates, at most an hour old; when they are older than a minute, ' +
      'or the list has changed since, ' +
      'newer ones are counted for the next answer.',
    filter: listFilter,
    hasOffset: true,
    answer: pageOf(ListOverview),
    success: 'A page of lists',
    key: z.tuple([z.string()]),
    async run({ query, page }, { db, background }) {
      const rows = await listLists(db, await listsQuery(db, query, page))
      const progress = await countProgress({ db, background }, rows)
      return page.cut(
        rows.flatMap((row) => {
          const counts = progress.get(row.id)
          return counts === undefined ? [] : [{ ...row, ...counts }]
        }),
        (row) => [row.sort_key],
        ({ sort_key: _key, ...row }) => row,
      )
    },
  }),

  createList: operation.create({
    path: '/api/lists',
    access: 'lists:write',
    assistant: { tool: true, isAdditive: true },
    summary: 'Make a list',
    body: NewList,
    answer: ListView,
    success: 'The list',
    refusals: { 409: 'There is already a list of this name' },
    version,
    run: async ({ body: { ends_at = null, ...body } }, { db }) =>
      await createList(db, { ...body, ends_at }),
  }),

  getList: operation.get({
    path: '/api/lists/{id}',
    access: 'lists:read',
    assistant: { tool: true, resource: 'gramd://lists/{id}' },
    summary: 'One list, with what its creators are',
    description:
      'The creators themselves are GET /api/blogs?list=, with every other filter. Of more than ' +
      `${MANY_CREATORS}, followers, ER, tiers and \`by_status\` are the last ones, which ` +
      '`counted_at` dates, ' +
      'at most an hour old; when they are older than a minute, or the list has changed since, ' +
      'newer ones are counted for the next answer.',
    params: ListParams,
    answer: ListDetail,
    success: 'The list',
    refusals,
    version,
    async run({ params }, { db, background }) {
      const row = await getCountedList(db, params.id)
      return { ...row, ...(await countMembers({ db, background }, row)) }
    },
  }),

  getListFields: operation.get({
    path: '/api/lists/{id}/fields',
    access: 'lists:read',
    summary: 'One list, without what its creators are',
    params: ListParams,
    answer: ListView,
    success: 'The list',
    refusals,
    version,
    run: async ({ params }, { db }) => await getCountedList(db, params.id),
  }),

  updateList: operation.update({
    path: '/api/lists/{id}',
    access: 'lists:write',
    summary: 'Change a list',
    description:
      'Unsetting `is_campaign` removes `ends_at`. The window and the codes of a campaign are ' +
      'checked as PATCH /api/campaigns/{id} does, and stored posts are tied by the new window.',
    params: ListParams,
    body: ListChange,
    answer: ListView,
    success: 'The list',
    refusals: { ...refusals, 409: 'The name is taken, or `ends_at` is set without a campaign' },
    version,
    run: async ({ params, body }, { db, announce }, { requireMatch }) =>
      await updateList(db, params.id, body, {
        check: async (tx) => await requireMatch(async () => await getCountedList(tx, params.id)),
        afterwards: async (tx, listId) => await announce(tx, 'list.changed', { listId }),
      }),
  }),

  deleteList: operation.remove({
    path: '/api/lists/{id}',
    access: 'lists:write',
    summary: 'Remove a list; its creators stay',
    params: ListParams,
    refusals,
    run: async ({ params }, { db }) => await deleteList(db, params.id),
  }),
}

type ListsFilter = { campaign?: boolean | undefined; blog?: string | undefined }
type Page = { take: number; offset: number | undefined; after: [string] | undefined }

const listsQuery = async (
  db: Db,
  { campaign, blog }: ListsFilter,
  page: Page,
): Promise<ListsQuery> => ({
  isCampaign: campaign,
  blogId: blog === undefined ? undefined : await getCreator(db, blog),
  limit: page.take,
  offset: page.offset,
  after: page.after?.[0],
})

async function getCreator(db: Db, text: string): Promise<string> {
  const [found] = await findCreators(db, [text])
  if (found && 'id' in found) return found.id
  throw invalidField('blog', found?.reason ?? 'is not known here', { code: 'unknown_creator' })
}
