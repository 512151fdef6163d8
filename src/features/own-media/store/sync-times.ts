import { sql, type RawBuilder } from 'kysely'
import type { Services } from '../../services.ts'

export type SyncSettings = Pick<
  Services['config'],
  'ownMediaSyncMs' | 'ownMediaYoungMs' | 'ownMediaOldMs' | 'ownMediaListMs'
>

/** An SQL interval of milliseconds. */
export const interval = (ms: number): RawBuilder<unknown> =>
  sql`make_interval(secs => ${ms / 1_000})`

/**
 * Returns when the post of this id and publication is synced next, after `since`; null if it is
 * never synced by itself.
 */
export const nextSync = (
  { ownMediaSyncMs, ownMediaYoungMs, ownMediaOldMs }: SyncSettings,
  post: { id: RawBuilder<unknown>; publishedAt: RawBuilder<unknown> },
  since: RawBuilder<unknown> = sql`(select world_now())`,
): RawBuilder<Date | null> => sql<Date | null>`derived.next_own_media_sync(
  ${post.id}, ${post.publishedAt}, ${since},
  ${interval(ownMediaSyncMs)}, ${interval(ownMediaYoungMs)}, ${interval(ownMediaOldMs)}
)`
