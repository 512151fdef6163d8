import { ownerSeenBy } from '../../../http/access/owner.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { createRoute, createRouter, z, type Router } from '../../../http/router.ts'
import { fileAnswer, fileFields, refineCsv, sendFile, type CsvColumn } from '../../export/index.ts'
import type { Services } from '../../manifest.ts'
import { listAccountDays } from '../store/account-insights.ts'
import { getSync } from '../store/syncs.ts'
import { dayFields, type AccountDay, type SnapshotView } from './insights.ts'
import { mediaFilterFields, momentFields, readMediaFilter } from '../media-filter.ts'
import { getMedia, listMedia } from '../store/media-list.ts'
import { AccountParams, MediaParams, noSuchAccount, noSuchMedia, tags } from './media.ts'
import { viewMedia, type MediaView } from '../media-view.ts'
import { SHOWN_METRICS, showcaseOf } from '../showcase.ts'
import { listSnapshots } from '../store/snapshots.ts'

const description =
  'When something fails midway the connection breaks, so that a file never looks whole that is not.'

const exportMedia = createRoute({
  method: 'get',
  path: '/api/ig/{accountId}/media/export',
  access: 'own:read',
  operationId: 'exportOwnMedia',
  tags,
  summary: 'Posts of a connected account with their newest metrics, as a file',
  description,
  request: {
    params: AccountParams,
    query: z.strictObject({ ...mediaFilterFields, ...fileFields }).superRefine(refineCsv),
  },
  responses: { 200: fileAnswer('OwnMedia'), 404: noSuchAccount },
})

const exportHistory = createRoute({
  method: 'get',
  path: '/api/ig/media/{id}/insights/export',
  access: 'own:read',
  operationId: 'exportOwnMediaInsights',
  tags,
  summary: 'The history of the metrics of a post, as a file',
  description,
  request: {
    params: MediaParams,
    query: z.strictObject({ ...momentFields, ...fileFields }).superRefine(refineCsv),
  },
  responses: { 200: fileAnswer('MediaSnapshot'), 404: noSuchMedia },
})

const exportDays = createRoute({
  method: 'get',
  path: '/api/ig/{accountId}/insights/export',
  access: 'own:read',
  operationId: 'exportOwnAccountInsights',
  tags,
  summary: 'The numbers of a connected account by day, as a file',
  description,
  request: {
    params: AccountParams,
    query: z.strictObject({ ...dayFields, ...fileFields }).superRefine(refineCsv),
  },
  responses: { 200: fileAnswer('OwnAccountDay'), 404: noSuchAccount },
})

const MEDIA_COLUMNS: readonly CsvColumn<MediaView>[] = [
  { name: 'username', cell: ({ username }) => username },
  { name: 'permalink', cell: ({ permalink }) => permalink },
  { name: 'type', cell: ({ type }) => type },
  { name: 'published_at', cell: ({ published_at }) => published_at },
  { name: 'caption', cell: ({ caption }) => caption },
  { name: 'collected_at', cell: ({ collected_at }) => collected_at },
  { name: 'retention', cell: ({ metrics }) => metrics.retention },
  ...SHOWN_METRICS.map((name) => ({ name, cell: ({ metrics }: MediaView) => metrics[name] })),
  { name: 'sync_status', cell: ({ sync_status }) => sync_status },
  { name: 'id', cell: ({ id }) => id },
]

const HISTORY_COLUMNS: readonly CsvColumn<SnapshotView>[] = [
  { name: 'collected_at', cell: ({ collected_at }) => collected_at },
  { name: 'retention', cell: ({ metrics }) => metrics.retention },
  ...SHOWN_METRICS.map((name) => ({ name, cell: ({ metrics }: SnapshotView) => metrics[name] })),
]

/** Of the numbers of an account, those that people read in a table; a line of JSON has all. */
const DAY_METRICS =
  'follower_count reach views accounts_engaged total_interactions likes comments saves shares replies profile_links_taps follows_and_unfollows'.split(
    ' ',
  )
const DAY_COLUMNS: readonly CsvColumn<AccountDay>[] = [
  { name: 'day', cell: ({ day }) => day },
  ...DAY_METRICS.map((name) => ({ name, cell: ({ metrics }: AccountDay) => metrics[name] })),
]

/** Rows of one statement, in memory until the client has read them. */
const PAGE = 500

/** Own posts and their metrics as files. */
export function exportRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(exportMedia, async (c) => {
    const { type, since, until, ...query } = c.req.valid('query')
    const owner = ownerSeenBy(c.get('principal'))
    const { connection_id } = await getSync(db, owner, c.req.valid('param').accountId)
    const filter = readMediaFilter({ type, since, until })
    const pages = paged(
      async (last: Awaited<ReturnType<typeof listMedia>>[number] | undefined) =>
        await listMedia(db, connection_id, {
          ...filter,
          limit: PAGE,
          after: last && { at: last.published_at, id: last.id },
        }),
      viewMedia,
    )
    return await sendFile(c, pages, { name: 'own-media', columns: MEDIA_COLUMNS, query })
  })
  router.openapi(exportHistory, async (c) => {
    const { since, until, ...query } = c.req.valid('query')
    const media = await getMedia(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    const pages = paged(
      async (last: Awaited<ReturnType<typeof listSnapshots>>[number] | undefined) =>
        await listSnapshots(db, media.id, {
          since,
          until,
          before: last?.collected_at,
          limit: PAGE,
        }),
      ({ collected_at, metrics }): SnapshotView => ({
        collected_at: collected_at.toISOString(),
        metrics: showcaseOf(metrics, media.length_ms),
        all: metrics,
      }),
    )
    return await sendFile(c, pages, { name: 'insights', columns: HISTORY_COLUMNS, query })
  })
  router.openapi(exportDays, async (c) => {
    const { since, until, ...query } = c.req.valid('query')
    const owner = ownerSeenBy(c.get('principal'))
    const { connection_id } = await getSync(db, owner, c.req.valid('param').accountId)
    const pages = paged(
      async (last: Awaited<ReturnType<typeof listAccountDays>>[number] | undefined) =>
        await listAccountDays(db, connection_id, { since, until, before: last?.day, limit: PAGE }),
      (row) => isoTimes(row),
    )
    return await sendFile(c, pages, { name: 'account', columns: DAY_COLUMNS, query })
  })
  return router
}

async function* paged<Row, Item>(
  read: (last: Row | undefined) => Promise<Row[]>,
  item: (row: Row) => Item,
): AsyncGenerator<Item[], void> {
  let last: Row | undefined
  for (;;) {
    const rows = await read(last)
    if (rows.length > 0) yield rows.map(item)
    last = rows.at(-1)
    if (rows.length < PAGE || last === undefined) return
  }
}
