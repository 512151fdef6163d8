import { apiValueOf } from '../../../creators/search-values.ts'
import { InvalidInputError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import {
  BlogView,
  matchingIds,
  newestPictureHash,
  parseBlogFilter,
  selectBlogs,
  viewBlog,
} from '../../blogs/index.ts'
import type { Services } from '../../services.ts'
import { listViews } from '../store/views.ts'
import { compareMatches, noteVisit, type Visit } from '../store/visits.ts'

/** A view with more creators has no list of what changed. */
const MAX_MATCHES = 2_000
/** Real time for finding the creators of one view. */
const MAX_MS = 1_000
/** The views that are compared, the user's own first. */
const MAX_VIEWS = 6
/** Creators of a change that the answer names. */
const MAX_NAMED = 6

const Creator = BlogView.pick({
  id: true,
  username: true,
  full_name: true,
  avatar_hash: true,
  follower_count: true,
  er: true,
  er_percentile: true,
})
  .extend({
    post_picture_hash: z.string().nullable().openapi({ description: 'Of the newest post' }),
  })
  .openapi('ChangedCreator')

const Change = z.object({
  count: z.int(),
  creators: z.array(Creator).openapi({ description: `At most ${MAX_NAMED}` }),
})

const ViewChanges = z
  .object({
    since: Timestamp.nullable().openapi({
      description: 'When the visit before this one began; null on the first one',
    }),
    total: z.int().openapi({ description: 'Views of creators that you see' }),
    data: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        query: z.string(),
        matches: z
          .int()
          .nullable()
          .openapi({
            description: `Creators that it finds; null when they are more than ${MAX_MATCHES}`,
          }),
        entered: Change.nullable().openapi({
          description: 'Since the visit before; null when there is nothing to compare with',
        }),
        left: Change.nullable(),
      }),
    ),
  })
  .openapi('ViewChanges')

const operation = operationsFor<Pick<Services, 'db'>>()

export const changeOperations = {
  listViewChanges: operation.get({
    path: '/api/views/changes',
    access: 'creators:read',
    summary: 'Which creators your saved views have found or lost since your last visit',
    description:
      'Reading it is a visit: after an hour without one, the next begins a new visit, and ' +
      'changes are counted since the one before. A caller that is no user has no visits.',
    answer: ViewChanges,
    success: `The first ${MAX_VIEWS} views, your own first`,
    run: async (_, { db }, { principal: { user } }) => await readChanges(db, user?.id ?? null),
  }),
}

type Found = { id: string; name: string; query: string; ids: string[] | null }

async function readChanges(db: Db, userId: string | null) {
  const views = await listViews(db, userId, 'creators')
  const first = views.toSorted((one, other) => Number(other.is_own) - Number(one.is_own))
  const found = await Promise.all(
    first.slice(0, MAX_VIEWS).map(async ({ id, name, query }): Promise<Found> => {
      const filter = parseBlogFilter(valuesIn(query))
      return { id, name, query, ids: await matches(db, filter) }
    }),
  )
  const { visit, earlier } = await compare(db, userId, found)
  const changes = found.map((view) => changeOf(view, earlier.get(view.id)))
  const named = changes.flatMap(({ entered, left }) => [
    ...(entered ?? []).slice(0, MAX_NAMED),
    ...(left ?? []).slice(0, MAX_NAMED),
  ])
  const creators = await namedCreators(db, named)
  const view = (ids: readonly string[] | null) =>
    ids && {
      count: ids.length,
      creators: ids.slice(0, MAX_NAMED).flatMap((id) => creators.get(id) ?? []),
    }
  return {
    since: visit.since,
    total: views.length,
    data: found.map(({ id, name, query, ids }, at) => ({
      id,
      name,
      query,
      matches: ids === null ? null : ids.length,
      entered: view(changes[at]?.entered ?? null),
      left: view(changes[at]?.left ?? null),
    })),
  }
}

/** The filter of an address as the API takes it. */
const valuesIn = (query: string): Record<string, string> =>
  Object.fromEntries(
    [...new URLSearchParams(query)]
      .filter(([, value]) => value.trim() !== '')
      .map(([name, value]) => [name, apiValueOf(name, value.trim())]),
  )

/** None when the filter names a list or category that is gone, or is of an older release. */
async function matches(
  db: Db,
  filter: ReturnType<typeof parseBlogFilter>,
): Promise<string[] | null> {
  if (filter === undefined) return null
  try {
    return await matchingIds(db, filter, { most: MAX_MATCHES, maxMs: MAX_MS })
  } catch (error) {
    if (error instanceof InvalidInputError) return null
    throw error
  }
}

async function compare(db: Db, userId: string | null, found: readonly Found[]) {
  const none: { visit: Visit; earlier: ReadonlyMap<string, readonly string[]> } = {
    visit: { begun_at: new Date(0), since: null },
    earlier: new Map(),
  }
  if (userId === null) return none
  return await db.transaction().execute(async (tx) => {
    const visit = await noteVisit(tx, userId)
    const known = found.flatMap(({ id, ids }) => (ids === null ? [] : [{ viewId: id, ids }]))
    return { visit, earlier: await compareMatches(tx, userId, { visit, matches: known }) }
  })
}

function changeOf({ ids }: Found, before: readonly string[] | undefined) {
  if (ids === null || before === undefined) return { entered: null, left: null }
  const [now, then] = [new Set(ids), new Set(before)]
  // Ids are in the order of creation: the newest creators first.
  return {
    entered: ids
      .filter((id) => !then.has(id))
      .toSorted()
      .toReversed(),
    left: before.filter((id) => !now.has(id)),
  }
}

async function namedCreators(db: Db, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, z.output<typeof Creator>>()
  const rows = await selectBlogs(db)
    .select(newestPictureHash.as('post_picture_hash'))
    .where('blog.id', 'in', [...new Set(ids)])
    .execute()
  return new Map(
    rows.map(({ post_picture_hash, ...row }) => [
      row.id,
      Creator.parse({ ...viewBlog(row), post_picture_hash }),
    ]),
  )
}
