import { fault } from '../../../http/fault.ts'
import type { Db } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { Filters } from '../filters.ts'
import { Hashtag } from '../payload.ts'
import {
  addHashtag,
  changeHashtag,
  getHashtag,
  listHashtags,
  lockHashtag,
  removeHashtag,
  type HashtagRow,
} from '../store/hashtags.ts'
import { hashtagYields, type YieldRow } from '../store/runs.ts'
import { viewYield, Yield, YIELD_DAYS } from './runs.ts'

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
const HashtagChange = z
  .strictObject({ filters: Filters.optional(), is_paused: z.boolean().optional() })
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected filters or is_paused'),
  )
  .openapi('HashtagChange')
const version = editedFields(HashtagChange)
const operation = operationsFor<Pick<Services, 'db'>>()

const refusals = { 404: 'It is not discovered regularly' }

/** The hashtags of discover_weekly. */
export const hashtagOperations = {
  listHashtags: operation.list({
    path: '/api/hashtags',
    access: 'creators:read',
    summary: 'Hashtags that discover_weekly looks through',
    answer: pageOf(HashtagView),
    success: 'A page of them, by name',
    key: z.tuple([z.string()]),
    async run({ page }, { db }) {
      const rows = await listHashtags(db, { limit: page.take, after: page.after?.[0] })
      const names = rows.map((row) => row.hashtag)
      const found = await hashtagYields(db, YIELD_DAYS, names)
      return page.cut(
        rows,
        (row) => [row.hashtag],
        (row) => viewHashtag(row, found.get(row.hashtag)),
      )
    },
  }),

  getHashtag: operation.get({
    path: '/api/hashtags/{hashtag}',
    access: 'creators:read',
    summary: 'One hashtag, with what it brought',
    params,
    answer: HashtagView,
    success: 'The hashtag',
    refusals,
    version,
    run: async ({ params: { hashtag: name } }, { db }) =>
      await withYield(db, await getHashtag(db, name)),
  }),

  addHashtag: operation.create({
    path: '/api/hashtags',
    access: 'creators:write',
    assistant: { isAdditive: true },
    summary: 'Have a hashtag discovered regularly',
    body: z
      .strictObject({
        hashtag,
        filters: Filters.default({}),
        is_paused: z.boolean().default(false),
      })
      .openapi('HashtagRequest'),
    answer: HashtagView,
    success: 'The hashtag',
    location: (_, { body }) => `/api/hashtags/${encodeURIComponent(body.hashtag)}`,
    refusals: { 409: 'It is there already' },
    version,
    run: async ({ body: { is_paused: isPaused, ...rest } }, { db }) =>
      await withYield(db, await addHashtag(db, { ...rest, isPaused })),
  }),

  updateHashtag: operation.update({
    path: '/api/hashtags/{hashtag}',
    access: 'creators:write',
    summary: 'Pause a hashtag, or change its filters',
    params,
    body: HashtagChange,
    answer: HashtagView,
    success: 'The hashtag',
    refusals,
    version,
    async run({ params: { hashtag: name }, body }, { db }, { requireMatch }) {
      const change = { filters: body.filters, isPaused: body.is_paused }
      return await db.transaction().execute(async (tx) => {
        await requireMatch(async () => await withYield(tx, await lockHashtag(tx, name)))
        return await withYield(tx, await changeHashtag(tx, name, change))
      })
    },
  }),

  removeHashtag: operation.remove({
    path: '/api/hashtags/{hashtag}',
    access: 'creators:write',
    summary: 'Stop discovering a hashtag',
    description: 'A discovery of it that is queued already goes on.',
    params,
    refusals,
    run: async ({ params: { hashtag: name } }, { db }) => await removeHashtag(db, name),
  }),
}

async function withYield(db: Db, row: HashtagRow) {
  const found = await hashtagYields(db, YIELD_DAYS, [row.hashtag])
  return viewHashtag(row, found.get(row.hashtag))
}
