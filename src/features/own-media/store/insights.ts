import { sql } from 'kysely'
import { endSync } from './media.ts'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type {
  MetricGap,
  OwnMediaInsights,
  OwnMediaType,
} from '../../../platforms/own-media-reader.ts'
import type { SyncSettings } from './sync-times.ts'

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

/** The reasons why a post as a whole has no metrics; other gaps are of single metrics. */
const LASTING: ReadonlySet<MetricGap> = new Set(['before_conversion', 'part_of_carousel'])

/**
 * Stores what a sync has read, and when the next one is. A sync of the same minute replaces its
 * snapshot.
 */
export async function storeSnapshot(
  tx: Tx,
  { id }: Pick<MediaToSync, 'id'>,
  { metrics, gaps, isFinal, raw }: OwnMediaInsights,
  settings: SyncSettings,
): Promise<void> {
  const finalGap = isFinal
    ? (Object.values(gaps).find((gap) => LASTING.has(gap)) ?? 'refused')
    : null
  if (!(await endSync(tx, id, { isFinal, finalGap }, settings))) return
  await sql`
    insert into media_insights (media_id, collected_at, metrics, gaps, raw)
    values (${id}::uuid, date_trunc('minute', world_now()), ${jsonb(metrics)}, ${jsonb(gaps)}, ${jsonb(raw)})
    on conflict (media_id, collected_at) do update set
      metrics = excluded.metrics, gaps = excluded.gaps, raw = excluded.raw`.execute(tx)
}

export const STEP = 1_000

export const tooOld = (keepMs: number) => sql`
  raw is not null and collected_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
  order by collected_at limit ${sql.lit(STEP)}`

/** Apart from `emptyOldAnswers` so that a test can ask PostgreSQL to explain it. */
export const oldMediaAnswers = (keepMs: number) => sql`
  update media_insights set raw = null
  where ctid = any (array(select ctid from media_insights where ${tooOld(keepMs)}))`
