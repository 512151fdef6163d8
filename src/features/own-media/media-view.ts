import { OWN_MEDIA_TYPES } from '../../platforms/own-media-reader.ts'
import { Timestamp, z } from '../../http/router.ts'
import type { RowOf } from '../../http/iso-times.ts'
import { isoTimes } from '../../http/iso-times.ts'
import { MissingMetric, missingOf, Showcase, overviewOf } from './account-overview.ts'

export const SYNC_STATUSES = ['idle', 'queued', 'syncing', 'ok', 'error', 'rate_limited'] as const

const Stored = z.object({
  id: z.uuid(),
  account_id: z.uuid().openapi({ description: 'The connected account' }),
  username: z.string().openapi({ description: 'Of the account' }),
  platform_id: z.string(),
  permalink: z.string().nullable(),
  shortcode: z.string().nullable(),
  type: z.enum(OWN_MEDIA_TYPES),
  caption: z.string().nullable(),
  duration_ms: z.int().nullable().openapi({
    description: 'Length of the video as a person entered it: Meta does not send it',
  }),
  length_ms: z.number().nullable().openapi({
    description: 'The length that retention divides by: `duration_ms`, else that of the version',
  }),
  preview_hash: z
    .string()
    .nullable()
    .openapi({ description: 'Changes with the stored picture, GET /api/ig/media/{id}/preview' }),
  published_at: Timestamp,
  last_synced_at: Timestamp.nullable(),
  next_sync_at: Timestamp.nullable().openapi({ description: 'Null: only on request' }),
  sync_status: z.enum(SYNC_STATUSES),
  sync_error: z.string().nullable().openapi({ description: 'What Meta said last, if it refused' }),
  task_id: z.int().nullable().openapi({ description: 'Of the sync that is queued or runs' }),
  deleted_at: Timestamp.nullable().openapi({
    description: 'Since when three whole lists in a row did not have it',
  }),
  created_at: Timestamp,
})

export const MediaView = Stored.extend({
  collected_at: Timestamp.nullable().openapi({ description: 'Of the newest metrics' }),
  metrics: Showcase,
}).openapi('OwnMedia')
export type MediaView = z.output<typeof MediaView>

export const MediaDetails = MediaView.extend({ missing: z.array(MissingMetric) }).openapi(
  'OwnMediaDetails',
)

type Time = 'published_at' | 'last_synced_at' | 'next_sync_at' | 'deleted_at' | 'created_at'

/** The columns of a post that the queries of this folder read. */
export type MediaRow = RowOf<z.output<typeof Stored>, Time> & {
  owner_id: string | null
  final_gap: string | null
  like_count: number | null
  comment_count: number | null
  collected_at: Date | null
  metrics: Record<string, number> | null
  gaps: Record<string, string> | null
  /** The login of the connection; null when it is gone. */
  login: string | null
}

/**
 * A post as answers show it. Until its metrics are read, likes and comments are those of the list.
 */
export function viewMedia(row: MediaRow): MediaView {
  const {
    owner_id: _owner,
    final_gap: _final,
    like_count,
    comment_count,
    metrics,
    gaps: _gaps,
    login: _login,
    ...stored
  } = row
  const overview = overviewOf(metrics ?? {}, row.length_ms)
  return {
    ...isoTimes(stored),
    metrics: {
      ...overview,
      likes: overview.likes ?? like_count,
      comments: overview.comments ?? comment_count,
    },
  }
}

const RIGHT_FOR_INSIGHTS = {
  facebook: 'instagram_manage_insights',
  instagram: 'instagram_business_manage_insights',
} as const

/** Names the right that is missing, and the way to be asked for just that again. */
function withRight(
  missing: MissingMetric,
  { right, account }: { right: string | null; account: string },
): MissingMetric {
  if (missing.reason !== 'right_missing' || right === null) return missing
  return {
    ...missing,
    why: `Missing right: ${right}`,
    help: `Authorize the account again for just that: gramd connections url --account ${account} --rights ${right}`,
    right,
    ask: `/api/ig/auth/url?account=${account}&rights=${right}`,
  }
}

export function viewDetails(row: MediaRow): z.output<typeof MediaDetails> {
  const view = viewMedia(row)
  const { type, gaps, final_gap: finalGap, login, account_id: account } = row
  const right =
    login === null ? null : RIGHT_FOR_INSIGHTS[login === 'facebook' ? 'facebook' : 'instagram']
  const missing = missingOf(view.metrics, { type, gaps, finalGap })
  return { ...view, missing: missing.map((each) => withRight(each, { right, account })) }
}
