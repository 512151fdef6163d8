import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type {
  MetricGap,
  OwnMediaInsights,
  OwnMediaType,
} from '../../../platforms/own-media-reader.ts'
import { nextSync, type SyncSettings } from './sync-times.ts'

export type MediaToSync = {
  id: string
  platform_id: string
  owner_id: string | null
  type: OwnMediaType
  permalink: string | null
  last_synced_at: Date | null
  sync_failures: number
}

/** The post, unless it or its connection is gone. */
export const findToSync = async (db: Db, mediaId: string): Promise<MediaToSync | undefined> =>
  await db
    .selectFrom('own_media as m')
    .innerJoin('own_media_sync as s', 's.connection_id', 'm.connection_id')
    .select([
      'm.id',
      'm.platform_id',
      'm.owner_id',
      sql<OwnMediaType>`m.type`.as('type'),
      'm.permalink',
      'm.last_synced_at',
      'm.sync_failures',
    ])
    .where('m.id', '=', mediaId)
    .where('m.deleted_at', 'is', null)
    .where('s.ended_at', 'is', null)
    .executeTakeFirst()

/** Why a post as a whole has no metrics; other gaps are of single metrics. */
const LASTING: ReadonlySet<MetricGap> = new Set(['before_conversion', 'part_of_carousel'])

/** Stores what a sync has read, and when the next one is. A sync of the same minute replaces its snapshot. */
export async function storeSnapshot(
  tx: Tx,
  { id }: Pick<MediaToSync, 'id'>,
  { metrics, gaps, isFinal, raw }: OwnMediaInsights,
  settings: SyncSettings,
): Promise<void> {
  const finalGap = isFinal
    ? (Object.values(gaps).find((gap) => LASTING.has(gap)) ?? 'refused')
    : null
  await sql`
    with synced as (
      update own_media m set
        last_synced_at = (select world_now()),
        sync_status = 'ok',
        sync_error = null,
        sync_failures = 0,
        final_gap = ${finalGap},
        next_sync_at = case
          when ${isFinal} then null else ${nextSync(settings, { id: sql`m.id`, publishedAt: sql`m.published_at` })}
        end
      where id = ${id}::uuid
      returning id
    )
    insert into media_insights (media_id, collected_at, metrics, gaps, raw)
    select id, date_trunc('minute', (select world_now())), ${jsonb(metrics)}, ${jsonb(gaps)}, ${jsonb(raw)}
    from synced
    on conflict (media_id, collected_at) do update set
      metrics = excluded.metrics, gaps = excluded.gaps, raw = excluded.raw`.execute(tx)
}

export type SyncFailure = {
  status: 'error' | 'rate_limited'
  message: string
  /** World time until the next try, if there is one by itself. */
  waitMs: number
  /** In a row, with this one. */
  failures: number
}

/** Stores that a sync has failed. A post that is only synced on request is not synced by itself after a failure. */
export async function storeFailure(
  tx: Tx,
  { id }: Pick<MediaToSync, 'id'>,
  { status, message, waitMs, failures }: SyncFailure,
): Promise<void> {
  await sql`
    update own_media set
      sync_status = ${status},
      sync_error = ${message.slice(0, LONGEST_TEXT)},
      sync_failures = ${failures},
      next_sync_at = case
        when next_sync_at is not null then world_now() + make_interval(secs => ${waitMs / 1_000})
      end
    where id = ${id}::uuid and deleted_at is null`.execute(tx)
}

const LONGEST_TEXT = 500
