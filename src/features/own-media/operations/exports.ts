import { ownerScopeOf } from '../../../http/access/owner.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { problem, z } from '../../../http/router.ts'
import { fileAnswer, fileFields, refineCsv, sendFile, type CsvColumn } from '../../export/index.ts'
import type { Services } from '../../services.ts'
import { mediaFilterFields, momentFields, readMediaFilter } from '../media-filter.ts'
import { viewMedia, type MediaRow, type MediaView } from '../media-view.ts'
import { OVERVIEW_METRICS, overviewOf } from '../account-overview.ts'
import { listAccountDays } from '../store/account-insights.ts'
import { getMedia, listMedia } from '../store/media-list.ts'
import { listSnapshots, type Snapshot } from '../store/snapshots.ts'
import { getSync } from '../store/syncs.ts'
import { dayFields, type AccountDay, type SnapshotView } from './insights.ts'
import { ofAccount, ofMedia } from './of.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const shared = {
  method: 'get',
  access: 'own:read',
  tags: ofMedia.tags,
  description:
    'When something fails midway the connection breaks, so that a file never looks whole that ' +
    'is not.',
} as const

const noSuchMedia = problem(ofMedia.refusals[404])
const noSuchAccount = problem(ofAccount.refusals[404])

const MEDIA_COLUMNS: readonly CsvColumn<MediaView>[] = [
  { name: 'username', cell: ({ username }) => username },
  { name: 'permalink', cell: ({ permalink }) => permalink },
  { name: 'type', cell: ({ type }) => type },
  { name: 'published_at', cell: ({ published_at }) => published_at },
  { name: 'caption', cell: ({ caption }) => caption },
  { name: 'collected_at', cell: ({ collected_at }) => collected_at },
  { name: 'retention', cell: ({ metrics }) => metrics.retention },
  ...OVERVIEW_METRICS.map((name) => ({ name, cell: ({ metrics }: MediaView) => metrics[name] })),
  { name: 'sync_status', cell: ({ sync_status }) => sync_status },
  { name: 'id', cell: ({ id }) => id },
]

const HISTORY_COLUMNS: readonly CsvColumn<SnapshotView>[] = [
  { name: 'collected_at', cell: ({ collected_at }) => collected_at },
  { name: 'retention', cell: ({ metrics }) => metrics.retention },
  ...OVERVIEW_METRICS.map((name) => ({ name, cell: ({ metrics }: SnapshotView) => metrics[name] })),
]

/** The numbers of an account that people read in a table; a line of JSON has all. */
const DAY_METRICS = (
  'follower_count reach views accounts_engaged total_interactions likes comments saves shares ' +
  'replies profile_links_taps follows_and_unfollows'
).split(' ')
const DAY_COLUMNS: readonly CsvColumn<AccountDay>[] = [
  { name: 'day', cell: ({ day }) => day },
  ...DAY_METRICS.map((name) => ({ name, cell: ({ metrics }: AccountDay) => metrics[name] })),
]

/** Rows of one statement, in memory until the client has read them. */
const PAGE = 500

/** Own posts and their metrics as files. */
export const exportOperations = {
  exportOwnMedia: operation.raw({
    ...shared,
    path: '/api/ig/{account_id}/media/export',
    summary: 'Posts of a connected account with their newest metrics, as a file',
    params: ofAccount.params,
    query: z.strictObject({ ...mediaFilterFields, ...fileFields }).superRefine(refineCsv),
    responses: { 200: fileAnswer('OwnMedia'), 404: noSuchAccount },
    async run({ params, query: { type, since, until, ...query } }, { db }, { principal, http }) {
      const { connection_id } = await getSync(db, ownerScopeOf(principal), params.account_id)
      const filter = readMediaFilter({ type, since, until })
      const pages = paged(async (last: MediaRow | undefined) => {
        const after = last && { at: last.published_at, id: last.id }
        return await listMedia(db, connection_id, { ...filter, limit: PAGE, after })
      }, viewMedia)
      return await sendFile(http, pages, { name: 'own-media', columns: MEDIA_COLUMNS, query })
    },
  }),

  exportOwnMediaInsights: operation.raw({
    ...shared,
    path: '/api/ig/media/{id}/insights/export',
    summary: 'The history of the metrics of a post, as a file',
    params: ofMedia.params,
    query: z.strictObject({ ...momentFields, ...fileFields }).superRefine(refineCsv),
    responses: { 200: fileAnswer('MediaSnapshot'), 404: noSuchMedia },
    async run({ params, query: { since, until, ...query } }, { db }, { principal, http }) {
      const { id, length_ms } = await getMedia(db, ownerScopeOf(principal), params.id)
      const pages = paged(
        async (last: Snapshot | undefined) =>
          await listSnapshots(db, id, { since, until, before: last?.collected_at, limit: PAGE }),
        ({ collected_at, metrics }): SnapshotView => ({
          collected_at: collected_at.toISOString(),
          metrics: overviewOf(metrics, length_ms),
          all: metrics,
        }),
      )
      return await sendFile(http, pages, { name: 'insights', columns: HISTORY_COLUMNS, query })
    },
  }),

  exportOwnAccountInsights: operation.raw({
    ...shared,
    path: '/api/ig/{account_id}/insights/export',
    summary: 'The numbers of a connected account by day, as a file',
    params: ofAccount.params,
    query: z.strictObject({ ...dayFields, ...fileFields }).superRefine(refineCsv),
    responses: { 200: fileAnswer('OwnAccountDay'), 404: noSuchAccount },
    async run({ params, query: { since, until, ...query } }, { db }, { principal, http }) {
      const { connection_id } = await getSync(db, ownerScopeOf(principal), params.account_id)
      const pages = paged(async (last: DayRow | undefined) => {
        const range = { since, until, before: last?.day, limit: PAGE }
        return await listAccountDays(db, connection_id, range)
      }, isoTimes)
      return await sendFile(http, pages, { name: 'account', columns: DAY_COLUMNS, query })
    },
  }),
}

type DayRow = Awaited<ReturnType<typeof listAccountDays>>[number]

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
